/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"

#include "errors.h"

#include <glib/gi18n.h>

static gboolean
check_paths (char **paths, GError **error)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_file_test (paths[i], G_FILE_TEST_EXISTS))
      {
        ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("There is no file or folder “%s”."), paths[i]);
        return FALSE;
      }
  return TRUE;
}

static void
print_counts (CtgSession *session, const CtgImportCounts *counts, gboolean log)
{
  ctg_session_print (session, _("%d seen, %d logged, %d not logged, %d failed, %d contacts made, in %.1f s\n"),
                     (int) counts->n_seen, (int) counts->n_logged, (int) counts->n_unlogged, (int) counts->n_failed,
                     (int) counts->n_contacts_created, counts->seconds);
  if (counts->n_known > 0)
    ctg_session_print (session, ngettext ("%d of them was here already.\n", "%d of them were here already.\n",
                                          (gulong) counts->n_known), (int) counts->n_known);
  if (counts->n_unlogged > 0)
    ctg_session_print (session, _("Of what is not logged only headers are kept, for 60 days.\n"));
  if (counts->n_failed > 0)
    ctg_session_print (session, _("What failed is kept aside; “carteggioctl doctor” counts it.\n"));
}

static void
print_counts_json (CtgSession *session, const CtgImportCounts *counts)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "seen", counts->n_seen);
  ctg_json_add_integer (json, "logged", counts->n_logged);
  ctg_json_add_integer (json, "unlogged", counts->n_unlogged);
  ctg_json_add_integer (json, "failed", counts->n_failed);
  ctg_json_add_integer (json, "known", counts->n_known);
  ctg_json_add_integer (json, "contacts_created", counts->n_contacts_created);
  ctg_json_add_number (json, "seconds", counts->seconds);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static int
run_import (CtgSession *session, const CtgInvocation *invocation)
{
  CtgImportOptions options = { (const char *const *) invocation->arguments, ctg_invocation_has (invocation, "log"),
                               ctg_invocation_get_all (invocation, "me"),
                               ctg_invocation_has (invocation, "create-contacts") };
  CtgImportCounts counts = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!check_paths (invocation->arguments, &error) || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_import_mail_async (session->engine, &options, ctg_session_progress, session, session->cancellable,
                                ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_import_mail_finish (session->engine, result, &counts, &error))
    return ctg_session_fail (session, error);
  if (session->json)
    print_counts_json (session, &counts);
  else
    print_counts (session, &counts, options.log);
  return counts.n_seen > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static const CtgOption options_of_import[] = {
  { "log", NULL, N_("Log what matches a contact; without it only headers are kept") },
  { "me", N_("ADDRESS"), N_("An address of your own; may be given several times") },
  { "create-contacts", NULL, N_("Make a contact of every person written with") },
  { NULL },
};

const CtgCommand ctg_import_commands[] = {
  { "import", N_("PATH..."), N_("Take mail from mbox files, Maildir folders and .eml files"), 1, CTG_ANY_NUMBER,
    options_of_import, run_import },
  { NULL },
};
