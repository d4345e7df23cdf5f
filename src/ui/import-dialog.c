/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-dialog.h"

#include "errors.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* One import, from the question to the toast that says how many. */
typedef struct
{
  GtkWindow *parent;           /* (owned) */
  CtgEngine *engine;           /* (owned) */
  char **paths;                /* (owned) (nullable) several of mail, one of contacts */
  gboolean is_mail;
  GtkEditable *me_row;         /* (nullable) of the mail dialog */
  GtkCheckButton *create_row;  /* (nullable) */
  AdwMessageDialog *progress;  /* (nullable) while it runs */
  GtkProgressBar *bar;         /* (nullable) */
  GCancellable *cancellable;   /* (owned) */
} Import;

static Import *
import_new (GtkWindow *parent, CtgEngine *engine)
{
  Import *import = g_new0 (Import, 1);

  import->parent = g_object_ref (parent);
  import->engine = g_object_ref (engine);
  import->cancellable = g_cancellable_new ();
  return import;
}

static void
import_free (Import *import)
{
  g_object_unref (import->parent);
  g_object_unref (import->engine);
  g_object_unref (import->cancellable);
  g_strfreev (import->paths);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

/* --- Running --- */

static void
progress_response_cb (AdwMessageDialog *dialog, const char *response, Import *import)
{
  import->progress = NULL;
  import->bar = NULL;
  g_cancellable_cancel (import->cancellable);
}

static void
show_progress (Import *import)
{
  GtkWidget *bar = gtk_progress_bar_new ();
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (import->parent, _("Importing"), NULL));

  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (bar));
  adw_message_dialog_set_extra_child (dialog, bar);
  adw_message_dialog_add_response (dialog, "cancel", _("_Stop"));
  g_signal_connect (dialog, "response", G_CALLBACK (progress_response_cb), import);
  import->progress = dialog;
  import->bar = GTK_PROGRESS_BAR (bar);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
hide_progress (Import *import)
{
  if (import->progress == NULL)
    return;
  g_signal_handlers_disconnect_by_data (import->progress, import);
  gtk_window_destroy (GTK_WINDOW (import->progress));
  import->progress = NULL;
  import->bar = NULL;
}

static void
progress_cb (gint64 n_done, gint64 n_total, gpointer data)
{
  Import *import = data;
  g_autofree char *text = NULL;

  if (import->bar == NULL)
    return;
  text = g_strdup_printf (ngettext ("%u letter read", "%u letters read", (gulong) n_done), (guint) n_done);
  adw_message_dialog_set_body (import->progress, text);
  if (n_total > 0)
    gtk_progress_bar_set_fraction (import->bar, MIN (1.0, (double) n_done / (double) n_total));
  else
    gtk_progress_bar_pulse (import->bar);
}

static void
finish (Import *import, const char *message, const GError *error)
{
  hide_progress (import);
  if (error == NULL)
    ctg_words_toast (GTK_WIDGET (import->parent), message);
  else if (ctg_error_is_cancelled (error))
    ctg_words_toast (GTK_WIDGET (import->parent), _("The import was stopped; what was read so far stays"));
  else
    ctg_words_show_error (GTK_WIDGET (import->parent), error);
}

static void
add_part (GString *message, char *words, guint n)
{
  if (n > 0 || message->len == 0)
    g_string_append_printf (message, "%s%s", message->len > 0 ? " · " : "", words);
  g_free (words);
}

/* What was added, and all that was not. */
static char *
dup_contact_counts (const CtgContactCounts *counts)
{
  guint added = counts->n_added, merged = counts->n_merged, skipped = counts->n_skipped, bad = counts->n_bad_addresses;
  g_autoptr (GString) message = g_string_new (NULL);

  add_part (message, g_strdup_printf (ngettext ("%u contact was added", "%u contacts were added", added), added),
            added);
  add_part (message, g_strdup_printf (ngettext ("%u was completed", "%u were completed", merged), merged), merged);
  add_part (message, g_strdup_printf (ngettext ("%u was known", "%u were known", skipped), skipped), skipped);
  add_part (message, g_strdup_printf (ngettext ("%u address cannot be used", "%u addresses cannot be used", bad), bad),
            bad);
  return g_string_free (g_steal_pointer (&message), FALSE);
}

static void
contacts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Import) import = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  CtgContactCounts counts = { 0 };

  if (ctg_engine_import_contacts_finish (CTG_ENGINE (source), result, &counts, &error))
    message = dup_contact_counts (&counts);
  finish (import, message, error);
}

static char *
dup_mail_counts (const CtgImportCounts *counts)
{
  g_autofree char *read = g_strdup_printf (ngettext ("%d letter was read, %d logged", "%d letters were read, %d logged",
                                                     (gulong) counts->n_seen), (int) counts->n_seen,
                                           (int) counts->n_logged);
  g_autofree char *known = NULL;

  if (counts->n_known == 0)
    return g_steal_pointer (&read);
  known = g_strdup_printf (ngettext ("%d was here already", "%d were here already", (gulong) counts->n_known),
                           (int) counts->n_known);
  return g_strdup_printf ("%s · %s", read, known);
}

static void
mail_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Import) import = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  CtgImportCounts counts = { 0 };

  if (ctg_engine_import_mail_finish (CTG_ENGINE (source), result, &counts, &error))
    message = dup_mail_counts (&counts);
  finish (import, message, error);
}

static void
run_contacts (Import *import)
{
  show_progress (import);
  ctg_engine_import_contacts_async (import->engine, import->paths[0], import->cancellable, contacts_cb, import);
}

