/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-private.h"

#include "autodiscover-walk.h"
#include "errors.h"

#include <string.h>

static CtgEndpoint *
find_as (const CtgMailboxSettings *settings, const char *username, const char *secret, GCancellable *cancellable,
         GError **error)
{
  CtgAutodiscoverAsk ask = {
    .address = settings->address,
    .username = username,
    .secret = secret != NULL ? secret : "",
    .accepted = (const char *const *) settings->accepted,
  };
  CtgEndpoint *found = ctg_autodiscover_walk (&ask, cancellable, error);

  if (found != NULL)
    found->username = g_strdup (username);
  return found;
}

/**
 * ctg_engine_find_exchange:
 * @settings: of an Exchange mailbox whose server is not known; its incoming endpoint may have a user name
 * @secret: (nullable): the password
 * @cancellable: (nullable): ends it
 * @error: as of ctg_autodiscover_walk()
 *
 * Looks for the server with the password, at the domain's own hosts. Without a user name the address is tried, then
 * what stands before its at sign: two log-ins at most (A80). Blocks.
 *
 * Returns: (transfer full) (nullable): where the service is, with the name that was taken
 */
CtgEndpoint *
ctg_engine_find_exchange (const CtgMailboxSettings *settings, const char *secret, GCancellable *cancellable,
                          GError **error)
{
  const char *given = settings->incoming->username;
  const char *address = settings->address;
  g_autofree char *local_part = g_strndup (address, (gsize) (strrchr (address, '@') - address));
  g_autoptr (GError) failure = NULL;
  CtgEndpoint *found;

  if (given != NULL && *given != '\0')
    return find_as (settings, given, secret, cancellable, error);
  found = find_as (settings, address, secret, cancellable, &failure);
  if (found != NULL)
    return found;
  if (ctg_error_has_reason (failure, "credentials"))
    return find_as (settings, local_part, secret, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
