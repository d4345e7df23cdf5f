/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a mailbox writes as, who uses it, and which mailbox new letters are written from. */

#include "engine-private.h"
#include "errors.h"
#include "text.h"
#include "typed-address.h"

#include <string.h>

/* Long enough for any person or company; RFC 5322 section 2.1.1 wants lines under 998 bytes. */
#define NAME_MAX_BYTES 200

static CtgIdentity *
identity_new (const char *account_id, const char *address, GError **error)
{
  char *plain = ctg_typed_address_normalise (address, error);
  CtgIdentity *identity;

  if (plain == NULL)
    return NULL;
  identity = g_new0 (CtgIdentity, 1);
  identity->account_id = g_strdup (account_id);
  identity->address = plain;
  return identity;
}

static gboolean
write_put (CtgDb *db, gpointer data, GError **error)
{
  return ctg_identities_put (db, data, error);
}

static gboolean
write_remove (CtgDb *db, gpointer data, GError **error)
{
  const CtgIdentity *identity = data;

  return ctg_identities_remove (db, identity->account_id, identity->address, error);
}

static gboolean
write_default (CtgDb *db, gpointer data, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return ctg_accounts_set_default (db, data, error);
}

typedef struct
{
  char *account_id;   /* (owned) */
  gboolean is_team;
} TeamJob;

static void
team_job_free (TeamJob *job)
{
  g_free (job->account_id);
  g_free (job);
}

static gboolean
write_team (CtgDb *db, gpointer data, GError **error)
{
  const TeamJob *job = data;

  return ctg_accounts_set_team (db, job->account_id, job->is_team, error);
}

static CtgIdentity *
default_identity (CtgDb *db)
{
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, NULL);
  const CtgAccount *chosen = NULL;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);

      if (account->state != CTG_ACCOUNT_REMOVED && (chosen == NULL || account->is_default))
        chosen = account;
    }
  return chosen != NULL ? ctg_identities_get_default (db, chosen->id, NULL) : NULL;
}

/* The identity a letter was sent to, or written as, answers it; else the mailbox it came by. */
static CtgIdentity *
answering_identity (CtgDb *db, const CtgMessage *parent)
{
  g_autoptr (GPtrArray) parties = ctg_messages_get_parties (db, parent->key, NULL);
  CtgIdentity *identity = NULL;

  for (guint i = 0; parties != NULL && i < parties->len && identity == NULL; i++)
    identity = ctg_identities_find (db, ((CtgParty *) g_ptr_array_index (parties, i))->address, NULL);
  if (identity == NULL && parent->account_id != NULL)
    identity = ctg_identities_get_default (db, parent->account_id, NULL);
  return identity;
}

/**
 * ctg_engine_choose_identity:
 * @db: any connection
 * @sender: (nullable): the address that is asked for
 * @parent: (nullable): what is answered
 *
 * Returns: (transfer full) (nullable): what a letter is written as: what is asked for and nothing else, or what fits
 *   the letter it answers, or the default one
 */
CtgIdentity *
ctg_engine_choose_identity (CtgDb *db, const char *sender, const CtgMessage *parent)
{
  CtgIdentity *identity = NULL;

  if (sender != NULL)
    return ctg_identities_find (db, sender, NULL);
  if (parent != NULL)
    identity = answering_identity (db, parent);
  return identity != NULL ? identity : default_identity (db);
}

/* The name goes into a header: what could end the line there is refused, not mended. */
static gboolean
check_name (const char *name, GError **error)
{
  if (g_utf8_validate (name, -1, NULL) && !ctg_text_has_control (name) && strlen (name) <= NAME_MAX_BYTES)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "sender-name", "This cannot be the name of a sender");
  return FALSE;
}

/**
 * ctg_engine_put_identity_async:
 * @self: the engine
 * @account_id: of which mailbox
 * @address: the mailbox's own address or another one, as typed
 * @name: what stands before it, possibly ""
 * @is_default: new letters of this mailbox are written as it
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Adds a sender to a mailbox, or changes its name.
 */
void
ctg_engine_put_identity_async (CtgEngine *self, const char *account_id, const char *address, const char *name,
                               gboolean is_default, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  GError *error = NULL;
  CtgIdentity *identity = check_name (stripped, &error) ? identity_new (account_id, address, &error) : NULL;

  if (identity == NULL)
    {
      g_task_report_error (self, callback, user_data, NULL, error);
      return;
    }
  identity->name = g_steal_pointer (&stripped);
  identity->is_default = is_default;
  ctg_engine_write_async (self, write_put, identity, (GDestroyNotify) ctg_identity_free, callback, user_data);
}

/**
 * ctg_engine_put_identity_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT (reason "sender-name", or what is wrong with the address), %CTG_ERROR_NOT_FOUND,
 *   %CTG_ERROR_STORAGE
 *
 * Returns: whether it is so
 */
gboolean
ctg_engine_put_identity_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_remove_identity_async:
 * @self: the engine
 * @account_id: of which mailbox
 * @address: a further address of it
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Takes a sender away from a mailbox.
 */
void
ctg_engine_remove_identity_async (CtgEngine *self, const char *account_id, const char *address,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;
  CtgIdentity *identity = identity_new (account_id, address, &error);

  if (identity == NULL)
    {
      g_task_report_error (self, callback, user_data, NULL, error);
      return;
    }
  ctg_engine_write_async (self, write_remove, identity, (GDestroyNotify) ctg_identity_free, callback, user_data);
}

/**
 * ctg_engine_remove_identity_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT reason "own-address", %CTG_ERROR_NOT_FOUND, %CTG_ERROR_INVALID_INPUT,
 *   %CTG_ERROR_STORAGE
 *
 * Returns: whether it is gone
 */
gboolean
ctg_engine_remove_identity_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_set_team_async:
 * @self: the engine
 * @account_id: which mailbox
 * @is_team: whether several people use it (A10)
 * @callback: called when it is so
 * @user_data: for @callback
 */
void
ctg_engine_set_team_async (CtgEngine *self, const char *account_id, gboolean is_team, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  TeamJob *job = g_new (TeamJob, 1);

  *job = (TeamJob) { g_strdup (account_id), is_team };
  ctg_engine_write_async (self, write_team, job, (GDestroyNotify) team_job_free, callback, user_data);
}

/**
 * ctg_engine_set_team_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is so
 */
gboolean
ctg_engine_set_team_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_set_default_account_async:
 * @self: the engine
 * @account_id: which mailbox
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Makes a mailbox the one new letters are written from (A09).
 */
void
ctg_engine_set_default_account_async (CtgEngine *self, const char *account_id, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  ctg_engine_write_async (self, write_default, g_strdup (account_id), g_free, callback, user_data);
}

/**
 * ctg_engine_set_default_account_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is so
 */
gboolean
ctg_engine_set_default_account_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
