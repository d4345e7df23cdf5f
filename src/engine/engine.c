/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The composition root: opens the profile, owns the workers, starts one runner an account. The rest of the facade
 * stands in the engine-*.c files, by subject. */

#include "engine-private.h"
#include "engine-recovered.h"

#include "errors.h"
#include "ews-backend.h"
#include "ews-transport.h"
#include "graph-backend.h"
#include "graph-transport.h"
#include "imap-backend.h"
#include "requests.h"
#include "smtp-transport.h"
#include "tls-policy.h"


enum
{
  SIGNAL_ACTIVITY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgEngine, ctg_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_SETUP_ACTIONS, ctg_engine_init_setup_actions))

/**
 * ctg_engine_endpoint_for:
 * @kind: a kind of mailbox
 * @endpoint: one of its servers
 *
 * Returns: (transfer full): the same, which knows whether it is logged in to with a token, and the path of a service
 */
CtgEndpoint *
ctg_engine_endpoint_for (const char *kind, const CtgEndpoint *endpoint)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (kind);
  CtgEndpoint *copy = ctg_endpoint_copy (endpoint);
  const CtgOAuthService *service;

  if (platform == NULL)
    return copy;
  g_free (copy->token_kind);
  copy->token_kind = g_strdup (kind);
  service = ctg_oauth_platform_get_service_of_host (platform, copy->host);
  if (copy->path == NULL && service != NULL)
    copy->path = g_strdup (service->incoming->path);
  return copy;
}

/* Of Microsoft's mailboxes those are reached by Graph that have a service of the web for their server. */
static gboolean
is_of_graph (const char *kind, const CtgEndpoint *endpoint)
{
  return g_str_equal (kind, "microsoft365") && endpoint->path != NULL;
}

/**
 * ctg_engine_backend_for:
 * @kind: a kind of mailbox
 * @endpoint: its server for reading
 *
 * Returns: (transfer full): the mailbox, closed
 */
CtgBackend *
ctg_engine_backend_for (const char *kind, const CtgEndpoint *endpoint)
{
  g_autoptr (CtgEndpoint) complete = ctg_engine_endpoint_for (kind, endpoint);

  if (is_of_graph (kind, complete))
    return ctg_graph_backend_new (complete);
  return g_str_equal (kind, "exchange") ? ctg_ews_backend_new (complete) : ctg_imap_backend_new (complete);
}

/**
 * ctg_engine_transport_for:
 * @kind: a kind of mailbox
 * @endpoint: its server for sending
 *
 * Returns: (transfer full): the way out
 */
CtgTransport *
ctg_engine_transport_for (const char *kind, const CtgEndpoint *endpoint)
{
  g_autoptr (CtgEndpoint) complete = ctg_engine_endpoint_for (kind, endpoint);

  if (is_of_graph (kind, complete))
    return ctg_graph_transport_new (complete);
  return g_str_equal (kind, "exchange") ? ctg_ews_transport_new (complete) : ctg_smtp_transport_new (complete);
}

/**
 * ctg_engine_make_backend:
 * @account: whose
 * @data: unused: a host's function
 *
 * Whoever asks for one will connect: the system's authorities are read meanwhile.
 *
 * Returns: (transfer full): its mailbox, closed
 */
CtgBackend *
ctg_engine_make_backend (const CtgAccount *account, gpointer data)
{
  ctg_tls_policy_prepare ();
  return ctg_engine_backend_for (account->kind, account->incoming);
}

/**
 * ctg_engine_lookup_secret:
 * @self: the engine
 * @account: whose
 * @outgoing: for its outgoing server
 * @cancellable: (nullable): stops it
 * @error: %CTG_ERROR_KEYRING, %CTG_ERROR_NOT_FOUND, or of renewing a token
 *
 * Blocks. A token is renewed where that is due.
 *
 * Returns: (transfer full) (nullable): the password or token for that server; free with ctg_secret_free()
 */
