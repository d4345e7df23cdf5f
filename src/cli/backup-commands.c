/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A profile in one file and back again, and out of it in open formats. */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "engine-backup.h"
#include "engine-export.h"
#include "texts.h"

#include <glib/gi18n.h>

static void
print_json (CtgSession *session, const char *path, const CtgBackupResult *made, gboolean is_restored)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "file", path);
  ctg_json_add_date (json, "made", made->made_utc_s);
  ctg_json_add_integer (json, "messages", made->n_messages);
  ctg_json_add_integer (json, "contacts", made->n_contacts);
  ctg_json_add_integer (json, "accounts", made->n_accounts);
  ctg_json_add_integer (json, "attachments", made->n_attachments);
  ctg_json_add_integer (json, "size", made->size_bytes);
  if (is_restored)
    ctg_json_add_string (json, "kept", made->kept);
  else
    ctg_json_add_integer (json, "missing", made->n_missing);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
add_count (CtgTable *table, const char *title, gint64 n)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  ctg_table_add (table, title, number, NULL);
}

static void
print_counts (CtgSession *session, const CtgBackupResult *made)
{
  g_autoptr (CtgTable) table = ctg_table_new (2);

  add_count (table, _("Contacts"), made->n_contacts);
  add_count (table, _("Messages"), made->n_messages);
  add_count (table, _("Attachments"), made->n_attachments);
  ctg_table_print (table, session, FALSE);
}

static void
print_backup (CtgSession *session, const char *path, const CtgBackupResult *made)
{
  g_autofree char *size = ctg_text_for_size (made->size_bytes);

  /* Translators: a file's name and its size */
  ctg_session_print (session, _("The profile is saved in %s (%s).\n"), path, size);
  print_counts (session, made);
  if (made->n_missing > 0)
    ctg_session_note (session, ngettext ("%d attachment’s file is missing in the profile, and so in the backup.",
                                         "%d attachments’ files are missing in the profile, and so in the backup.",
                                         (gulong) made->n_missing), (int) made->n_missing);
  ctg_session_note (session, _("Passwords are not in it. Everybody who has the file can read it: keep it in a safe "
                               "place."));
}

static int
run_backup (CtgSession *session, const CtgInvocation *invocation)
{
  const char *path = invocation->arguments[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgBackupResult) made = NULL;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_backup_async (session->engine, path, ctg_invocation_has (invocation, "replace"), ctg_session_progress,
                           session, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  made = ctg_engine_backup_finish (session->engine, result, &error);
  if (made == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    print_json (session, path, made, FALSE);
  else
    print_backup (session, path, made);
  return CTG_EXIT_DONE;
}

static void
print_restored (CtgSession *session, const CtgBackupResult *made)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (made->made_utc_s);
  g_autofree char *day = g_date_time_format (date, "%c");

  /* Translators: a date and time */
  ctg_session_print (session, _("The profile is as it was on %s.\n"), day);
  print_counts (session, made);
  if (made->kept != NULL)
    ctg_session_print (session, _("The former one is kept for 7 days, and opens with --profile:\n  %s\n"), made->kept);
  if (made->n_accounts > 0)
    ctg_session_note (session, _("Passwords are not in a backup: mailboxes that the keyring does not know have to be "
                                 "connected again."));
}

/* The profile is not opened before: it may be what cannot be opened. */
static int
run_restore (CtgSession *session, const CtgInvocation *invocation)
{
  const char *path = invocation->arguments[0];
  g_autoptr (CtgProfile) profile = ctg_profile_new (session->profile_directory);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgBackupResult) made = NULL;

  ctg_profile_restore_async (profile, path, ctg_session_progress, session, session->cancellable,
                             ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  made = ctg_profile_restore_finish (result, &error);
  if (made == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    print_json (session, path, made, TRUE);
  else
    print_restored (session, made);
  return CTG_EXIT_DONE;
}

static int
report_export (CtgSession *session, const char *folder, const CtgExportCounts *counts)
{
  g_autoptr (CtgJsonWriter) json = NULL;
  g_autoptr (CtgTable) table = NULL;

  if (session->json)
    {
      json = ctg_json_writer_new ();
      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "folder", folder);
      ctg_json_add_integer (json, "contacts", counts->n_contacts);
      ctg_json_add_integer (json, "letters", counts->n_letters);
      ctg_json_add_integer (json, "attachments", counts->n_attachments);
      ctg_json_add_integer (json, "incomplete", counts->n_incomplete);
      ctg_json_add_integer (json, "withheld", counts->n_withheld);
      ctg_json_writer_end_object (json);
      ctg_session_print_json (session, json);
      return CTG_EXIT_DONE;
    }
  ctg_session_print (session, _("What is kept here is in the folder %s.\n"), folder);
  table = ctg_table_new (2);
  add_count (table, _("Contacts"), counts->n_contacts);
  add_count (table, _("Letters"), counts->n_letters);
  add_count (table, _("Attachments"), counts->n_attachments);
  ctg_table_print (table, session, FALSE);
  if (counts->n_incomplete > 0)
    ctg_session_note (session, ngettext ("Of %d letter not all was here; its file says so.",
                                         "Of %d letters not all was here; their files say so.",
                                         (gulong) counts->n_incomplete), (int) counts->n_incomplete);
  if (counts->n_withheld > 0)
    ctg_session_note (session, ngettext ("Of %d letter no more is there than “carteggioctl privacy” allows.",
                                         "Of %d letters no more is there than “carteggioctl privacy” allows.",
                                         (gulong) counts->n_withheld), (int) counts->n_withheld);
  return CTG_EXIT_DONE;
}

static int
run_export (CtgSession *session, const CtgInvocation *invocation)
{
  const char *folder = invocation->arguments[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CtgExportCounts counts = { 0 };
  gint64 contact;

  if (!ctg_session_find_contact (session, ctg_invocation_get (invocation, "contact"), &contact, &error) ||
      ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_export_async (session->engine, folder, contact, ctg_session_progress, session, session->cancellable,
                           ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_export_finish (session->engine, result, &counts, &error))
    return ctg_session_fail (session, error);
  return report_export (session, folder, &counts);
}

static const CtgOption export_options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

static const CtgOption backup_options[] = {
  { "replace", NULL, N_("Replace a file of that name") },
  { NULL },
};

const CtgCommand ctg_backup_commands[] = {
  { "backup", N_("FILE"), N_("Save the profile in one file, without its passwords"), 1, 1, backup_options,
    run_backup },
  { "restore", N_("FILE"), N_("Put a backup in the place of the profile, which is kept aside"), 1, 1, NULL,
    run_restore },
  { "export", N_("DIR"), N_("Write letters, contacts and attachments into a new folder, in open formats"), 1, 1,
    export_options, run_export },
  { NULL },
};
