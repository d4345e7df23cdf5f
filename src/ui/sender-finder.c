/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sender-finder.h"

#include "texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSenderFinder
{
  AdwBin parent_instance;

  CtgEngine *engine;            /* (owned) (nullable) */
  char *account_id;             /* (owned) (nullable) */
  AdwPreferencesGroup *group;
  GtkWidget *find_row;
  GPtrArray *rows;              /* (element-type GtkWidget) of addresses to confirm */
  GCancellable *cancellable;    /* (owned) (nullable) while it looks */
};

G_DEFINE_FINAL_TYPE (CtgSenderFinder, ctg_sender_finder, ADW_TYPE_BIN)

static void
say (CtgSenderFinder *self, const char *words)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->find_row), words);
}

static void
say_error (CtgSenderFinder *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);

  say (self, text->headline);
}

static void
remove_row (CtgSenderFinder *self, GtkWidget *row)
{
  if (g_ptr_array_remove (self->rows, row))
    adw_preferences_group_remove (self->group, row);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  GtkWidget *group = gtk_widget_get_ancestor (row, CTG_TYPE_SENDER_FINDER);
  g_autoptr (GError) error = NULL;
  gboolean is_added = ctg_engine_put_identity_finish (CTG_ENGINE (source), result, &error);

  if (group == NULL)
    return;
  if (is_added)
    remove_row (CTG_SENDER_FINDER (group), row);
  else
    say_error (CTG_SENDER_FINDER (group), error);
}

static void
add_clicked_cb (GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  CtgSenderFinder *self = CTG_SENDER_FINDER (gtk_widget_get_ancestor (row, CTG_TYPE_SENDER_FINDER));

  ctg_engine_put_identity_async (self->engine, self->account_id,
                                 adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), "", FALSE, added_cb,
                                 g_object_ref (row));
}

static void
add_candidate (CtgSenderFinder *self, const char *address)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Add"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), address);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Sent letters were written as it."));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (add_clicked_cb), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_found (CtgSenderFinder *self, const CtgSenderSearch *found)
{
  g_autofree char *words = NULL;

  while (self->rows->len > 0)
    remove_row (self, g_ptr_array_index (self->rows, 0));
  for (guint i = 0; i < found->candidates->len; i++)
    add_candidate (self, g_ptr_array_index (found->candidates, i));
  if (found->n_added > 0)
    words = g_strdup_printf (ngettext ("%u sender was added.", "%u senders were added.", found->n_added),
                             found->n_added);
  say (self, words != NULL ? words : found->candidates->len > 0 ? _("Which of these are yours?")
                                                                : _("There are no others."));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSenderFinder) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgSenderSearch) found = ctg_engine_find_senders_finish (CTG_ENGINE (source), result, &error);

  g_clear_object (&self->cancellable);
  if (self->engine == NULL)
    return;
  if (found != NULL)
    show_found (self, found);
  else
    say_error (self, error);
}

static void
find_cb (CtgSenderFinder *self)
{
  if (self->cancellable != NULL || self->engine == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  say (self, _("Looking…"));
  ctg_engine_find_senders_async (self->engine, self->account_id, self->cancellable, found_cb, g_object_ref (self));
}

static void
ctg_sender_finder_dispose (GObject *object)
{
  CtgSenderFinder *self = CTG_SENDER_FINDER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_sender_finder_parent_class)->dispose (object);
}

static void
ctg_sender_finder_class_init (CtgSenderFinderClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_sender_finder_dispose;
}

static void
ctg_sender_finder_init (CtgSenderFinder *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  self->find_row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->find_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->find_row), _("Re_fresh aliases"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->find_row), TRUE);
  say (self, _("Looks for other addresses that this mailbox can write as."));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->find_row), TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self->find_row), gtk_image_new_from_icon_name ("view-refresh-symbolic"));
  g_signal_connect_object (self->find_row, "activated", G_CALLBACK (find_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, self->find_row);
}

/**
 * ctg_sender_finder_set_mailbox:
 * @self: the rows
 * @engine: what looks
 * @account_id: in which mailbox
 */
void
ctg_sender_finder_set_mailbox (CtgSenderFinder *self, CtgEngine *engine, const char *account_id)
{
  g_set_object (&self->engine, engine);
  g_free (self->account_id);
  self->account_id = g_strdup (account_id);
}
