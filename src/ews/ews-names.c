/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which address a path of the organization's directory stands for. The directory is asked about one path at a time
 * (ResolveNames takes no more), about each once in a session, and about so many at most; what it does not know, or says
 * ambiguously, has no address. A directory that cannot be asked is no reason to leave the mail where it is. */

#include "ews-names.h"

#include "errors.h"
#include "ews-request.h"

#include <string.h>

/* Of one step of 50 headers, and of a session. */
#define STEP_MAX 100
#define SESSION_MAX 2000

static char *
read_address (const CtgXmlElement *message)
{
  const CtgXmlElement *first = ctg_ews_answer_find (message, "ResolutionSet/Resolution");
  g_autofree char *address = ctg_ews_answer_dup (first, "Mailbox/EmailAddress");

  if (address == NULL || strchr (address, '@') == NULL || ctg_xml_element_get_next (first, "Resolution") != NULL)
    return NULL;
  return g_steal_pointer (&address);
}

/* FALSE: the service itself failed; what the directory has no answer to is no failure. */
static gboolean
ask_about (CtgEwsSession *session, const char *path, GCancellable *cancellable, GError **error)
{
  GHashTable *names = ctg_ews_session_get_names (session);
  g_autoptr (GBytes) request = ctg_ews_request_resolve_name (path);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  g_autofree char *code = answer != NULL ? ctg_ews_answer_dup (answer->first, "ResponseCode") : NULL;
  gboolean is_unknown = g_strcmp0 (code, "ErrorNameResolutionNoResults") == 0;
  char *address;

  if (answer == NULL ||
      (!is_unknown && !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error)))
    return FALSE;
  address = is_unknown ? NULL : read_address (answer->first);
  g_hash_table_insert (names, g_strdup (path), address != NULL ? address : g_strdup (""));
  return TRUE;
}

/* The next request would fail the same way. */
static gboolean
is_lost (const GError *failure)
{
  return ctg_error_is_cancelled (failure) || g_error_matches (failure, CTG_ERROR, CTG_ERROR_NETWORK) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_TIMED_OUT) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_TLS);
}

/**
 * ctg_ews_names_resolve:
 * @session: a session that is logged in
 * @paths: (element-type utf8): a set of paths of the directory
 * @cancellable: (nullable): ends it
 * @error: when the server is out of reach, or cancelled
 *
 * Asks about those of @paths of which the session does not know yet; the answers are ctg_ews_session_get_names()'s.
 * When the directory refuses, for example because it is asked too much, the rest of @paths stays unknown until the next
 * time.
 *
 * Specification: MS-OXWSRSLNM 3.1.4.1
 * Returns: whether the server can be asked more
 */
gboolean
ctg_ews_names_resolve (CtgEwsSession *session, GHashTable *paths, GCancellable *cancellable, GError **error)
{
  GHashTable *names = ctg_ews_session_get_names (session);
  g_autoptr (GError) failure = NULL;
  GHashTableIter iter;
  gpointer path;
  guint n_asked = 0;

  g_hash_table_iter_init (&iter, paths);
  while (failure == NULL && n_asked < STEP_MAX && g_hash_table_size (names) < SESSION_MAX &&
         g_hash_table_iter_next (&iter, &path, NULL))
    if (!g_hash_table_contains (names, path))
      {
        ask_about (session, path, cancellable, &failure);
        n_asked++;
      }
  if (failure == NULL)
    return TRUE;
  if (!is_lost (failure))
    {
      g_info ("the directory of %s was not asked on: %s", ctg_ews_session_get_host (session), failure->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