char *
ctg_engine_lookup_secret (CtgEngine *self, const CtgAccount *account, gboolean outgoing, GCancellable *cancellable,
                          GError **error)
{
  const CtgEndpoint *endpoint = outgoing ? account->outgoing : account->incoming;
  const char *purpose = outgoing && account->separate_outgoing ? "outgoing" : "incoming";

  if (ctg_oauth_platform_find (account->kind) != NULL)
    return ctg_token_source_get (self->tokens, account->id, endpoint->host, cancellable, error);
  return ctg_secret_store_lookup (self->secrets, account->id, purpose, cancellable, error);
}

static char *
lookup_secret (const CtgAccount *account, GCancellable *cancellable, gpointer data, GError **error)
{
  return ctg_engine_lookup_secret (data, account, FALSE, cancellable, error);
}

static void
expire_secret (const CtgAccount *account, GCancellable *cancellable, gpointer data)
{
  CtgEngine *self = data;

  if (ctg_oauth_platform_find (account->kind) != NULL)
    ctg_token_source_expire (self->tokens, account->id, cancellable);
}

static void
activity (const char *account_id, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_ACTIVITY], 0, account_id);
}

/**
 * ctg_engine_make_runner:
 * @self: the engine, holding the lock
 * @account_id: which account
 * @watches: whether it pulls and watches, or only fetches bodies
 *
 * Returns: (transfer full): a runner of its own, to be freed before the lock is released
 */
CtgRunner *
ctg_engine_make_runner (CtgEngine *self, const char *account_id, gboolean watches)
{
  CtgRunnerHost host = {
    .store = self->store,
    .poison = self->poison,
    .history_s = CTG_HISTORY_S,
    .make_backend = ctg_engine_make_backend,
    .lookup_secret = lookup_secret,
    .expire_secret = expire_secret,
    .activity = activity,
    .data = self,
  };

  g_assert (self->poison != NULL);
  return ctg_runner_new (&host, account_id, watches);
}

/**
 * ctg_engine_run_account:
 * @self: the engine
 * @account_id: which account
 *
 * Starts an account anew; where another process holds the lock, asks that one to.
 */
void
ctg_engine_run_account (CtgEngine *self, const char *account_id)
{
  if (!ctg_engine_is_started (self))
    {
      ctg_engine_leave_request (self, "run", account_id);
      return;
    }
  ctg_engine_halt_account (self, account_id);
  g_hash_table_insert (self->runners, g_strdup (account_id), ctg_engine_make_runner (self, account_id, TRUE));
}

/**
 * ctg_engine_halt_account:
 * @self: the engine
 * @account_id: which account
 *
 * Stops an account; waits for its thread to let go, which cancelling makes short. Where another process holds the
 * lock, asks that one to.
 */
void
ctg_engine_halt_account (CtgEngine *self, const char *account_id)
{
  if (!ctg_engine_is_started (self))
    {
      ctg_engine_leave_request (self, "halt", account_id);
      return;
    }
  g_hash_table_remove (self->runners, account_id);
  activity (account_id, self);
}

static gboolean
list_accounts (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **accounts = data;

  *accounts = ctg_accounts_list (db, error);
  return *accounts != NULL;
}

/**
 * ctg_engine_list_accounts:
 * @self: the engine
 * @error: %CTG_ERROR_STORAGE
 *
 * Blocks for the length of a small query.
 *
 * Returns: (transfer full) (element-type CtgAccount) (nullable): all accounts
 */
