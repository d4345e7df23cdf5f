/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a mailbox writes as. */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "errors.h"
#include "identities.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *account_id;   /* (nullable) */
  GPtrArray *identities;    /* (owned) (nullable) */
} ListJob;

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  ListJob *job = data;

  job->identities = ctg_identities_list (db, job->account_id, error);
  return job->identities != NULL;
}

static void
print_identities (CtgSession *session, GPtrArray *identities)
{
  g_autoptr (CtgTable) table = ctg_table_new (3);

  ctg_table_add (table, _("Address"), _("Name"), _("Sender of new letters"), NULL);
  for (guint i = 0; i < identities->len; i++)
    {
      const CtgIdentity *identity = g_ptr_array_index (identities, i);

      ctg_table_add (table, identity->address, identity->name, identity->is_default ? _("yes") : "", NULL);
    }
  ctg_table_print (table, session, TRUE);
}

static void
print_json (CtgSession *session, GPtrArray *identities)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < identities->len; i++)
    {
      const CtgIdentity *identity = g_ptr_array_index (identities, i);

      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "account", identity->account_id);
      ctg_json_add_string (json, "address", identity->address);
      ctg_json_add_string (json, "name", identity->name);
      ctg_json_add_boolean (json, "default", identity->is_default);
      ctg_json_add_boolean (json, "own", identity->is_own);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_session_print_json (session, json);
}

static int
list (CtgSession *session, const char *account_id)
{
  g_autoptr (GError) error = NULL;
  ListJob job = { account_id, NULL };
  g_autoptr (GPtrArray) identities = NULL;

  if (!ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  identities = job.identities;
  if (session->json)
    print_json (session, identities);
  else if (identities->len > 0)
    print_identities (session, identities);
  return identities->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = NULL;

  if (invocation->arguments[0] == NULL)
    return list (session, NULL);
  account = ctg_session_find_account (session, invocation->arguments[0], &error);
  return account != NULL ? list (session, account->id) : ctg_session_fail (session, error);
}

static int
run_put (CtgSession *session, const CtgInvocation *invocation)
{
  const char *name = ctg_invocation_get (invocation, "name");
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_put_identity_async (session->engine, account->id, invocation->arguments[1], name != NULL ? name : "",
                                 ctg_invocation_has (invocation, "default"), ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_put_identity_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return list (session, account->id);
}

static int
run_remove (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_remove_identity_async (session->engine, account->id, invocation->arguments[1], ctg_session_result_cb,
                                    &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_remove_identity_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return list (session, account->id);
}

static void
print_found (CtgSession *session, const CtgSenderSearch *found)
{
  if (found->n_added > 0)
    ctg_session_note (session, ngettext ("%u sender was added.", "%u senders were added.", found->n_added),
                      found->n_added);
  for (guint i = 0; i < found->candidates->len; i++)
    ctg_session_print (session, "%s\n", (const char *) g_ptr_array_index (found->candidates, i));
}

static void
print_found_json (CtgSession *session, const CtgSenderSearch *found)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "added", found->n_added);
  ctg_json_begin_array (json, "candidates");
  for (guint i = 0; i < found->candidates->len; i++)
    ctg_json_writer_string (json, g_ptr_array_index (found->candidates, i));
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static int
run_refresh (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  g_autoptr (CtgSenderSearch) found = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_find_senders_async (session->engine, account->id, NULL, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  found = ctg_engine_find_senders_finish (session->engine, result, &error);
  if (found == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    print_found_json (session, found);
  else
    print_found (session, found);
  return found->n_added > 0 || found->candidates->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static const CtgOption put_options[] = {
  { "name", N_("NAME"), N_("The name before the address") },
  { "default", NULL, N_("Write new letters of this mailbox as this sender") },
  { NULL },
};

const CtgCommand ctg_identity_commands[] = {
  { "identities list", N_("[ACCOUNT]"), N_("List what mailboxes can write as"), 0, 1, NULL, run_list },
  { "identities put", N_("ACCOUNT ADDRESS"), N_("Add a sender to a mailbox, or change its name"), 2, 2, put_options,
    run_put },
  { "identities refresh", N_("ACCOUNT"), N_("Look for other addresses that a mailbox can write as"), 1, 1, NULL,
    run_refresh },
  { "identities remove", N_("ACCOUNT ADDRESS"), N_("Take a sender away"), 2, 2, NULL, run_remove },
  { NULL },
};
