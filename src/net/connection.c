/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "connection.h"
#include "deadline.h"
#include "dial.h"
#include "errors.h"
#include "tls-policy.h"

#define CONNECT_TIMEOUT_MS (15 * 1000)
#define HANDSHAKE_TIMEOUT_MS (15 * 1000)

struct _CtgConnection
{
  CtgEndpoint *endpoint;    /* (owned) */
  char *ascii_host;         /* (owned) */
  GIOStream *stream;        /* (owned) the TLS stream once there is one, which holds the one in clear */
  GInputStream *input;      /* (unowned) of the stream */
  GOutputStream *output;    /* (unowned) of the stream */
  gboolean is_secure;
};

static void
set_stream (CtgConnection *self, GIOStream *stream)
{
  g_clear_object (&self->stream);
  self->stream = stream;
  self->input = g_io_stream_get_input_stream (stream);
  self->output = g_io_stream_get_output_stream (stream);
}

static gboolean
may_be_clear (const CtgEndpoint *endpoint, GError **error)
{
  if (endpoint->security != CTG_SECURITY_NONE || ctg_endpoint_is_loopback (endpoint->host))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_POLICY, "cleartext", "A connection in clear is allowed to this computer only");
  ctg_error_add_server (error, endpoint->host, NULL);
  return FALSE;
}

/* RFC 8446 section 6.1: an end without close_notify is a truncation, which for us is a lost connection. Once the server
 * has been verified, so is whatever else breaks the stream (glib-networking says MISC when it is read again after its
 * end): as an error of TLS it would stop the mailbox until the person does something, and there is nothing to do. */
static gboolean
is_cut (const GError *error, gboolean is_secure)
{
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
         (is_secure && g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_MISC));
}

static void
convert (CtgDeadline *deadline, const char *host, gboolean is_secure, GError **error)
{
  if (is_cut (*error, is_secure))
    {
      g_debug ("%s", (*error)->message);
      g_clear_error (error);
      ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The connection was cut");
    }
  ctg_deadline_convert (deadline, host, error);
}

/**
 * ctg_connection_dial:
 * @endpoint: where to connect
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_POLICY "cleartext" before anything is sent, %CTG_ERROR_NETWORK, %CTG_ERROR_TIMED_OUT after 15 s
 *
 * Connects and leaves the connection in clear whatever the endpoint asks for: ctg_connection_start_tls() comes next.
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the connection
 */
