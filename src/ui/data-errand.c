/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data-errand.h"

#include "clock.h"
#include "engine-backup.h"
#include "engine-export.h"
#include "errors.h"
#include "progress-dialog.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *from;             /* (owned) */
  CtgEngine *engine;           /* (owned) */
  CtgDataErrand what;
  char *path;                  /* (owned) (nullable) */
  GtkWindow *progress;         /* (weak) (nullable) */
  GCancellable *cancellable;   /* (owned) */
} Errand;

static const struct { const char *title, *heading, *file_name; } texts[] = {
  [CTG_DATA_BACKUP] = { N_("Back up"), N_("Backing up"), "carteggio-%F.backup" },
  [CTG_DATA_EXPORT] = { N_("Export everything"), N_("Exporting"), "carteggio-%F" },
  [CTG_DATA_EXPORT_CONTACTS] = { N_("Export contacts"), N_("Exporting"), "carteggio-%F.vcf" },
};

static void
errand_free (Errand *errand)
{
  g_clear_weak_pointer (&errand->progress);
  g_object_unref (errand->from);
  g_object_unref (errand->engine);
  g_object_unref (errand->cancellable);
  g_free (errand->path);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static GtkWindow *
get_window (Errand *errand)
{
  return GTK_WINDOW (gtk_widget_get_root (errand->from));
}

/* The page may be gone by now: then there is nobody to tell. */
static void
finish (Errand *errand, const char *message, const GError *error)
{
  if (errand->progress != NULL)
    gtk_window_destroy (errand->progress);
  if (get_window (errand) == NULL)
    return;
  if (error == NULL)
    ctg_words_toast (errand->from, message);
  else if (ctg_error_is_cancelled (error))
    ctg_words_toast (errand->from, _("Stopped; nothing was left there"));
  else
    ctg_words_show_error (errand->from, error);
}

static void
progress_cb (gint64 n_done, gint64 n_total, gpointer data)
{
  ctg_progress_dialog_tell (((Errand *) data)->progress, n_done, n_total);
}

static void
backup_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgBackupResult) made = ctg_engine_backup_finish (CTG_ENGINE (source), result, &error);
  g_autofree char *size = ctg_text_for_size (made != NULL ? made->size_bytes : 0);
  /* Translators: %s is the size of a file */
  g_autofree char *message = g_strdup_printf (_("Backed up: %s, without passwords"), size);

  finish (errand, message, error);
}

static void
export_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  CtgExportCounts counts = { 0 };

  ctg_engine_export_finish (CTG_ENGINE (source), result, &counts, &error);
  message = g_strdup_printf (ngettext ("%u letter was exported", "%u letters were exported", (gulong) counts.n_letters),
                             (guint) counts.n_letters);
  finish (errand, message, error);
}

static void
contacts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  int n = ctg_engine_export_contacts_finish (CTG_ENGINE (source), result, &error);
  g_autofree char *message = g_strdup_printf (ngettext ("%d contact was exported", "%d contacts were exported",
                                                        (gulong) MAX (n, 0)), n);

  finish (errand, message, error);
}

/* The dialog has asked whether to replace a file. */
static void
run (Errand *errand)
{
  if (errand->what == CTG_DATA_EXPORT_CONTACTS)
    {
      ctg_engine_export_contacts_async (errand->engine, errand->path, 4, TRUE, contacts_cb, errand);
      return;
    }
  g_set_weak_pointer (&errand->progress, ctg_progress_dialog_new (get_window (errand), _(texts[errand->what].heading),
                                                                  errand->cancellable));
  if (errand->what == CTG_DATA_BACKUP)
    ctg_engine_backup_async (errand->engine, errand->path, TRUE, progress_cb, errand, errand->cancellable, backup_cb,
                             errand);
  else
    ctg_engine_export_async (errand->engine, errand->path, 0, progress_cb, errand, errand->cancellable, export_cb,
                             errand);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Errand *errand)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  errand->path = file != NULL ? g_file_get_path (file) : NULL;
  if (errand->path != NULL && get_window (errand) != NULL)
    run (errand);
  else
    errand_free (errand);
  g_object_unref (dialog);
}

/**
 * ctg_data_errand_run:
 * @from: a widget of the window, which a toast can be shown over
 * @engine: whose data
 * @what: which way out
 *
 * Asks where to, does it, and says what became of it.
 */
void
ctg_data_errand_run (GtkWidget *from, CtgEngine *engine, CtgDataErrand what)
{
  Errand *errand = g_new0 (Errand, 1);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (ctg_clock_now_utc_s ());
  g_autofree char *name = g_date_time_format (now, texts[what].file_name);
  GtkFileChooserNative *dialog;

  errand->from = g_object_ref (from);
  errand->engine = g_object_ref (engine);
  errand->what = what;
  errand->cancellable = g_cancellable_new ();
  dialog = gtk_file_chooser_native_new (_(texts[what].title), get_window (errand), GTK_FILE_CHOOSER_ACTION_SAVE,
                                        _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), errand);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
