/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type or paste as "the address of our Exchange" (A81 to A83), and the service that is meant:
 *
 *   mail.firma.it                                     https://mail.firma.it/EWS/Exchange.asmx
 *   https://mail.firma.it/owa/#path=/mail             the same, and for /ecp, /mapi, /autodiscover, ActiveSync's
 *   http://mail.firma.it/owa                          the same: nothing is ever asked in clear
 *   https://mail.firma.it:8443/ews/exchange.asmx      https://mail.firma.it:8443/ews/exchange.asmx, as it is
 *   https://proxy.firma.it/ex/EWS/Services.wsdl       https://proxy.firma.it/EWS/Exchange.asmx
 *   https://outlook.office365.com/owa                 UNSUPPORTED EXCHANGE_ONLINE: signed in to with the browser (A66)
 *   anything else                                     INVALID_INPUT exchange-url */

#include "exchange-url.h"

#include "errors.h"
#include "text.h"

#include <gio/gio.h>
#include <string.h>

#define SERVICE_PATH "/EWS/Exchange.asmx"
#define SERVICE_NAME "/exchange.asmx"
#define TEXT_MAX_BYTES 2000

static gboolean
is_microsofts (const char *host)
{
  static const char *const domains[] = {
    "office365.com", "office.com", "outlook.com", "office365.us", "outlook.de", "partner.outlook.cn", "hotmail.com",
    "live.com", "microsoft365.com", "cloud.microsoft",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      gsize length = strlen (host), tail = strlen (domains[i]);

      if (length >= tail && g_ascii_strcasecmp (host + length - tail, domains[i]) == 0 &&
          (length == tail || host[length - tail - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

static GUri *
read_url (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *complete = strstr (trimmed, "://") != NULL ? g_strdup (trimmed)
                                                              : g_strconcat ("https://", trimmed, NULL);
  g_autoptr (GUri) uri = NULL;

  if (*trimmed == '\0' || strlen (trimmed) > TEXT_MAX_BYTES || ctg_text_has_control (trimmed) ||
      strpbrk (trimmed, " \\") != NULL)
    return NULL;
  uri = g_uri_parse (complete, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL)
    return NULL;
  if (strcmp (g_uri_get_scheme (uri), "https") != 0 && strcmp (g_uri_get_scheme (uri), "http") != 0)
    return NULL;
  return g_steal_pointer (&uri);
}

/* The port of what is in clear is not that of what is encrypted. */
static guint16
read_port (GUri *uri)
{
  gboolean is_clear = strcmp (g_uri_get_scheme (uri), "http") == 0;
  int port = g_uri_get_port (uri);

  return port > 0 && !(is_clear && port == 80) ? (guint16) port : 443;
}

static char *
read_path (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  gsize length = strlen (path), tail = strlen (SERVICE_NAME);

  if (length >= tail && g_ascii_strcasecmp (path + length - tail, SERVICE_NAME) == 0)
    return g_strdup (path);
  return g_strdup (SERVICE_PATH);
}

/**
 * ctg_exchange_url_parse:
 * @text: what somebody typed or pasted
 * @error: %CTG_ERROR_INVALID_INPUT "exchange-url", %CTG_ERROR_UNSUPPORTED "EXCHANGE_ONLINE"
 *
 * Decides by the table at the head of this file. Pure.
 *
 * Returns: (transfer full) (nullable): where the service is
 */
CtgEndpoint *
ctg_exchange_url_parse (const char *text, GError **error)
{
  g_autoptr (GUri) uri = read_url (text);
  g_autofree char *ascii = uri != NULL ? g_hostname_to_ascii (g_uri_get_host (uri)) : NULL;
  CtgEndpoint *endpoint;

  if (ascii == NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "exchange-url", "“%s” is not the address of a server", text);
      return NULL;
    }
  if (is_microsofts (g_uri_get_host (uri)))
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "EXCHANGE_ONLINE", "This is Microsoft’s own service");
      ctg_error_add_server (error, g_uri_get_host (uri), NULL);
      return NULL;
    }
  endpoint = ctg_endpoint_new (g_uri_get_host (uri), read_port (uri), CTG_SECURITY_TLS, NULL);
  endpoint->path = read_path (uri);
  return endpoint;
}

/**
 * ctg_exchange_url_to_string:
 * @endpoint: where a service is
 *
 * Returns: (transfer full): its address
 */
char *
ctg_exchange_url_to_string (const CtgEndpoint *endpoint)
{
  return g_uri_join (G_URI_FLAGS_NONE, "https", NULL, endpoint->host, endpoint->port == 443 ? -1 : endpoint->port,
                     endpoint->path != NULL ? endpoint->path : SERVICE_PATH, NULL, NULL);
}