static GStrv
split_addresses (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;\t\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (strchr (words[i], '@') != NULL)
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

static void
mail_response_cb (AdwMessageDialog *dialog, const char *response, Import *import)
{
  g_auto (GStrv) me = split_addresses (gtk_editable_get_text (import->me_row));
  const char *const *paths = (const char *const *) import->paths;
  CtgImportOptions options = { .paths = paths, .log = TRUE, .me = (const char *const *) me };

  if (!g_str_equal (response, "import"))
    {
      import_free (import);
      return;
    }
  options.create_contacts = gtk_check_button_get_active (import->create_row);
  import->me_row = NULL;
  import->create_row = NULL;
  show_progress (import);
  ctg_engine_import_mail_async (import->engine, &options, progress_cb, import, import->cancellable, mail_cb, import);
}

static void
ask_about_mail (Import *import)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *check = gtk_check_button_new_with_mnemonic (_("_Add a contact for everybody written with"));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (import->parent, _("Import mail"), NULL));

  adw_message_dialog_set_body (dialog, _("Letters are logged on the contacts they were exchanged with. The file stays "
                                         "as it is."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Your own addresses, if not connected here"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), check);
  adw_message_dialog_set_extra_child (dialog, box);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "import", _("_Import"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "import", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "import");
  import->me_row = GTK_EDITABLE (row);
  import->create_row = GTK_CHECK_BUTTON (check);
  g_signal_connect (dialog, "response", G_CALLBACK (mail_response_cb), import);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Choosing --- */

static const char *const contact_suffixes[] = { "csv", "vcf", "vcard", NULL };

/* A file without a path (of another computer, through a portal that does not lend it) cannot be read here. */
static gboolean
take_path (Import *import, GFile *file)
{
  guint n_paths = import->paths != NULL ? g_strv_length (import->paths) : 0;
  char *path = g_file_get_path (file);

  if (path == NULL)
    return FALSE;
  import->paths = g_renew (char *, import->paths, n_paths + 2);
  import->paths[n_paths] = path;
  import->paths[n_paths + 1] = NULL;
  return TRUE;
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Import *import)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file == NULL || !take_path (import, file))
    import_free (import);
  else if (import->is_mail)
    ask_about_mail (import);
  else
    run_contacts (import);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (chooser, filter);
  g_object_unref (filter);
}

static void
choose (Import *import, const char *title, GtkFileChooserAction action)
{
  static const char *const mail_suffixes[] = { "mbox", "mbx", "eml", NULL };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, import->parent, action, _("_Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (action == GTK_FILE_CHOOSER_ACTION_OPEN)
    {
      GtkFileFilter *all = gtk_file_filter_new ();

      if (import->is_mail)
        add_filter (GTK_FILE_CHOOSER (dialog), _("Mail files"), mail_suffixes);
      else
        add_filter (GTK_FILE_CHOOSER (dialog), _("Contact files"), contact_suffixes);
      gtk_file_filter_set_name (all, _("All files"));
      gtk_file_filter_add_pattern (all, "*");
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
      g_object_unref (all);
    }
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), import);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
what_response_cb (AdwMessageDialog *dialog, const char *response, Import *import)
{
  import->is_mail = !g_str_equal (response, "contacts");
  if (g_str_equal (response, "contacts"))
    choose (import, _("Import contacts"), GTK_FILE_CHOOSER_ACTION_OPEN);
  else if (g_str_equal (response, "file"))
    choose (import, _("Import a mail file"), GTK_FILE_CHOOSER_ACTION_OPEN);
  else if (g_str_equal (response, "folder"))
    choose (import, _("Import a mail folder"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
  else
    import_free (import);
}

/**
 * ctg_import_dialog_run:
 * @parent: the window it belongs to
 * @engine: the engine
 *
 * Asks what to import and from where, imports it and says how many came.
 */
void
ctg_import_dialog_run (GtkWindow *parent, CtgEngine *engine)
{
  Import *import = import_new (parent, engine);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Import"), NULL));

  adw_message_dialog_set_body (dialog, _("Contacts come as CSV or vCard, mail as mbox, Maildir or single letters."));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "folder", _("Mail fol_der…"), "file",
                                    _("Mail _file…"), "contacts", _("C_ontacts…"), NULL);
  adw_message_dialog_set_default_response (dialog, "contacts");
  g_signal_connect (dialog, "response", G_CALLBACK (what_response_cb), import);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
holds_contacts (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;

  for (guint i = 0; dot != NULL && contact_suffixes[i] != NULL; i++)
    if (g_ascii_strcasecmp (dot + 1, contact_suffixes[i]) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_import_dialog_open:
 * @parent: the window it belongs to
 * @engine: the engine
 * @files: (array length=n_files): contacts by their suffix, everything else is taken for mail
 * @n_files: how many
 *
 * Imports files that a person opened with the program or dropped on it: contacts at once, mail after the question whose
 * it is, once for all.
 */
void
ctg_import_dialog_open (GtkWindow *parent, CtgEngine *engine, GFile **files, int n_files)
{
  Import *mail = import_new (parent, engine);

  for (int i = 0; i < n_files; i++)
    {
      Import *import = holds_contacts (files[i]) ? import_new (parent, engine) : mail;

      if (!take_path (import, files[i]))
        ctg_words_toast (GTK_WIDGET (parent), _("This file is not on this computer. Save it here first."));
      else if (import != mail)
        run_contacts (import);
      if (import != mail && import->paths == NULL)
        import_free (import);
    }
  if (mail->paths != NULL)
    ask_about_mail (mail);
  else
    import_free (mail);
}
