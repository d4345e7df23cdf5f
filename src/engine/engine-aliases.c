/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a mailbox may write as besides its own address (A29, A30). Gmail says it: what it lets one write as becomes a
 * sender. No other provider does: what letters in Sent were written as is offered, and the person says which of it is
 * right. What a person has named stays so, and nothing is taken away: an address that the server no longer allows is
 * refused when a letter is sent. */

#include "engine-private.h"

#include "errors.h"
#include "gmail-aliases.h"
#include "http.h"
#include "text.h"
#include "typed-address.h"

#define CANDIDATES_MAX 20

typedef struct
{
  CtgEngine *engine;       /* (owned) */
  char *account_id;        /* (owned) */
  CtgAccount *account;     /* (owned) (nullable) */
  GPtrArray *aliases;      /* (owned) (nullable) (element-type CtgGmailAlias) */
  CtgSenderSearch *found;  /* (owned) */
} AliasJob;

static void
alias_job_free (AliasJob *job)
{
  g_object_unref (job->engine);
  g_free (job->account_id);
  g_clear_pointer (&job->account, ctg_account_free);
  g_clear_pointer (&job->aliases, g_ptr_array_unref);
  ctg_sender_search_free (job->found);
  g_free (job);
}

/**
 * ctg_sender_search_free:
 * @self: (transfer full) (nullable): what was found
 */
void
ctg_sender_search_free (CtgSenderSearch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_free (self);
}

static gboolean
read_account (CtgDb *db, gpointer data, GError **error)
{
  AliasJob *job = data;

  job->account = ctg_accounts_get (db, job->account_id, error);
  return job->account != NULL;
}

static gboolean
read_candidates (CtgDb *db, gpointer data, GError **error)
{
  AliasJob *job = data;

  job->found->candidates = ctg_identities_list_candidates (db, job->account_id, CANDIDATES_MAX, error);
  return job->found->candidates != NULL;
}

static const CtgIdentity *
find_identity (GPtrArray *identities, const char *address)
{
  for (guint i = 0; i < identities->len; i++)
    if (g_ascii_strcasecmp (((CtgIdentity *) g_ptr_array_index (identities, i))->address, address) == 0)
      return g_ptr_array_index (identities, i);
  return NULL;
}

/* An alias without a name goes by that of the primary address, as in Gmail. */
static const char *
choose_name (const AliasJob *job, const CtgGmailAlias *alias)
{
  if (*alias->name != '\0')
    return alias->name;
  for (guint i = 0; i < job->aliases->len; i++)
    {
      const CtgGmailAlias *primary = g_ptr_array_index (job->aliases, i);

      if (primary->is_primary && *primary->name != '\0')
        return primary->name;
    }
  return job->account->display_name;
}

static gboolean
put_alias (CtgDb *db, AliasJob *job, const CtgGmailAlias *alias, GPtrArray *identities, GError **error)
{
  g_autofree char *address = ctg_typed_address_normalise (alias->address, NULL);
  const CtgIdentity *known = address != NULL ? find_identity (identities, address) : NULL;
  CtgIdentity identity = { job->account_id, (char *) choose_name (job, alias), address, FALSE, FALSE };

  if (address == NULL || (known != NULL && *known->name != '\0') || (known != NULL && *identity.name == '\0'))
    return TRUE;
  job->found->n_added += known == NULL;
  identity.is_default = known != NULL && known->is_default;
  return ctg_identities_put (db, &identity, error);
}

static gboolean
write_aliases (CtgDb *db, gpointer data, GError **error)
{
  AliasJob *job = data;
  g_autoptr (GPtrArray) identities = ctg_identities_list (db, job->account_id, error);

  job->found->n_added = 0;
  for (guint i = 0; identities != NULL && i < job->aliases->len; i++)
    if (!put_alias (db, job, g_ptr_array_index (job->aliases, i), identities, error))
      return FALSE;
  return identities != NULL;
}

static GPtrArray *
ask_once (AliasJob *job, GCancellable *cancellable, GError **error)
{
  char *token = ctg_token_source_get (job->engine->tokens, job->account_id, CTG_GMAIL_API_HOST, cancellable, error);
  GPtrArray *aliases = token != NULL ? ctg_gmail_aliases_ask (ctg_http_get, token, cancellable, error) : NULL;

  ctg_secret_free (token);
  return aliases;
}

/* A token may have been taken back before its time: that is known only when it is shown. */
static gboolean
ask_gmail (AliasJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  job->aliases = ask_once (job, cancellable, &failure);
  if (ctg_error_has_reason (failure, "token-refused"))
    {
      g_clear_error (&failure);
      ctg_token_source_expire (job->engine->tokens, job->account_id, cancellable);
      job->aliases = ask_once (job, cancellable, &failure);
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return job->aliases != NULL;
}

static gpointer
find_job (gpointer data, GCancellable *cancellable, GError **error)
{
  AliasJob *job = data;
  CtgStore *store = job->engine->store;

  job->found = g_new0 (CtgSenderSearch, 1);
  if (!ctg_store_read (store, read_account, job, cancellable, error))
    return NULL;
  if (g_str_equal (job->account->kind, "gmail"))
    {
      if (!ask_gmail (job, cancellable, error) || !ctg_store_write (store, write_aliases, job, cancellable, error))
        return NULL;
      job->found->candidates = g_ptr_array_new ();
    }
  else if (!ctg_store_read (store, read_candidates, job, cancellable, error))
    return NULL;
  return g_steal_pointer (&job->found);
}

/**
 * ctg_engine_find_senders_async:
 * @self: the engine
 * @account_id: of which mailbox
 * @cancellable: (nullable): ends it
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * Looks for what else a mailbox may write as. What the provider says becomes a sender; what is only likely is offered.
 */
void
ctg_engine_find_senders_async (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  AliasJob *job = g_new0 (AliasJob, 1);

  job->engine = g_object_ref (self);
  job->account_id = g_strdup (account_id);
  ctg_worker_run_async (self->setup, find_job, job, (GDestroyNotify) alias_job_free,
                        (GDestroyNotify) ctg_sender_search_free, cancellable, callback, user_data);
}

/**
 * ctg_engine_find_senders_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_UNSUPPORTED "senders-unknown"; %CTG_ERROR_CONSENT_REQUIRED "scope-missing"; of renewing a token;
 *   what a connection can meet; %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): what was found
 */
CtgSenderSearch *
ctg_engine_find_senders_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