GPtrArray *
ctg_engine_list_accounts (CtgEngine *self, GError **error)
{
  GPtrArray *accounts = NULL;

  return ctg_store_read (self->store, list_accounts, &accounts, NULL, error) ? accounts : NULL;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_store_write_finish (CTG_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_write_async:
 * @self: the engine
 * @func: the transaction
 * @data: (transfer full): for @func
 * @free_data: frees @data
 * @callback: called when it is done, with the engine as its source and a boolean to propagate
 * @user_data: for @callback
 *
 * Writes on behalf of a caller of the facade, who is to see the engine, not the store.
 */
void
ctg_engine_write_async (CtgEngine *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_store_write_async (self->store, func, data, free_data, NULL, written_cb,
                         g_task_new (self, NULL, callback, user_data));
}

/**
 * ctg_engine_hold:
 * @self: the engine
 * @error: %CTG_ERROR_BUSY when another process holds the lock
 *
 * Takes the lock; ctg_engine_release() gives it back unless the engine has been started.
 *
 * Returns: whether this process may use the network now
 */
gboolean
ctg_engine_hold (CtgEngine *self, GError **error)
{
  g_autofree char *marks = g_build_filename (self->profile->data_dir, "parsing.marks", NULL);

  if (self->lock != NULL)
    return TRUE;
  self->lock = ctg_engine_lock_take (self->profile->data_dir, error);
  if (self->lock == NULL)
    return FALSE;
  self->poison = ctg_poison_open (marks, error);
  if (self->poison == NULL)
    g_clear_pointer (&self->lock, ctg_engine_lock_release);
  return self->lock != NULL;
}

/**
 * ctg_engine_release:
 * @self: the engine, with no runner left
 *
 * Gives the lock back.
 */
void
ctg_engine_release (CtgEngine *self)
{
  g_clear_pointer (&self->poison, ctg_poison_close);
  g_clear_pointer (&self->lock, ctg_engine_lock_release);
}

static void
store_changed_cb (CtgStore *store, guint changes, CtgEngine *self)
{
  if (ctg_engine_is_started (self) && (changes & CTG_CHANGE_REQUESTS) != 0)
    ctg_engine_serve_requests (self);
  if (ctg_engine_is_started (self) && (changes & (CTG_CHANGE_OUTBOX | CTG_CHANGE_ACCOUNTS)) != 0)
    ctg_engine_empty_outbox (self);
  if (ctg_engine_is_started (self) && (changes & (CTG_CHANGE_SEQUENCES | CTG_CHANGE_OUTBOX)) != 0)
    ctg_engine_look_at_sequences (self);
}

/**
 * ctg_engine_new:
 * @profile: where things are; copied
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL, %CTG_ERROR_SCHEMA_TOO_NEW
 *
 * Opens the profile's database, making it if it is not there.
 *
 * Returns: (transfer full) (nullable): the engine, not started
 */
CtgEngine *
ctg_engine_new (const CtgProfile *profile, GError **error)
{
  g_autoptr (CtgEngine) self = g_object_new (CTG_TYPE_ENGINE, NULL);

  self->profile = ctg_profile_copy (profile);
  self->store = ctg_store_open (profile->data_dir, 0, error);
  if (self->store == NULL)
    return NULL;
  if (!ctg_engine_load_policy (self, error))
    return NULL;
  ctg_engine_load_recovered (self);
  self->secrets = ctg_keyring_new (profile->id);
  self->tokens = ctg_token_source_new (self->secrets, ctg_token_post, NULL);
  self->store_handler = g_signal_connect (self->store, "changed", G_CALLBACK (store_changed_cb), self);
  return g_steal_pointer (&self);
}

/**
 * ctg_engine_get_store:
 * @self: the engine
 *
 * Returns: (transfer none): the profile's database, for reading
 */
CtgStore *
ctg_engine_get_store (CtgEngine *self)
{
  return self->store;
}

/**
 * ctg_engine_get_profile:
 * @self: the engine
 *
 * Returns: (transfer none): where things are
 */
const CtgProfile *
ctg_engine_get_profile (CtgEngine *self)
{
  return self->profile;
}

static gboolean
restart_requests (CtgDb *db, gpointer data, GError **error)
{
  return ctg_requests_restart (db, error);
}

/**
 * ctg_engine_start:
 * @self: the engine
 * @error: %CTG_ERROR_BUSY when another process pulls and watches this profile
 *
 * Takes the lock, and begins to pull and watch every connected account.
 *
 * Returns: whether this process does it now
 */
gboolean
ctg_engine_start (CtgEngine *self, GError **error)
{
  g_autoptr (GPtrArray) accounts = NULL;

  if (ctg_engine_is_started (self))
    return TRUE;
  if (!ctg_engine_hold (self, error) || !ctg_store_write (self->store, restart_requests, NULL, NULL, error) ||
      !ctg_engine_open_outbox (self, error))
    return FALSE;
  accounts = ctg_engine_list_accounts (self, error);
  if (accounts == NULL)
    return FALSE;
  self->runners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ctg_runner_free);
  for (guint i = 0; i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);

      if (account->state == CTG_ACCOUNT_CONNECTED || account->state == CTG_ACCOUNT_DISCONNECTED)
        ctg_engine_run_account (self, account->id);
    }
  ctg_engine_serve_requests (self);
  ctg_engine_empty_outbox (self);
  ctg_engine_look_at_sequences (self);
  ctg_engine_begin_upkeep (self);
  return TRUE;
}

