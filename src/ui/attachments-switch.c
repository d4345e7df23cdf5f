/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachments-switch.h"

#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Of one row, as long as its switch. */
typedef struct
{
  GtkSwitch *widget;           /* (unowned) whose data this is */
  CtgEngine *engine;           /* (owned) */
  char *account_id;            /* (owned) (nullable) */
  gint64 contact_id;
} Row;

static void
row_free (Row *row)
{
  g_object_unref (row->engine);
  g_free (row->account_id);
  g_free (row);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_set_attachments_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (widget, error);
}

static void
turned_cb (GtkSwitch *widget, GParamSpec *pspec, gpointer data)
{
  const Row *row = data;
  CtgAttachmentsOf whose = { row->account_id, row->contact_id };

  ctg_engine_set_attachments_async (row->engine, &whose, gtk_switch_get_active (widget), kept_cb,
                                    g_object_ref (widget));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkSwitch) widget = data;
  int are_logged = ctg_engine_load_attachments_finish (CTG_ENGINE (source), result, NULL);

  if (are_logged < 0)
    return;
  gtk_switch_set_active (widget, are_logged != 0);
  gtk_widget_set_sensitive (GTK_WIDGET (widget), TRUE);
  g_signal_connect (widget, "notify::active", G_CALLBACK (turned_cb), g_object_get_data (G_OBJECT (widget), "row"));
}

static const char *
subtitle_for (const CtgAttachmentsOf *whose)
{
  if (whose->contact_id != 0)
    return _("Of letters with this contact. What is here already stays.");
  if (whose->account_id != NULL)
    return _("Of this mailbox’s letters. What is here already stays.");
  return _("Of letters below 50 MB; others when you ask for them. What is here already stays.");
}

/**
 * ctg_attachments_switch_new:
 * @engine: the engine
 * @whose: whose attachments
 *
 * Returns: (transfer floating): a row for a group of preferences; what is switched is kept at once
 */
GtkWidget *
ctg_attachments_switch_new (CtgEngine *engine, const CtgAttachmentsOf *whose)
{
  GtkWidget *action = adw_action_row_new ();
  GtkWidget *widget = gtk_switch_new ();
  Row *row = g_new0 (Row, 1);

  row->widget = GTK_SWITCH (widget);
  row->engine = g_object_ref (engine);
  row->account_id = g_strdup (whose->account_id);
  row->contact_id = whose->contact_id;
  g_object_set_data_full (G_OBJECT (widget), "row", row, (GDestroyNotify) row_free);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (widget, FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (action), _("Log attachments"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (action), subtitle_for (whose));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (action), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (action), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (action), widget);
  ctg_engine_load_attachments_async (engine, whose, loaded_cb, g_object_ref (widget));
  return action;
}
