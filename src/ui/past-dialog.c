/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "past-dialog.h"

#include "words.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWindow *parent;      /* (owned) */
  CtgEngine *engine;      /* (owned) */
  gint64 contact_id;
  AdwComboRow *span;      /* (unowned) in the dialog */
} Past;

static const struct { guint n_days; const char *text; } spans[] = {
  { 180, N_("The last six months") },
  { 365, N_("The last year") },
  { 3 * 365, N_("The last three years") },
  { 0, N_("Everything there is") },
};

static void
past_free (Past *past, GClosure *closure)
{
  g_object_unref (past->parent);
  g_object_unref (past->engine);
  g_free (past);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) parent = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) counts = ctg_engine_log_past_finish (CTG_ENGINE (source), result, &error);

  if (counts == NULL)
    ctg_words_show_error (parent, error);
  else if (counts->len == 0)
    ctg_words_toast (parent, _("No mailbox is connected yet"));
  else
    ctg_words_toast (parent, _("Past letters are being looked for: see Status"));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Past *past)
{
  CtgPastOptions options = { .contact_id = past->contact_id };

  if (!g_str_equal (response, "log"))
    return;
  options.n_days = spans[adw_combo_row_get_selected (past->span)].n_days;
  ctg_engine_log_past_async (past->engine, &options, NULL, NULL, NULL, asked_cb, g_object_ref (past->parent));
}

static GtkWidget *
make_span (Past *past)
{
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    gtk_string_list_append (texts, _(spans[i].text));
  past->span = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (past->span), _("_How far back"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (past->span), TRUE);
  adw_combo_row_set_model (past->span, G_LIST_MODEL (texts));
  adw_combo_row_set_selected (past->span, 1);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (past->span));
  return list;
}

/**
 * ctg_past_dialog_present:
 * @parent: the window it belongs to
 * @engine: the engine
 * @contact_id: whose past correspondence, 0: of all contacts
 * @name: (nullable): the contact's name
 *
 * Asks how far back, then has past correspondence logged. How far it has come is shown in the status.
 */
void
ctg_past_dialog_present (GtkWindow *parent, CtgEngine *engine, gint64 contact_id, const char *name)
{
  Past *past = g_new0 (Past, 1);
  g_autofree char *isolated = ctg_words_isolated (name != NULL ? name : "");
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  past->parent = g_object_ref (parent);
  past->engine = g_object_ref (engine);
  past->contact_id = contact_id;
  body = contact_id != 0
           /* Translators: %s is a contact's name. */
           ? g_strdup_printf (_("Your mailboxes are searched for letters from and to %s. They are read and logged "
                                "here; nothing is changed there."), isolated)
           : g_strdup (_("Your mailboxes are searched for letters from and to your contacts. They are read and logged "
                         "here; nothing is changed there."));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Log past correspondence"), body));
  adw_message_dialog_set_extra_child (dialog, make_span (past));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "log", _("_Log"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "log", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "log");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), past, (GClosureNotify) past_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
