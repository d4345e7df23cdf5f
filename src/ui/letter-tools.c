/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "letter-tools.h"

#include "attachment-actions.h"
#include "errors.h"
#include "html-module.h"
#include "letter-print.h"
#include "source-window.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define NAME_MAX_CHARACTERS 60

/* A saving or a look at the source, from the key to its end. */
typedef struct
{
  GtkWidget *from;    /* (owned) */
  CtgEngine *engine;  /* (owned) */
  gint64 key;
  char *subject;      /* (owned) */
  char *path;         /* (owned) (nullable) */
} Errand;

static Errand *
errand_new (GtkWidget *from, CtgEngine *engine, const CtgMessageFacts *message)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->from = g_object_ref (from);
  errand->engine = g_object_ref (engine);
  errand->key = message->key;
  errand->subject = ctg_words_subject (message->subject);
  return errand;
}

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->from);
  g_object_unref (errand->engine);
  g_free (errand->subject);
  g_free (errand->path);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static GtkWindow *
get_window (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* --- Source --- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ctg_engine_load_source_finish (CTG_ENGINE (source), result, &error);
  GtkWindow *window = get_window (errand->from);

  if (bytes == NULL)
    ctg_words_show_error (errand->from, error);
  else if (window != NULL)
    ctg_source_window_present (window, errand->subject, bytes);
}

/* --- Saving --- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_save_source_finish (CTG_ENGINE (source), result, &error))
    {
      g_autofree char *name = g_filename_display_basename (errand->path);
      g_autofree char *line = ctg_words_isolated (name);
      g_autofree char *message = g_strdup_printf (_("%s was saved"), line);

      ctg_words_toast (errand->from, message);
    }
  else
    ctg_words_show_error (errand->from, error);
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  Errand *errand = data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  errand->path = file != NULL ? g_file_get_path (file) : NULL;
  if (errand->path != NULL)
    {
      ctg_attachment_replace_file (errand->path);
      ctg_engine_save_source_async (errand->engine, errand->key, errand->path, saved_cb, errand);
    }
  else
    errand_free (errand);
  g_object_unref (dialog);
}

/* A proposal only. */
static char *
make_file_name (const char *subject)
{
  g_autofree char *name = g_utf8_substring (subject, 0, MIN (g_utf8_strlen (subject, -1), NAME_MAX_CHARACTERS));
  char *start = name;

  g_strdelimit (name, "/\\:\"<>|?*", '_');
  while (*start == '.' || *start == '-' || *start == '~' || *start == ' ')
    start++;
  return g_strconcat (*start != '\0' ? g_strchomp (start) : "letter", ".eml", NULL);
}

/* Whether there is anything to save is known first: nobody should choose a name for nothing. */
static void
save_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ctg_engine_load_source_finish (CTG_ENGINE (source), result, &error);
  g_autofree char *name = make_file_name (errand->subject);
  GtkFileChooserNative *dialog;

  if (bytes == NULL)
    {
      ctg_words_show_error (errand->from, error);
      return;
    }
  dialog = gtk_file_chooser_native_new (_("Save the letter"), get_window (errand->from), GTK_FILE_CHOOSER_ACTION_SAVE,
                                        _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), g_steal_pointer (&errand));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Paper and clipboard --- */

static void
print (GtkWidget *view, const CtgMessageFacts *message, CtgBodyView *body)
{
  g_autofree char *subject = ctg_words_subject (message->subject);
  g_autofree char *heading = ctg_letter_print_dup_heading (message);
  GtkWidget *html = ctg_body_view_get_html (body);
  const char *text = ctg_body_view_get_text (body);

  if (html != NULL)
    g_signal_emit_by_name (html, "print", subject, heading);
  else if (text != NULL)
    ctg_letter_print_text (view, subject, heading, text);
}

static void
copy (GtkWidget *view, CtgBodyView *body)
{
  const char *text = ctg_body_view_get_text (body);

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (view), text);
  ctg_words_toast (view, _("The letter’s words were copied"));
}

/**
 * ctg_letter_tools_run:
 * @view: the view of a letter
 * @name: one of its actions
 * @engine: the engine
 * @message: the letter
 * @body: (nullable): what shows its words, %NULL where it is folded
 *
 * Does what the action says.
 */
void
ctg_letter_tools_run (GtkWidget *view, const char *name, CtgEngine *engine, const CtgMessageFacts *message,
                      CtgBodyView *body)
{
  if (g_str_equal (name, "letter.save"))
    ctg_engine_load_source_async (engine, message->key, NULL, save_cb, errand_new (view, engine, message));
  else if (g_str_equal (name, "letter.source"))
    ctg_engine_load_source_async (engine, message->key, NULL, loaded_cb, errand_new (view, engine, message));
  else if (body != NULL && g_str_equal (name, "letter.print"))
    print (view, message, body);
  else if (body != NULL && g_str_equal (name, "letter.copy"))
    copy (view, body);
}

/**
 * ctg_letter_tools_install:
 * @view_class: the class of a view of one letter
 * @activate: what calls ctg_letter_tools_run()
 *
 * Gives such views the actions and their keys.
 */
void
ctg_letter_tools_install (GtkWidgetClass *view_class, GtkWidgetActionActivateFunc activate)
{
  gtk_widget_class_install_action (view_class, "letter.print", NULL, activate);
  gtk_widget_class_install_action (view_class, "letter.save", NULL, activate);
  gtk_widget_class_install_action (view_class, "letter.source", NULL, activate);
  gtk_widget_class_install_action (view_class, "letter.copy", NULL, activate);
  gtk_widget_class_add_binding_action (view_class, GDK_KEY_p, GDK_CONTROL_MASK, "letter.print", NULL);
  gtk_widget_class_add_binding_action (view_class, GDK_KEY_s, GDK_CONTROL_MASK, "letter.save", NULL);
  gtk_widget_class_add_binding_action (view_class, GDK_KEY_u, GDK_CONTROL_MASK, "letter.source", NULL);
}

/* Where a letter is shown alone, there is no thread. */
static void
append_of_thread (GMenu *menu, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-missing");
  g_menu_append_item (menu, item);
}

/**
 * ctg_letter_tools_new_button:
 *
 * Returns: (transfer floating): a menu of them, for inside such a view
 */
GtkWidget *
ctg_letter_tools_new_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _("_Print…"), "letter.print");
  g_menu_append (menu, _("_Save as a file…"), "letter.save");
  g_menu_append (menu, _("_Copy the words"), "letter.copy");
  g_menu_append (menu, _("View _source"), "letter.source");
  append_of_thread (menu, _("Begin a _thread here"), "letter.split");
  append_of_thread (menu, _("_Merge the thread with…"), "thread.merge");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _("More to do with this letter"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}
