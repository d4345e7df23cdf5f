/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where an answer says to go on (@odata.nextLink, @odata.deltaLink). It is followed to the very service that was asked
 * and nowhere else, and what is kept of it is a target: what follows the service's path, "/me/...". */

#include "graph-link.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define LINK_MAX_BYTES (16 * 1024)

/* A segment of dots, however it is spelled, would leave the service's path. */
static gboolean
climbs (const char *target)
{
  g_autofree char *path = g_strndup (target, strcspn (target, "?"));
  g_autofree char *clear = g_uri_unescape_string (path, NULL);
  g_auto (GStrv) segments = g_strsplit_set (clear != NULL ? clear : "..", "/\\", -1);

  for (guint i = 0; segments[i] != NULL; i++)
    if (g_str_equal (segments[i], ".") || g_str_equal (segments[i], ".."))
      return TRUE;
  return FALSE;
}

/**
 * ctg_graph_link_is_valid:
 * @target: what would follow the service's path
 *
 * Returns: whether it is a path and a query of visible ASCII that stays below it
 */
gboolean
ctg_graph_link_is_valid (const char *target)
{
  gsize length = strlen (target);

  if (*target != '/' || length > LINK_MAX_BYTES || strchr (target, '#') != NULL)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (target[i]))
      return FALSE;
  return !climbs (target);
}

static gboolean
is_of_host (const CtgEndpoint *endpoint, GUri *uri)
{
  g_autofree char *ascii = g_hostname_to_ascii (endpoint->host);
  int port = g_uri_get_port (uri);

  return g_str_equal (g_uri_get_scheme (uri), "https") && g_uri_get_userinfo (uri) == NULL && ascii != NULL &&
         g_uri_get_host (uri) != NULL && g_ascii_strcasecmp (g_uri_get_host (uri), ascii) == 0 &&
         (port == -1 ? 443 : port) == endpoint->port;
}

/**
 * ctg_graph_link_read:
 * @endpoint: the service that was asked
 * @link: where it says to go on
 * @error: %CTG_ERROR_PROTOCOL "graph-link"
 *
 * Returns: (transfer full) (nullable): the target, if it is one of the same service
 */
char *
ctg_graph_link_read (const CtgEndpoint *endpoint, const char *link, GError **error)
{
  gboolean is_clean = strlen (link) <= LINK_MAX_BYTES && !ctg_text_has_control (link);
  g_autoptr (GUri) uri = is_clean ? g_uri_parse (link, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *path = uri != NULL && is_of_host (endpoint, uri) ? g_uri_get_path (uri) : "";
  const char *query = uri != NULL ? g_uri_get_query (uri) : NULL;
  g_autofree char *target = NULL;

  if (g_str_has_prefix (path, endpoint->path) && g_uri_get_fragment (uri) == NULL)
    target = g_strconcat (path + strlen (endpoint->path), query != NULL ? "?" : "", query, NULL);
  if (target != NULL && ctg_graph_link_is_valid (target))
    return g_steal_pointer (&target);
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "graph-link", "The answer goes on at an address that is not the service's");
  ctg_error_add_server (error, endpoint->host, NULL);
  return NULL;
}
