/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "restoring.h"

#include "compose-window.h"
#include "engine-backup.h"
#include "engine-send.h"
#include "progress-dialog.h"
#include "words.h"

#include <glib/gi18n-lib.h>

/* The ten seconds in which a letter can be taken back, and time for a slow server. */
#define LEAVING_S 40

typedef struct
{
  CtgApplication *application;   /* (owned) */
  GtkWindow *parent;             /* (weak) (nullable) */
  char *path;                    /* (owned) (nullable) */
  GtkWindow *progress;           /* (weak) (nullable) */
  GCancellable *cancellable;     /* (owned) */
} Restoring;

static void
restoring_free (Restoring *self)
{
  g_clear_weak_pointer (&self->parent);
  g_clear_weak_pointer (&self->progress);
  g_object_unref (self->application);
  g_object_unref (self->cancellable);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Restoring, restoring_free)

/* --- Doing it --- */

/* The windows are back before anything is said: on failure with the profile as it was. */
static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Restoring) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgBackupResult) made = ctg_profile_restore_finish (result, &error);
  GtkWindow *window = ctg_application_open_profile (self->application);
  g_autofree char *day = made != NULL ? ctg_words_date_exact (made->made_utc_s) : NULL;
  /* Translators: %s is a date and time */
  g_autofree char *message = g_strdup_printf (_("Everything is as it was on %s"), day);

  if (self->progress != NULL)
    gtk_window_destroy (self->progress);
  if (error == NULL)
    ctg_words_toast (GTK_WIDGET (window), message);
  else
    ctg_words_show_error (GTK_WIDGET (window), error);
  g_application_release (G_APPLICATION (self->application));
}

static void
progress_cb (gint64 n_done, gint64 n_total, gpointer data)
{
  ctg_progress_dialog_tell (((Restoring *) data)->progress, n_done, n_total);
}

static void
restore (gpointer data)
{
  Restoring *self = data;
  g_autoptr (CtgProfile) profile = ctg_application_dup_profile (self->application);

  ctg_application_close_profile (self->application);
  g_set_weak_pointer (&self->progress, ctg_progress_dialog_new (NULL, _("Restoring a backup"), self->cancellable));
  ctg_profile_restore_async (profile, self->path, progress_cb, self, self->cancellable, restored_cb, self);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ctg_engine_let_leave_finish (CTG_ENGINE (source), result);
  restore (data);
}

/* What was sent a moment ago still leaves: nobody sends it from a profile that is put aside. Never at once: the dialog
 * that was answered goes first, and its window with it. */
static void
begin (Restoring *self)
{
  CtgEngine *engine = ctg_application_get_engine (self->application);

  g_application_hold (G_APPLICATION (self->application));
  if (engine != NULL)
    ctg_engine_let_leave_async (engine, LEAVING_S, left_cb, self);
  else
    g_idle_add_once (restore, self);
}

/* --- Asking --- */

static gboolean
is_writing (CtgApplication *application)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));

  for (; windows != NULL; windows = windows->next)
    if (CTG_IS_COMPOSE_WINDOW (windows->data))
      return TRUE;
  return FALSE;
}

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, Restoring *self)
{
  if (g_str_equal (response, "restore"))
    begin (self);
  else
    restoring_free (self);
}

static void
confirm (Restoring *self)
{
  GtkWidget *dialog = adw_message_dialog_new (self->parent, _("Restore this backup?"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_set_body (message, _("It takes the place of all that is here now, which is kept aside for 7 days. "
                                          "Passwords are not in a backup: mailboxes may have to be reconnected."));
  adw_message_dialog_add_responses (message, "cancel", _("_Cancel"), "restore", _("_Restore"), NULL);
  adw_message_dialog_set_response_appearance (message, "restore", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (confirmed_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Restoring *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  self->path = file != NULL ? g_file_get_path (file) : NULL;
  if (self->path != NULL)
    confirm (self);
  else
    restoring_free (self);
  g_object_unref (dialog);
}

static void
refuse (GtkWindow *parent)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _("A letter is being written"), NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), _("It belongs to what is here now. Send it or close its "
                                                              "window before you restore a backup."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ctg_restoring_run:
 * @application: the application
 * @parent: (nullable): the window it was asked in
 *
 * Asks which backup, and whether, restores it and says what became of it.
 */
void
ctg_restoring_run (CtgApplication *application, GtkWindow *parent)
{
  Restoring *self;
  GtkFileChooserNative *dialog;

  if (is_writing (application))
    {
      refuse (parent);
      return;
    }
  self = g_new0 (Restoring, 1);
  self->application = g_object_ref (application);
  self->cancellable = g_cancellable_new ();
  g_set_weak_pointer (&self->parent, parent);
  dialog = gtk_file_chooser_native_new (_("Restore a backup"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
