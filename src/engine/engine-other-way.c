/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Microsoft switches SMTP off, by the mailbox and by the organization (535 5.7.139), and wants Graph in its place. A
 * mailbox that was connected over IMAP and SMTP then sends by Graph, where the person's consent reaches so far;
 * otherwise it says that connecting once more will do. */

#include "engine-other-way.h"

#include "engine-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/**
 * ctg_engine_name_smtp_off:
 * @kind: a kind of mailbox
 * @failure: (transfer full): what its sending server refused with
 *
 * Returns: (transfer full): the same, or %CTG_ERROR_AUTH_REJECTED "smtp-off" where that is what it means
 */
GError *
ctg_engine_name_smtp_off (const char *kind, GError *failure)
{
  CtgErrorDetails details = ctg_error_get_details (failure);
  GError *named;

  if (!ctg_error_has_reason (failure, "login-disabled") || strcmp (kind, "microsoft365") != 0)
    return failure;
  named = ctg_error_new (CTG_ERROR_AUTH_REJECTED, "smtp-off", "%s", failure->message);
  ctg_error_add_server (&named, details.host, details.server_text);
  g_error_free (failure);
  return named;
}

typedef struct
{
  const char *account_id;
  const CtgEndpoint *outgoing;
} NewWay;

static gboolean
write_way (CtgDb *db, gpointer data, GError **error)
{
  const NewWay *way = data;
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, way->account_id, error);

  if (account == NULL)
    return FALSE;
  ctg_endpoint_free (account->outgoing);
  account->outgoing = ctg_endpoint_copy (way->outgoing);
  return ctg_accounts_update (db, account, error);
}

/* The token is there: what it is refused for later is told like any other failure. */
static gboolean
take_way (CtgEngine *self, CtgAccount *account, const CtgEndpoint *usual)
{
  g_autoptr (CtgEndpoint) outgoing = ctg_endpoint_new (usual->host, usual->port, usual->security,
                                                       account->outgoing->username);
  NewWay way = { account->id, outgoing };
  g_autoptr (GError) error = NULL;

  if (!ctg_store_write (self->store, write_way, &way, NULL, &error))
    {
      g_warning ("the other way is not kept: %s", error->message);
      return FALSE;
    }
  g_info ("%s sends through %s from now on", account->address, outgoing->host);
  ctg_endpoint_free (account->outgoing);
  account->outgoing = g_steal_pointer (&outgoing);
  return TRUE;
}

/**
 * ctg_engine_find_other_way:
 * @account: whose letter was refused
 * @failure: (inout): with what: told better where nothing else can be done
 * @cancellable: (nullable): ends it
 * @data: the engine: a host's function
 *
 * Blocks, on the sender's thread.
 *
 * Returns: whether the account sends through another server now
 */
gboolean
ctg_engine_find_other_way (CtgAccount *account, GError **failure, GCancellable *cancellable, gpointer data)
{
  CtgEngine *self = data;
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (account->kind);
  const CtgOAuthService *graph = platform != NULL ? ctg_oauth_platform_get_service (platform, "graph") : NULL;
  char *token;

  *failure = ctg_engine_name_smtp_off (account->kind, *failure);
  if (graph == NULL || !ctg_error_has_reason (*failure, "smtp-off"))
    return FALSE;
  token = ctg_token_source_get (self->tokens, account->id, graph->outgoing->host, cancellable, NULL);
  if (token == NULL)
    return FALSE;
  ctg_secret_free (token);
  return take_way (self, account, graph->outgoing);
}
