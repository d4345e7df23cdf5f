/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachment-actions.h"

#include "errors.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define MAX_NAME_BYTES 200

/* One opening or saving, from the click to its end. */
typedef struct
{
  GtkWidget *from;                  /* (owned) */
  CtgEngine *engine;                /* (owned) */
  CtgAttachmentFacts *attachment;   /* (owned) */
  char *path;                       /* (owned) (nullable) where it is being saved */
} Errand;

static Errand *
errand_new (GtkWidget *from, CtgEngine *engine, const CtgAttachmentFacts *attachment)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->from = g_object_ref (from);
  errand->engine = g_object_ref (engine);
  errand->attachment = ctg_attachment_facts_copy (attachment);
  return errand;
}

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->from);
  g_object_unref (errand->engine);
  ctg_attachment_facts_free (errand->attachment);
  g_free (errand->path);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static GtkWindow *
get_window (Errand *errand)
{
  GtkRoot *root = gtk_widget_get_root (errand->from);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/**
 * ctg_attachment_dup_label:
 * @attachment: an attachment
 *
 * Returns: (transfer full): its name made fit to be shown, never empty
 */
char *
ctg_attachment_dup_label (const CtgAttachmentFacts *attachment)
{
  char *label = ctg_words_line (attachment->name);

  if (*label != '\0')
    return label;
  g_free (label);
  return g_strdup (_("Unnamed attachment"));
}

/* A proposal only: where it is written to is what the person chose in the dialog, under the engine's checks. */
static char *
make_file_name (const CtgAttachmentFacts *attachment)
{
  g_autofree char *label = ctg_attachment_dup_label (attachment);
  char *name = label;

  g_strdelimit (label, "/\\:", '_');
  while (*name == '.' || *name == '-' || *name == '~' || *name == ' ')
    name++;
  return g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), MAX_NAME_BYTES / 4));
}

/* --- Saving --- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ctg_engine_save_attachment_finish (CTG_ENGINE (source), result, &error);

  if (path == NULL)
    ctg_words_show_error (errand->from, error);
  else
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_autofree char *line = ctg_words_isolated (name);
      /* Translators: %s is a file's name. */
      g_autofree char *message = g_strdup_printf (_("%s was saved"), line);

      ctg_words_toast (errand->from, message);
    }
}

/**
 * ctg_attachment_replace_file:
 * @path: what was chosen in a dialog, which has asked whether to replace it
 *
 * Makes room: the engine writes only what does not exist yet, so that nothing of anybody else's is followed or
 * overwritten.
 */
void
ctg_attachment_replace_file (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    g_unlink (path);
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
      ctg_engine_save_attachment_async (errand->engine, errand->attachment->id, errand->path, saved_cb, errand);
    }
  else
    errand_free (errand);
  g_object_unref (dialog);
}

/**
 * ctg_attachment_save:
 * @from: the widget asked
 * @engine: the engine
 * @attachment: what to save
 *
 * Asks where to and saves there.
 */
void
ctg_attachment_save (GtkWidget *from, CtgEngine *engine, const CtgAttachmentFacts *attachment)
{
  Errand *errand = errand_new (from, engine, attachment);
  g_autofree char *name = make_file_name (attachment);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save the attachment"), get_window (errand),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), errand);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Opening --- */

static void
warned_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  g_autoptr (Errand) errand = data;

  if (g_str_equal (response, "save"))
    ctg_attachment_save (errand->from, errand->engine, errand->attachment);
}

/* Programs, scripts and pages are never handed to the desktop from here (F3). */
static void
warn_dangerous (Errand *errand)
{
  g_autofree char *label = ctg_attachment_dup_label (errand->attachment);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (get_window (errand), label, NULL));

  adw_message_dialog_set_body (dialog, _("This kind of file can harm your computer when opened, so it is not "
                                         "opened from here. Save it only if you know who sent it and expected it."));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "save", _("_Save…"), NULL);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (warned_cb), errand);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) && !ctg_error_is_cancelled (error))
    ctg_words_toast (errand->from, _("No application here opens this kind of file. It can be saved."));
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ctg_engine_prepare_open_finish (CTG_ENGINE (source), result, &error);
  GtkWindow *window = get_window (errand);

  if (window == NULL)
    return;
  if (path != NULL)
    {
      g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

      gtk_show_uri_full (window, uri, GDK_CURRENT_TIME, NULL, shown_cb, g_steal_pointer (&errand));
    }
  else if (g_error_matches (error, CTG_ERROR, CTG_ERROR_POLICY))
    warn_dangerous (g_steal_pointer (&errand));
  else
    ctg_words_show_error (errand->from, error);
}

/**
 * ctg_attachment_open:
 * @from: the widget asked
 * @engine: the engine
 * @attachment: what to open
 *
 * Opens a copy with the desktop's application for it; what could do harm is only offered for saving, with the reason.
 */
void
ctg_attachment_open (GtkWidget *from, CtgEngine *engine, const CtgAttachmentFacts *attachment)
{
  ctg_engine_prepare_open_async (engine, attachment->id, prepared_cb, errand_new (from, engine, attachment));
}
