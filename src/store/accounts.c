/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "accounts.h"
#include "account-events.h"
#include "account-way.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "removal.h"

#define COLUMNS \
  "uuid, address, display_name, kind, incoming_host, incoming_port, incoming_security, incoming_username, " \
  "incoming_pin, outgoing_host, outgoing_port, outgoing_security, outgoing_username, outgoing_pin, " \
  "separate_outgoing, automation, is_default, state, problem_code, problem_reason, problem_server_text, " \
  "state_since_utc_s, created_utc_s, last_pull_utc_s, sent_remote_name, sent_reason, service_path, " \
  "removal_utc_s, is_team"
#define PATH_COLUMN 26

/**
 * ctg_account_copy:
 * @self: (nullable): an account
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
CtgAccount *
ctg_account_copy (const CtgAccount *self)
{
  CtgAccount *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->address = g_strdup (self->address);
  copy->display_name = g_strdup (self->display_name);
  copy->kind = g_strdup (self->kind);
  copy->incoming = self->incoming != NULL ? ctg_endpoint_copy (self->incoming) : NULL;
  copy->outgoing = self->outgoing != NULL ? ctg_endpoint_copy (self->outgoing) : NULL;
  copy->problem_code = g_strdup (self->problem_code);
  copy->problem_reason = g_strdup (self->problem_reason);
  copy->problem_server_text = g_strdup (self->problem_server_text);
  copy->sent_remote_name = g_strdup (self->sent_remote_name);
  copy->sent_reason = g_strdup (self->sent_reason);
  return copy;
}

/**
 * ctg_account_free:
 * @self: (transfer full) (nullable): an account
 */
void
ctg_account_free (CtgAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->address);
  g_free (self->display_name);
  g_free (self->kind);
  g_clear_pointer (&self->incoming, ctg_endpoint_free);
  g_clear_pointer (&self->outgoing, ctg_endpoint_free);
  g_free (self->problem_code);
  g_free (self->problem_reason);
  g_free (self->problem_server_text);
  g_free (self->sent_remote_name);
  g_free (self->sent_reason);
  g_free (self);
}

/**
 * ctg_account_state_to_string:
 * @state: a state
 *
 * Returns: its name in the command line's JSON, never translated
 */
const char *
ctg_account_state_to_string (CtgAccountState state)
{
  static const char *const names[] = { "connected", "paused", "disconnected", "removed" };

  return (guint) state < G_N_ELEMENTS (names) ? names[state] : "disconnected";
}

static CtgEndpoint *
read_endpoint (CtgQuery *query, int column)
{
  CtgEndpoint *endpoint;
  CtgSecurity security = CTG_SECURITY_TLS;

  if (ctg_query_is_null (query, column))
    return NULL;
  ctg_security_from_string (ctg_query_text (query, column + 2), &security);
  endpoint = ctg_endpoint_new (ctg_query_text (query, column), (guint16) ctg_query_int (query, column + 1), security,
                               ctg_query_text (query, column + 3));
  g_free (endpoint->pin_sha256);
  endpoint->pin_sha256 = ctg_query_dup_text (query, column + 4);
  endpoint->path = ctg_query_dup_text (query, PATH_COLUMN);
  return endpoint;
}

static CtgAccount *
read_account (CtgQuery *query)
{
  CtgAccount *account = g_new0 (CtgAccount, 1);

  account->id = ctg_query_dup_text (query, 0);
  account->address = ctg_query_dup_text (query, 1);
  account->display_name = ctg_query_dup_text (query, 2);
  account->kind = ctg_query_dup_text (query, 3);
  account->incoming = read_endpoint (query, 4);
  account->outgoing = read_endpoint (query, 9);
  account->separate_outgoing = ctg_query_int (query, 14) != 0;
  account->automation = ctg_query_int (query, 15) != 0;
  account->is_default = ctg_query_int (query, 16) != 0;
  account->state = (CtgAccountState) ctg_query_int (query, 17);
  account->problem_code = ctg_query_dup_text (query, 18);
  account->problem_reason = ctg_query_dup_text (query, 19);
  account->problem_server_text = ctg_query_dup_text (query, 20);
  account->state_since_utc_s = ctg_query_int (query, 21);
  account->created_utc_s = ctg_query_int (query, 22);
  account->last_pull_utc_s = ctg_query_int (query, 23);
  account->sent_remote_name = ctg_query_dup_text (query, 24);
  account->sent_reason = ctg_query_dup_text (query, 25);
  account->removal_utc_s = ctg_query_int (query, 27);
  account->is_team = ctg_query_int (query, 28) != 0;
  return account;
}