CtgConnection *
ctg_connection_dial (const CtgEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgDeadline) deadline = NULL;
  g_autofree char *ascii_host = g_hostname_to_ascii (endpoint->host);
  g_autoptr (GError) local_error = NULL;
  GSocketConnection *socket;
  CtgConnection *self;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !may_be_clear (endpoint, error))
    return NULL;
  if (ascii_host == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NETWORK, "host-not-found", "Not a host name");
      return NULL;
    }
  deadline = ctg_deadline_new (CONNECT_TIMEOUT_MS, cancellable);
  socket = ctg_dial (ascii_host, endpoint->port, ctg_deadline_get_cancellable (deadline), &local_error);
  if (socket == NULL)
    {
      convert (deadline, endpoint->host, FALSE, &local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  self = g_new0 (CtgConnection, 1);
  self->endpoint = ctg_endpoint_copy (endpoint);
  self->ascii_host = g_steal_pointer (&ascii_host);
  set_stream (self, G_IO_STREAM (socket));
  return self;
}

/**
 * ctg_connection_open:
 * @endpoint: where to connect
 * @cancellable: (nullable): ends it early
 * @refused: (out) (optional): the certificate that was refused
 * @error: as ctg_connection_dial() and ctg_connection_start_tls()
 *
 * Connects, and encrypts at once when the endpoint says %CTG_SECURITY_TLS. Blocks.
 *
 * Returns: (transfer full) (nullable): the connection
 */
CtgConnection *
ctg_connection_open (const CtgEndpoint *endpoint, GCancellable *cancellable, CtgCertificate **refused, GError **error)
{
  g_autoptr (CtgConnection) self = ctg_connection_dial (endpoint, cancellable, error);

  if (self == NULL)
    return NULL;
  if (endpoint->security == CTG_SECURITY_TLS && !ctg_connection_start_tls (self, cancellable, refused, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Bytes that came in clear after the answer to STARTTLS would be taken for the server's once encrypted. What arrives
 * only after this look is not TLS and fails the handshake. */
static gboolean
has_unread_bytes (CtgConnection *self)
{
  char byte;

  return g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->input), &byte, 1, NULL, NULL) > 0;
}

/**
 * ctg_connection_start_tls:
 * @self: a connection in clear; the caller has read all that it was sent
 * @cancellable: (nullable): ends it early
 * @refused: (out) (optional): the certificate that was refused
 * @error: %CTG_ERROR_TLS with a reason, %CTG_ERROR_NETWORK, %CTG_ERROR_TIMED_OUT after 15 s
 *
 * Encrypts the connection under the policy of tls-policy.c. After a failure it can only be closed. Blocks.
 *
 * Specification: RFC 2595 section 3, RFC 3207, RFC 8314
 * Returns: whether the connection is encrypted and its server verified
 */
gboolean
ctg_connection_start_tls (CtgConnection *self, GCancellable *cancellable, CtgCertificate **refused, GError **error)
{
  g_autoptr (CtgDeadline) deadline = NULL;
  g_autoptr (GError) local_error = NULL;
  GIOStream *secure;

  g_return_val_if_fail (!self->is_secure, FALSE);
  if (self->endpoint->security == CTG_SECURITY_STARTTLS && has_unread_bytes (self))
    {
      ctg_error_set (error, CTG_ERROR_TLS, "starttls-injected", "The server sent more than its answer in clear");
      ctg_error_add_server (error, self->endpoint->host, NULL);
      return FALSE;
    }
  deadline = ctg_deadline_new (HANDSHAKE_TIMEOUT_MS, cancellable);
  secure = ctg_tls_policy_handshake (self->stream, self->endpoint, self->ascii_host,
                                     ctg_deadline_get_cancellable (deadline), refused, &local_error);
  if (secure == NULL)
    {
      convert (deadline, self->endpoint->host, FALSE, &local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  set_stream (self, secure);
  self->is_secure = TRUE;
  return TRUE;
}

/* Closing TLS politely writes, which may block on a dead peer: one second, then the socket is dropped. */
static void
close_stream (GIOStream *stream)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (1000, NULL);

  g_io_stream_close (stream, ctg_deadline_get_cancellable (deadline), NULL);
}

/**
 * ctg_connection_close:
 * @self: (transfer full) (nullable): a connection
 *
 * Closes and frees it, in a second at most.
 */
void
ctg_connection_close (CtgConnection *self)
{
  if (self == NULL)
    return;
  close_stream (self->stream);
  g_object_unref (self->stream);
  ctg_endpoint_free (self->endpoint);
  g_free (self->ascii_host);
  g_free (self);
}

/**
 * ctg_connection_is_secure:
 * @self: a connection
 *
 * Returns: whether it is encrypted and its server verified
 */
gboolean
ctg_connection_is_secure (CtgConnection *self)
{
  return self->is_secure;
}

/**
 * ctg_connection_get_tls_version:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): the version of TLS that was agreed on, as it is written; %NULL in clear
 */
const char *
ctg_connection_get_tls_version (CtgConnection *self)
{
  GTlsProtocolVersion version;

  if (!self->is_secure)
    return NULL;
  version = g_tls_connection_get_protocol_version (G_TLS_CONNECTION (self->stream));
  if (version == G_TLS_PROTOCOL_VERSION_TLS_1_2)   /* nothing older is spoken, see tls-policy.c */
    return "TLS 1.2";
  return version == G_TLS_PROTOCOL_VERSION_TLS_1_3 ? "TLS 1.3" : "TLS";
}

/**
 * ctg_connection_get_endpoint:
 * @self: a connection
 *
 * Returns: (transfer none): where it leads
 */
const CtgEndpoint *
ctg_connection_get_endpoint (CtgConnection *self)
{
  return self->endpoint;
}

/* A TLS read gives one record, 16 KB at most: what is there already is taken in one go, without a deadline's cost. */
static gsize
read_what_is_there (CtgConnection *self, guchar *buffer, gsize size)
{
  gsize filled = 0;

  while (filled < size)
    {
      gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->input), buffer + filled,
                                                           size - filled, NULL, NULL);

      if (n <= 0)
        break;
      filled += (gsize) n;
    }
  return filled;
}

/**
 * ctg_connection_read:
 * @self: a connection
 * @buffer: (array length=size): where the bytes go
 * @size: how many fit; 256 KB reads well
 * @timeout_ms: how long to wait for the first byte
 * @cancellable: (nullable): ends the wait; the connection stays usable, nothing is lost
 * @error: %CTG_ERROR_NETWORK (also at the end of the stream), %CTG_ERROR_TIMED_OUT, %CTG_ERROR_TLS
 *
 * Reads what there is, and waits only while there is nothing.
 *
 * Returns: the number of bytes, at least 1, or -1
 */
gssize
ctg_connection_read (CtgConnection *self, void *buffer, gsize size, guint timeout_ms, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (CtgDeadline) deadline = NULL;
  g_autoptr (GError) local_error = NULL;
  gsize filled;
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  filled = read_what_is_there (self, buffer, size);
  if (filled > 0)
    return (gssize) filled;
  deadline = ctg_deadline_new (timeout_ms, cancellable);
  n = g_input_stream_read (self->input, buffer, size, ctg_deadline_get_cancellable (deadline), &local_error);
  if (n > 0)
    return n;
  if (n == 0)
    ctg_error_set (&local_error, CTG_ERROR_NETWORK, "connection-closed", "The server closed the connection");
  convert (deadline, self->endpoint->host, self->is_secure, &local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return -1;
}

/**
 * ctg_connection_write:
 * @self: a connection
 * @bytes: (array length=length): what to send
 * @length: how many
 * @timeout_ms: how long all of it may take
 * @cancellable: (nullable): ends it; a part may have been sent, so the protocol's state is then unknown
 * @error: %CTG_ERROR_NETWORK, %CTG_ERROR_TIMED_OUT, %CTG_ERROR_TLS
 *
 * Sends all of it. Blocks.
 *
 * Returns: whether everything was sent
 */
gboolean
ctg_connection_write (CtgConnection *self, const void *bytes, gsize length, guint timeout_ms,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (timeout_ms, cancellable);
  g_autoptr (GError) local_error = NULL;

  if (g_output_stream_write_all (self->output, bytes, length, NULL, ctg_deadline_get_cancellable (deadline),
                                 &local_error))
    return TRUE;
  convert (deadline, self->endpoint->host, self->is_secure, &local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