/**
 * ctg_engine_is_started:
 * @self: the engine
 *
 * Returns: whether this process pulls and watches
 */
gboolean
ctg_engine_is_started (CtgEngine *self)
{
  return self->runners != NULL;
}

/**
 * ctg_engine_stop:
 * @self: the engine
 *
 * Cancels what is going on, waits for its threads and closes the database. Idempotent.
 */
void
ctg_engine_stop (CtgEngine *self)
{
  g_cancellable_cancel (self->stopping);
  g_clear_pointer (&self->runners, g_hash_table_unref);
  ctg_engine_leave_sequences (self);
  ctg_engine_close_outbox (self);
  ctg_engine_end_upkeep (self);
  g_clear_pointer (&self->setup, ctg_worker_free);
  g_clear_pointer (&self->files, ctg_worker_free);
  g_clear_pointer (&self->letters, ctg_worker_free);
  if (self->store != NULL)
    {
      g_clear_signal_handler (&self->store_handler, self->store);
      ctg_store_close (self->store);
    }
  ctg_engine_release (self);
}

/**
 * ctg_engine_get_activity:
 * @self: the engine
 * @account_id: which account
 *
 * Returns: (transfer full): what it is doing in this process
 */
CtgActivity *
ctg_engine_get_activity (CtgEngine *self, const char *account_id)
{
  CtgRunner *runner = self->runners != NULL ? g_hash_table_lookup (self->runners, account_id) : NULL;

  return runner != NULL ? ctg_runner_dup_activity (runner) : g_new0 (CtgActivity, 1);
}

/**
 * ctg_engine_retry:
 * @self: the engine
 * @account_id: (nullable): which account, or all
 *
 * Looks for news now; tries again what had failed.
 */
void
ctg_engine_retry (CtgEngine *self, const char *account_id)
{
  GHashTableIter iterator;
  gpointer id, runner;

  if (self->runners == NULL)
    return;
  g_hash_table_iter_init (&iterator, self->runners);
  while (g_hash_table_iter_next (&iterator, &id, &runner))
    if (account_id == NULL || g_str_equal (id, account_id))
      ctg_runner_wake (runner);
}

static void
ctg_engine_dispose (GObject *object)
{
  CtgEngine *self = CTG_ENGINE (object);

  ctg_engine_stop (self);
  g_clear_object (&self->store);
  g_clear_pointer (&self->tokens, ctg_token_source_free);
  g_clear_object (&self->secrets);
  G_OBJECT_CLASS (ctg_engine_parent_class)->dispose (object);
}

static void
ctg_engine_finalize (GObject *object)
{
  CtgEngine *self = CTG_ENGINE (object);

  g_clear_pointer (&self->profile, ctg_profile_free);
  g_clear_pointer (&self->recovered, ctg_recovered_free);
  g_clear_pointer (&self->policy, ctg_policy_free);
  g_clear_object (&self->stopping);
  G_OBJECT_CLASS (ctg_engine_parent_class)->finalize (object);
}

static void
ctg_engine_class_init (CtgEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ctg_engine_dispose;
  object_class->finalize = ctg_engine_finalize;
  signals[SIGNAL_ACTIVITY] = g_signal_new ("activity", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ctg_engine_init (CtgEngine *self)
{
  self->stopping = g_cancellable_new ();
  self->setup = ctg_worker_new ("ctg-setup");
  self->files = ctg_worker_new ("ctg-files");
  self->letters = ctg_worker_new ("ctg-letters");
  self->upkeep = ctg_worker_new ("ctg-upkeep");
}
