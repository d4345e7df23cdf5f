/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "endpoint.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/**
 * ctg_endpoint_new:
 * @host: host name or address
 * @port: from 1 to 65535
 * @security: how the connection is encrypted
 * @username: (nullable): whom to log in as
 *
 * Returns: (transfer full): an endpoint without a pinned certificate
 */
CtgEndpoint *
ctg_endpoint_new (const char *host, guint16 port, CtgSecurity security, const char *username)
{
  CtgEndpoint *self = g_new0 (CtgEndpoint, 1);

  self->host = g_utf8_strdown (host, -1);
  self->port = port;
  self->security = security;
  self->username = g_strdup (username);
  return self;
}

/**
 * ctg_endpoint_copy:
 * @self: (nullable): an endpoint
 *
 * Returns: (transfer full) (nullable): a copy
 */
CtgEndpoint *
ctg_endpoint_copy (const CtgEndpoint *self)
{
  CtgEndpoint *copy;

  if (self == NULL)
    return NULL;
  copy = ctg_endpoint_new (self->host, self->port, self->security, self->username);
  copy->pin_sha256 = g_strdup (self->pin_sha256);
  copy->path = g_strdup (self->path);
  copy->token_kind = g_strdup (self->token_kind);
  return copy;
}

/**
 * ctg_endpoint_free:
 * @self: (transfer full) (nullable): an endpoint
 */
void
ctg_endpoint_free (CtgEndpoint *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->username);
  g_free (self->pin_sha256);
  g_free (self->path);
  g_free (self->token_kind);
  g_free (self);
}

/**
 * ctg_endpoint_is_loopback:
 * @host: host name or address
 *
 * Only 127.0.0.0/8, ::1 and the name localhost: a local bridge, the one place where a connection may be in clear.
 *
 * Returns: whether @host never leaves this computer
 */
gboolean
ctg_endpoint_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * ctg_endpoint_parse:
 * @text: `HOST`, `HOST:PORT` or `[IPV6]:PORT`
 * @default_port: where no port is given
 * @host: (out): the host
 * @port: (out): the port
 * @error: %CTG_ERROR_INVALID_INPUT
 *
 * Reads a server as a person writes it.
 *
 * Returns: whether it made sense
 */
gboolean
ctg_endpoint_parse (const char *text, guint16 default_port, char **host, guint16 *port, GError **error)
{
  g_autoptr (GSocketConnectable) address = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (*trimmed != '\0' && !ctg_text_has_control (trimmed) && strpbrk (trimmed, " /@") == NULL)
    address = g_network_address_parse (trimmed, default_port, NULL);
  if (address == NULL || *g_network_address_get_hostname (G_NETWORK_ADDRESS (address)) == '\0' ||
      g_network_address_get_port (G_NETWORK_ADDRESS (address)) == 0)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "“%s” is not a server name", text);
      return FALSE;
    }
  *host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  *port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return TRUE;
}

static const char *const securities[] = { "tls", "starttls", "none" };

/**
 * ctg_security_to_string:
 * @security: a security
 *
 * Returns: its word in JSON, on the command line and in the database
 */
const char *
ctg_security_to_string (CtgSecurity security)
{
  return securities[security];
}

/**
 * ctg_security_from_string:
 * @text: `tls`, `starttls` or `none`
 * @security: (out): what it means
 *
 * Returns: whether @text is one of them
 */
gboolean
ctg_security_from_string (const char *text, CtgSecurity *security)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (g_str_equal (securities[i], text))
      {
        *security = (CtgSecurity) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ctg_certificate_copy:
 * @self: (nullable): a certificate's facts
 *
 * Returns: (transfer full) (nullable): a copy
 */
CtgCertificate *
ctg_certificate_copy (const CtgCertificate *self)
{
  CtgCertificate *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (CtgCertificate, 1);
  *copy = *self;
  copy->sha256 = g_strdup (self->sha256);
  copy->subject = g_strdup (self->subject);
  copy->issuer = g_strdup (self->issuer);
  copy->names = g_strdupv (self->names);
  copy->host = g_strdup (self->host);
  return copy;
}

/**
 * ctg_certificate_free:
 * @self: (transfer full) (nullable): a certificate's facts
 */
void
ctg_certificate_free (CtgCertificate *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self->subject);
  g_free (self->issuer);
  g_strfreev (self->names);
  g_free (self->host);
  g_free (self);
}

/**
 * ctg_step_to_string:
 * @step: a step of a connection
 *
 * Returns: its name in JSON; never translated
 */
const char *
ctg_step_to_string (CtgStep step)
{
  static const char *const names[] = {
    "incoming-connect", "incoming-secure", "incoming-log-in", "folders", "sent-folder", "second-connection",
    "outgoing-connect", "outgoing-secure", "outgoing-log-in", "outgoing-sender",
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CTG_N_STEPS);
  return names[step];
}

/**
 * ctg_step_state_to_string:
 * @state: how far a step is
 *
 * Returns: its name in JSON; never translated
 */
const char *
ctg_step_state_to_string (CtgStepState state)
{
  static const char *const names[] = { "waiting", "running", "ok", "failed", "skipped" };

  return names[state];
}
