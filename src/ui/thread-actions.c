/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "thread-actions.h"

#include "reading-window.h"
#include "words.h"

#include <glib/gi18n-lib.h>

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = ctg_engine_undo_finish (CTG_ENGINE (source), result, &error);

  if (kind == NULL)
    ctg_words_show_error (window, error);
}

/* The last thing done that the store can take back; the window forgets its undo when something else is done. */
static void
undo_last_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));

  if (engine != NULL)
    ctg_engine_undo_async (engine, undone_cb, g_object_ref (widget));
}

static void
split_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_threads_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast_undo (window, _("The letters are a thread of their own"), 0, "win.undo-last",
                          g_variant_new_boolean (TRUE));
  else
    ctg_words_show_error (window, error);
}

static void
split_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));

  if (engine != NULL)
    ctg_engine_split_thread_async (engine, g_variant_get_int64 (parameter), split_done_cb, g_object_ref (widget));
}

static void
merge_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_threads_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast_undo (window, _("They are one thread now"), 0, "win.undo-last", g_variant_new_boolean (TRUE));
  else
    ctg_words_show_error (window, error);
}

static void
merge_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));
  gint64 thread, other;

  g_variant_get (parameter, "(xx)", &thread, &other);
  if (engine != NULL)
    ctg_engine_merge_threads_async (engine, thread, other, merge_done_cb, g_object_ref (widget));
}

/**
 * ctg_thread_actions_install:
 * @window_class: the class of a window that shows letters
 *
 * Gives its windows what a person says of threads: `win.split-thread` with a letter, `win.merge-threads` with two
 * threads; and `win.undo-last`, which takes back what the store did last.
 */
void
ctg_thread_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.split-thread", "x", split_cb);
  gtk_widget_class_install_action (window_class, "win.merge-threads", "(xx)", merge_cb);
  gtk_widget_class_install_action (window_class, "win.undo-last", "b", undo_last_cb);
}