static gboolean
fail_not_found (GError **error)
{
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such account");
  return FALSE;
}

/* An update that hit no row named an account that is not there. */
static gboolean
updated (CtgDb *db, gboolean done, GError **error)
{
  if (!done)
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    return fail_not_found (error);
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return TRUE;
}

static gboolean
clear_default (CtgDb *db, GError **error)
{
  return ctg_db_run (db, error, "UPDATE account SET is_default = 0 WHERE is_default = 1", "");
}

static const char *
security_of (const CtgEndpoint *endpoint)
{
  return endpoint != NULL ? ctg_security_to_string (endpoint->security) : NULL;
}

static gboolean
set_endpoints (CtgDb *db, const CtgAccount *account, GError **error)
{
  const CtgEndpoint *in = account->incoming;
  const CtgEndpoint *out = account->outgoing;

  return ctg_db_run (db, error,
                     "UPDATE account SET incoming_host = ?, incoming_port = ?, incoming_security = ?,"
                     "  incoming_username = ?, incoming_pin = ?, outgoing_host = ?, outgoing_port = ?,"
                     "  outgoing_security = ?, outgoing_username = ?, outgoing_pin = ?, separate_outgoing = ?,"
                     "  service_path = ?"
                     " WHERE uuid = ?",
                     "sdssssdsssdss", in->host, in->port, security_of (in), in->username, in->pin_sha256,
                     out != NULL ? out->host : NULL, out != NULL ? out->port : 0, security_of (out),
                     out != NULL ? out->username : NULL, out != NULL ? out->pin_sha256 : NULL,
                     account->separate_outgoing != FALSE, in->path, account->id);
}

static gboolean
insert_row (CtgDb *db, const CtgAccount *account, gboolean is_default, GError **error)
{
  g_autofree char *key = ctg_key_of_address (account->address);
  gint64 now = ctg_clock_now_utc_s ();

  return ctg_db_run (db, error,
                     "INSERT INTO account (uuid, address, address_key, display_name, kind, incoming_host,"
                     "  incoming_port, incoming_security, automation, is_default, state, state_since_utc_s,"
                     "  created_utc_s, last_pull_utc_s, sent_remote_name, sent_reason, is_team)"
                     " VALUES (?, ?, ?, ?, ?, '', 0, '', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "sssssdddiiissd", account->id, account->address, key,
                     account->display_name != NULL ? account->display_name : "", account->kind,
                     account->automation != FALSE, is_default, (int) account->state,
                     account->state_since_utc_s != 0 ? account->state_since_utc_s : now,
                     account->created_utc_s != 0 ? account->created_utc_s : now, account->last_pull_utc_s,
                     account->sent_remote_name, account->sent_reason, account->is_team != FALSE);
}

/* The row of a mailbox that was removed and left its letters here, 0: none. */
static gint64
find_removed (CtgDb *db, const char *address)
{
  g_autofree char *key = ctg_key_of_address (address);

  return ctg_db_get_int (db, 0, "SELECT max (id) FROM account WHERE address_key = ? AND state = ?", "sd", key,
                         (int) CTG_ACCOUNT_REMOVED);
}

/* Its letters are known by it: under a new row each would come a second time. */
static gboolean
take_up (CtgDb *db, gint64 row, const CtgAccount *account, gboolean is_default, GError **error)
{
  gint64 now = ctg_clock_now_utc_s ();

  return ctg_account_way_begin (db, row, account, error) &&
         ctg_db_run (db, error,
                     "UPDATE account SET uuid = ?, address = ?, display_name = ?, kind = ?, automation = ?,"
                     "  is_default = ?, state = ?, state_since_utc_s = ?, last_pull_utc_s = 0, sent_remote_name = ?,"
                     "  sent_reason = ?, is_team = ?, problem_code = NULL, problem_reason = NULL,"
                     "  problem_server_text = NULL"
                     " WHERE id = ?",
                     "ssssdddissdi", account->id, account->address,
                     account->display_name != NULL ? account->display_name : "", account->kind,
                     account->automation != FALSE, is_default, (int) account->state, now, account->sent_remote_name,
                     account->sent_reason, account->is_team != FALSE, row);
}

