/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reading-window.h"

#include "deal-actions.h"
#include "sequence-actions.h"
#include "thread-actions.h"
#include "words.h"
#include "writing-actions.h"
#include "zoom.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (CtgReadingWindow, ctg_reading_window, GTK_TYPE_WINDOW)

/* What the person can take back in a window: the last thing done in it. */
#define UNDO_KEY "ctg-undo"

static void
ctg_reading_window_default_init (CtgReadingWindowInterface *iface)
{
}

/**
 * ctg_reading_window_get_engine:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the engine, while the window lives
 */
CtgEngine *
ctg_reading_window_get_engine (CtgReadingWindow *self)
{
  g_return_val_if_fail (CTG_IS_READING_WINDOW (self), NULL);
  return CTG_READING_WINDOW_GET_IFACE (self)->get_engine (self);
}

/**
 * ctg_reading_window_get_contact_view:
 * @self: a window
 *
 * Returns: (transfer none): its contact's page
 */
CtgContactView *
ctg_reading_window_get_contact_view (CtgReadingWindow *self)
{
  g_return_val_if_fail (CTG_IS_READING_WINDOW (self), NULL);
  return CTG_READING_WINDOW_GET_IFACE (self)->get_contact_view (self);
}

/**
 * ctg_reading_window_get_letter:
 * @self: a window
 *
 * Returns: the letter of the inbox that it shows, 0: none
 */
gint64
ctg_reading_window_get_letter (CtgReadingWindow *self)
{
  g_return_val_if_fail (CTG_IS_READING_WINDOW (self), 0);
  return CTG_READING_WINDOW_GET_IFACE (self)->get_letter (self);
}

/* --- Logging and taking it back --- */

static void
relogged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_log_finish (CTG_ENGINE (source), result, &error) < 0)
    ctg_words_show_error (self, error);
}

static void
relog_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 key, contact_id;

  g_variant_get (parameter, "(xx)", &key, &contact_id);
  ctg_engine_log_async (ctg_reading_window_get_engine (CTG_READING_WINDOW (widget)), key, contact_id, relogged_cb,
                        g_object_ref (widget));
}

static void
unlogged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_unlog_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (self, error);
}

/* Contact 0 takes a logging back; that is an undo itself and has none. */
static void
unlog_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 key, contact_id;

  g_variant_get (parameter, "(xx)", &key, &contact_id);
  ctg_engine_unlog_async (ctg_reading_window_get_engine (CTG_READING_WINDOW (widget)), key, contact_id, unlogged_cb,
                          g_object_ref (widget));
  if (contact_id != 0)
    ctg_words_toast_undo (widget, _("The letter is off this page"), 0, "win.relog", parameter);
}

static void
remember_undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_object_set_data_full (G_OBJECT (widget), UNDO_KEY, g_variant_ref (parameter), (GDestroyNotify) g_variant_unref);
  gtk_widget_action_set_enabled (widget, "win.undo", TRUE);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GVariant) undo = g_object_steal_data (G_OBJECT (widget), UNDO_KEY);
  g_autoptr (GVariant) target = NULL;
  const char *action;

  gtk_widget_action_set_enabled (widget, "win.undo", FALSE);
  if (undo == NULL)
    return;
  g_variant_get (undo, "(&sv)", &action, &target);
  gtk_widget_activate_action_variant (widget, action, target);
}

/* --- The contact --- */

static void
edit_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_edit (ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget)));
}

static void
merge_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_merge (ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget)));
}

static void
show_letter_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 thread, key;

  g_variant_get (parameter, "(xx)", &thread, &key);
  ctg_contact_view_reveal (ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget)), thread, key);
}

static void
log_past_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_log_past (ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget)));
}

static void
delete_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_delete (ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget)));
}

/**
 * ctg_reading_window_install:
 * @window_class: the class of such a window
 *
 * Gives its windows what all of them can do: actions and keys.
 */
void
ctg_reading_window_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.relog", "(xx)", relog_cb);
  gtk_widget_class_install_action (window_class, "win.unlog", "(xx)", unlog_cb);
  gtk_widget_class_install_action (window_class, "win.undo", NULL, undo_cb);
  gtk_widget_class_install_action (window_class, "win.remember-undo", "(sv)", remember_undo_cb);
  gtk_widget_class_install_action (window_class, "win.edit-contact", NULL, edit_contact_cb);
  gtk_widget_class_install_action (window_class, "win.merge-contact", NULL, merge_contact_cb);
  gtk_widget_class_install_action (window_class, "win.show-letter", "(xx)", show_letter_cb);
  gtk_widget_class_install_action (window_class, "win.log-past", NULL, log_past_cb);
  gtk_widget_class_install_action (window_class, "win.delete-contact", NULL, delete_contact_cb);
  gtk_widget_class_add_binding_action (window_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  ctg_writing_actions_install (window_class);
  ctg_deal_actions_install (window_class);
  ctg_sequence_actions_install (window_class);
  ctg_thread_actions_install (window_class);
  ctg_zoom_install (window_class);
}

/**
 * ctg_reading_window_set_up:
 * @self: a window that is being made
 *
 * Nothing was done in it yet; letters are as large as they were left.
 */
void
ctg_reading_window_set_up (CtgReadingWindow *self)
{
  /* Coming to a letter's text by keyboard is not choosing all of it. */
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-label-select-on-focus", FALSE, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
  ctg_zoom_get_default ();
}
