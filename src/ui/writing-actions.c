/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "writing-actions.h"

#include "compose-each.h"
#include "compose-window.h"
#include "reading-window.h"
#include "words.h"

static void
begin (GtkWidget *window, const CtgLetterStart *start)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (window));

  if (engine != NULL)
    ctg_compose_window_begin (GTK_WINDOW (window), engine, start);
}

static void
write_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (widget, &(CtgLetterStart) { .kind = CTG_DRAFT_NEW });
}

static void
write_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgContactView *view = ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget));

  begin (widget, &(CtgLetterStart) { .kind = CTG_DRAFT_NEW, .contact_id = ctg_contact_view_get_id (view) });
}

static void
write_company_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (widget, &(CtgLetterStart) { .kind = CTG_DRAFT_NEW, .company_id = g_variant_get_int64 (parameter) });
}

static void
write_deal_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (widget, &(CtgLetterStart) { .kind = CTG_DRAFT_NEW, .deal_id = g_variant_get_int64 (parameter) });
}

static void
write_to_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (widget, &(CtgLetterStart) { .kind = CTG_DRAFT_NEW, .mailto = g_variant_get_string (parameter, NULL) });
}

static void
answer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean is_forward = g_str_equal (name, "win.forward-letter");

  begin (widget, &(CtgLetterStart) { .kind = is_forward ? CTG_DRAFT_FORWARD : CTG_DRAFT_REPLY,
                                     .to_all = g_str_equal (name, "win.reply-all-letter"),
                                     .parent_key = g_variant_get_int64 (parameter) });
}

/* Of the letter chosen in the inbox. */
static void
answer_shown_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *action = g_strconcat (name, "-letter", NULL);
  gint64 key = ctg_reading_window_get_letter (CTG_READING_WINDOW (widget));

  if (key != 0)
    gtk_widget_activate_action (widget, action, "x", key);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (window));
  gint64 draft_id = ctg_engine_take_back_finish (engine, result, &error);

  if (draft_id == 0)
    ctg_words_show_error (window, error);
  else if (engine != NULL)
    ctg_compose_window_open (GTK_WINDOW (window), engine, draft_id);
}

static void
take_back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));

  ctg_engine_take_back_async (engine, g_variant_get_int64 (parameter), taken_back_cb, g_object_ref (widget));
}

static void
take_back_each_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));

  if (engine != NULL)
    ctg_compose_each_take_back (GTK_WINDOW (widget), engine, parameter);
}

/**
 * ctg_writing_actions_install:
 * @widget_class: the main window's
 *
 * Installs the actions and their keys.
 */
void
ctg_writing_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.write", NULL, write_cb);
  gtk_widget_class_install_action (widget_class, "win.write-contact", NULL, write_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.write-company", "x", write_company_cb);
  gtk_widget_class_install_action (widget_class, "win.write-deal", "x", write_deal_cb);
  gtk_widget_class_install_action (widget_class, "win.write-to", "s", write_to_cb);
  gtk_widget_class_install_action (widget_class, "win.reply", NULL, answer_shown_cb);
  gtk_widget_class_install_action (widget_class, "win.reply-all", NULL, answer_shown_cb);
  gtk_widget_class_install_action (widget_class, "win.forward", NULL, answer_shown_cb);
  gtk_widget_class_install_action (widget_class, "win.reply-letter", "x", answer_cb);
  gtk_widget_class_install_action (widget_class, "win.reply-all-letter", "x", answer_cb);
  gtk_widget_class_install_action (widget_class, "win.forward-letter", "x", answer_cb);
  gtk_widget_class_install_action (widget_class, "win.take-back", "x", take_back_cb);
  gtk_widget_class_install_action (widget_class, "win.take-back-each", "(ax(sssssa(msxsx)bbxx))", take_back_each_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.write", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "win.write-contact", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.reply", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.reply-all",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.forward", NULL);
}
