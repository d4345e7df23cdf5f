/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-private.h"

#include "autodiscover-walk.h"
#include "errors.h"
#include "exchange-probe.h"
#include "exchange-url.h"

#include <string.h>

/* Somebody types: until they pause, nobody is asked. */
#define PAUSE_MS 700

static CtgEndpoint *
find_as (const CtgMailboxSettings *settings, const char *username, const char *secret, GPtrArray *trail,
         GCancellable *cancellable, GError **error)
{
  CtgAutodiscoverAsk ask = {
    .address = settings->address,
    .username = username,
    .secret = secret != NULL ? secret : "",
    .accepted = (const char *const *) settings->accepted,
    .trail = trail,
  };
  CtgEndpoint *found;

  g_ptr_array_set_size (trail, 0);
  found = ctg_autodiscover_walk (&ask, cancellable, error);

  if (found != NULL)
    found->username = g_strdup (username);
  return found;
}

/**
 * ctg_engine_find_exchange:
 * @settings: of an Exchange mailbox whose server is not known; its incoming endpoint may have a user name
 * @secret: (nullable): the password
 * @trail: (element-type CtgEvidence): becomes what was asked, in order
 * @cancellable: (nullable): ends it
 * @error: as of ctg_autodiscover_walk()
 *
 * Looks for the server with the password, at the domain's own hosts. Without a user name the address is tried, then
 * what stands before its at sign: two log-ins at most (A80). Blocks.
 *
 * Returns: (transfer full) (nullable): where the service is, with the name that was taken
 */
CtgEndpoint *
ctg_engine_find_exchange (const CtgMailboxSettings *settings, const char *secret, GPtrArray *trail,
                          GCancellable *cancellable, GError **error)
{
  const char *given = settings->incoming->username;
  const char *address = settings->address;
  g_autofree char *local_part = g_strndup (address, (gsize) (strrchr (address, '@') - address));
  g_autoptr (GError) failure = NULL;
  CtgEndpoint *found;

  if (given != NULL && *given != '\0')
    return find_as (settings, given, secret, trail, cancellable, error);
  found = find_as (settings, address, secret, trail, cancellable, &failure);
  if (found != NULL)
    return found;
  if (ctg_error_has_reason (failure, "credentials"))
    return find_as (settings, local_part, secret, trail, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* FALSE: more was typed. */
static gboolean
wait_for_a_pause (GCancellable *cancellable, GError **error)
{
  GPollFD fd;

  if (g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, PAUSE_MS);
      g_cancellable_release_fd (cancellable);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gpointer
probe_job (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_exchange_url_parse (data, error);

  if (endpoint == NULL || !wait_for_a_pause (cancellable, error) || !ctg_exchange_probe (endpoint, cancellable, error))
    return NULL;
  return ctg_exchange_url_to_string (endpoint);
}

/**
 * ctg_engine_probe_exchange_async:
 * @actions: the engine
 * @text: what somebody typed or pasted as the address of their Exchange
 * @cancellable: (nullable): more was typed
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * After a pause, asks the server that is meant without a password whether it is an Exchange (A83).
 */
void
ctg_engine_probe_exchange_async (CtgSetupActions *actions, const char *text, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (CTG_ENGINE (actions)->setup, probe_job, g_strdup (text), g_free, g_free, cancellable, callback,
                        user_data);
}

/**
 * ctg_engine_probe_exchange_finish:
 * @actions: the engine
 * @result: what the callback got
 * @error: as of ctg_exchange_url_parse() and ctg_exchange_probe()
 *
 * Returns: (transfer full) (nullable): where the service is
 */
char *
ctg_engine_probe_exchange_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
