/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole messages, one after the other over a kept connection. */

#include "graph-bodies.h"

#include "errors.h"
#include "graph-error.h"
#include "graph-request.h"

/* A failure of the connection or the service is no news about a message. */
static gboolean
is_about_one (const GError *failure)
{
  static const int codes[] = { CTG_ERROR_NETWORK, CTG_ERROR_TIMED_OUT, CTG_ERROR_OFFLINE, CTG_ERROR_TLS };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (failure, CTG_ERROR, codes[i]))
      return FALSE;
  return failure->domain == CTG_ERROR && !ctg_error_has_reason (failure, "not-graph") &&
         !ctg_graph_error_is_of_all (failure);
}

static gboolean
fetch_one (CtgGraphSession *session, const char *id, CtgBodyFunc func, gpointer data, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *target = ctg_graph_request_content (id);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) content = ctg_graph_session_get_content (session, target, cancellable, &failure);

  if (content != NULL && g_bytes_get_size (content) == 0)
    ctg_error_set (&failure, CTG_ERROR_NOT_FOUND, NULL, "The server has no content of this message");
  if (failure == NULL)
    return func (id, content, NULL, data, error);
  if (is_about_one (failure))
    return func (id, NULL, failure, data, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/**
 * ctg_graph_fetch_bodies:
 * @session: a session that is open
 * @ids: which, NULL-terminated
 * @func: takes each message, or why it could not be had
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get_content(), or what @func set
 *
 * Specification: learn.microsoft.com/graph/outlook-get-mime-message
 * Returns: whether all were asked for
 */
gboolean
ctg_graph_fetch_bodies (CtgGraphSession *session, const char *const *ids, CtgBodyFunc func, gpointer data,
                        GCancellable *cancellable, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !fetch_one (session, ids[i], func, data, cancellable, error))
      return FALSE;
  return TRUE;
}