/**
 * ctg_accounts_insert:
 * @db: the writer
 * @account: what to add, with its id; times of 0 become now. The first account is the default one in any case.
 * @error: `CONFLICT` when the address is connected already
 *
 * A mailbox that was removed before, and left here what it had brought, is taken up again under the new id: its letters
 * are known, and do not come twice.
 *
 * Returns: whether it was added
 */
gboolean
ctg_accounts_insert (CtgDb *db, const CtgAccount *account, GError **error)
{
  gboolean is_first = ctg_db_get_int (db, 0, "SELECT count(*) FROM account WHERE is_default = 1", "") == 0;
  gboolean is_default = account->is_default || is_first;
  gint64 removed = find_removed (db, account->address);

  g_return_val_if_fail (account->id != NULL && account->incoming != NULL, FALSE);
  db->account_number = 0;
  /* Whoever connects a mailbox again wants to keep what it had brought. */
  if ((is_default && !clear_default (db, error)) ||
      !(removed != 0 ? take_up (db, removed, account, is_default, error)
                     : insert_row (db, account, is_default, error)) ||
      !ctg_db_run (db, error, "UPDATE account SET removal_utc_s = 0 WHERE address_key ="
                              " (SELECT address_key FROM account WHERE uuid = ?)", "s", account->id))
    return FALSE;
  return updated (db, set_endpoints (db, account, error), error) &&
         ctg_account_events_note (db, account->id, ctg_account_state_to_string (account->state), NULL, error);
}

/**
 * ctg_accounts_update:
 * @db: the writer
 * @account: what to keep under its id: all but the state, its cause and the times
 * @error: `NOT_FOUND`, `CONFLICT`
 *
 * Where the way to the mailbox is another one now, its folders are read anew; what is here stays (A67).
 *
 * Returns: whether it was kept
 */
gboolean
ctg_accounts_update (CtgDb *db, const CtgAccount *account, GError **error)
{
  g_autofree char *key = ctg_key_of_address (account->address);
  gint64 row = ctg_db_get_int (db, 0, "SELECT id FROM account WHERE uuid = ?", "s", account->id);

  if ((account->is_default && !clear_default (db, error)) ||
      (row != 0 && !ctg_account_way_begin (db, row, account, error)))
    return FALSE;
  if (!updated (db, ctg_db_run (db, error,
                                "UPDATE account SET address = ?, address_key = ?, display_name = ?, kind = ?,"
                                "  automation = ?, is_default = ?, sent_remote_name = ?, sent_reason = ?, is_team = ?"
                                " WHERE uuid = ?",
                                "ssssddssds", account->address, key,
                                account->display_name != NULL ? account->display_name : "", account->kind,
                                account->automation != FALSE, account->is_default != FALSE,
                                account->sent_remote_name, account->sent_reason, account->is_team != FALSE,
                                account->id),
                error))
    return FALSE;
  return set_endpoints (db, account, error);
}

/**
 * ctg_accounts_set_state:
 * @db: the writer
 * @id: which
 * @state: its new state
 * @cause: (nullable): why; %NULL forgets the last cause
 * @error: `NOT_FOUND`, `CONFLICT`
 *
 * The time of the change is kept only when the state does change. What a removed one brought stays from now on.
 *
 * Returns: whether it was set
 */
gboolean
ctg_accounts_set_state (CtgDb *db, const char *id, CtgAccountState state, const GError *cause, GError **error)
{
  CtgErrorDetails details = { 0 };
  const char *code = NULL;

  if (cause != NULL)
    {
      details = ctg_error_get_details (cause);
      code = ctg_error_code_to_string (cause->domain == CTG_ERROR ? cause->code : CTG_ERROR_FAILED);
    }
  return ctg_account_events_note_state (db, id, state, cause, error) &&
         updated (db, ctg_db_run (db, error,
                                  "UPDATE account SET state_since_utc_s = iif (state = ?1, state_since_utc_s, ?2),"
                                  "  state = ?1, removal_utc_s = 0, problem_code = ?3, problem_reason = ?4,"
                                  "  problem_server_text = ?5"
                                  " WHERE uuid = ?6",
                                  "dissss", (int) state, ctg_clock_now_utc_s (), code, details.reason,
                                  details.server_text, id),
                  error);
}

/**
 * ctg_accounts_set_removal:
 * @db: the writer
 * @id: a removed account
 * @utc_s: when what it brought goes; 0: it stays
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was set
 */
gboolean
ctg_accounts_set_removal (CtgDb *db, const char *id, gint64 utc_s, GError **error)
{
  return updated (db, ctg_db_run (db, error, "UPDATE account SET removal_utc_s = ? WHERE uuid = ? AND state = 3", "is",
                                  utc_s, id),
                  error) &&
         (utc_s == 0 || ctg_account_events_note (db, id, CTG_EVENT_GRACE, NULL, error));
}

/**
 * ctg_accounts_set_pulled:
 * @db: the writer
 * @id: which
 * @utc_s: when its last pull ended well
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was set
 */
gboolean
ctg_accounts_set_pulled (CtgDb *db, const char *id, gint64 utc_s, GError **error)
{
  return updated (db, ctg_db_run (db, error, "UPDATE account SET last_pull_utc_s = ? WHERE uuid = ?", "is", utc_s, id),
                  error);
}

/**
 * ctg_accounts_set_default:
 * @db: the writer
 * @id: the account that new mail is written from
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was set
 */
gboolean
ctg_accounts_set_default (CtgDb *db, const char *id, GError **error)
{
  return clear_default (db, error) &&
         updated (db, ctg_db_run (db, error, "UPDATE account SET is_default = 1 WHERE uuid = ?", "s", id), error);
}

/**
 * ctg_accounts_set_team:
 * @db: the writer
 * @id: which
 * @is_team: whether several people use it
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was set
 */
gboolean
ctg_accounts_set_team (CtgDb *db, const char *id, gboolean is_team, GError **error)
{
  return updated (db, ctg_db_run (db, error, "UPDATE account SET is_team = ? WHERE uuid = ?", "ds", is_team != FALSE,
                                  id), error);
}

/**
 * ctg_accounts_delete:
 * @db: the writer
 * @id: which
 * @error: `NOT_FOUND`
 *
 * Deletes an account with all it brought: folders, messages, what was logged of them, attachments no other message
 * needs, problems. If it was the default, the oldest other one becomes it. Its words leave the index in the background.
 *
 * Returns: whether it was deleted
 */
gboolean
ctg_accounts_delete (CtgDb *db, const char *id, GError **error)
{
  gint64 number = ctg_db_get_int (db, 0, "SELECT id FROM account WHERE uuid = ?", "s", id);

  if (number == 0)
    return fail_not_found (error);
  db->account_number = 0;
  if (!ctg_removal_of_account (db, number, error) || !ctg_account_events_note_purged (db, number, error) ||
      !ctg_db_run (db, error, "DELETE FROM account WHERE id = ?", "i", number) ||
      !ctg_db_run (db, error,
                   "UPDATE account SET is_default = 1 WHERE NOT EXISTS (SELECT 1 FROM account WHERE is_default = 1)"
                   "  AND id = (SELECT min (id) FROM account WHERE state <> ?)",
                   "d", CTG_ACCOUNT_REMOVED))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS | CTG_CHANGE_FOLDERS | CTG_CHANGE_CONTACTS | CTG_CHANGE_PROBLEMS);
  return TRUE;
}

static CtgAccount *
get_one (CtgQuery *query, GError **error)
{
  if (ctg_query_next (query))
    return read_account (query);
  if (ctg_query_end (query, error))
    fail_not_found (error);
  return NULL;
}

/**
 * ctg_accounts_get:
 * @db: any connection
 * @id: which
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the account
 */
CtgAccount *
ctg_accounts_get (CtgDb *db, const char *id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM account WHERE uuid = ?", "s", id);

  return get_one (query, error);
}

/**
 * ctg_accounts_get_by_address:
 * @db: any connection
 * @address: its address, however the domain is written
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the account; one that is not removed comes first
 */
CtgAccount *
ctg_accounts_get_by_address (CtgDb *db, const char *address, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM account WHERE address_key = ?"
                                                 " ORDER BY state = 3, id DESC LIMIT 1", "s", key);

  return get_one (query, error);
}

/**
 * ctg_accounts_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgAccount): all accounts in the order they were made, removed ones too
 */
GPtrArray *
ctg_accounts_list (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM account ORDER BY id", "");
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_account_free);

  while (ctg_query_next (query))
    g_ptr_array_add (accounts, read_account (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&accounts);
}
