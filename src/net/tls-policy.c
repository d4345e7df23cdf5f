/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one TLS policy (T1 to T6). Every handshake of a line protocol ends in one of these rows:
 *
 *   chain verifies   leaf fault   pin             outcome
 *   yes              no           none            accepted
 *   yes              no           this leaf       accepted
 *   yes              any          another leaf    certificate-changed
 *   yes              weak key     any             certificate-weak
 *   yes              other        none            refused with the fault
 *   yes              other        this leaf       accepted: the person was shown exactly this one
 *   no               weak key     any             certificate-weak
 *   no               any          none            refused with the reason
 *   no               not weak     this leaf       accepted
 *   no               any          another leaf    certificate-changed
 *
 * A pin says who the server is, not how strong its key is. It stands in the endpoint, so it is for exactly one host and
 * port; GLib's own flags are never masked or decided upon. */

#include "tls-policy.h"
#include "errors.h"
#include "leaf-check.h"

/* Of the whole program: an administrator may ask for more than the least there is. */
static int minimum_version = G_TLS_PROTOCOL_VERSION_TLS_1_2;   /* (atomic) */

typedef struct
{
  const CtgEndpoint *endpoint;
  const char *ascii_host;
  const char *reason;              /* (nullable) why the certificate was refused */
  GTlsCertificate *certificate;    /* (owned) (nullable) the refused one */
} Verdict;

static gboolean
is_pinned (const CtgEndpoint *endpoint, GTlsCertificate *certificate)
{
  g_autofree char *sha256 = ctg_leaf_sha256 (certificate);

  return endpoint->pin_sha256 != NULL && g_ascii_strcasecmp (endpoint->pin_sha256, sha256) == 0;
}

static gboolean
refuse (Verdict *verdict, GTlsCertificate *certificate, const char *reason)
{
  g_set_object (&verdict->certificate, certificate);
  verdict->reason = reason;
  return FALSE;
}

/**
 * ctg_tls_policy_find_fault_of_unverified:
 * @endpoint: whom we mean to talk to, possibly with a pin
 * @ascii_host: its name in ASCII form
 * @certificate: what it showed, which GLib does not let pass
 * @flags: why not
 *
 * The rows "no" of the table at the head of this file.
 *
 * Returns: (nullable): the reason to refuse it; %NULL: it is the very one that was pinned
 */
const char *
ctg_tls_policy_find_fault_of_unverified (const CtgEndpoint *endpoint, const char *ascii_host,
                                         GTlsCertificate *certificate, GTlsCertificateFlags flags)
{
  const char *reason = ctg_leaf_why_refused (certificate, ascii_host, flags);

  if (g_str_equal (reason, "certificate-weak") || endpoint->pin_sha256 == NULL)
    return reason;
  return is_pinned (endpoint, certificate) ? NULL : "certificate-changed";
}

/**
 * ctg_tls_policy_find_fault:
 * @endpoint: whom we mean to talk to, possibly with a pin
 * @certificate: (nullable): what it showed; GLib let it pass, or ctg_tls_policy_find_fault_of_unverified() did
 *
 * After the handshake and before anything is said: what GLib does not check, and the pin of a certificate that
 * verified.
 *
 * Returns: (nullable): the reason to refuse it
 */
const char *
ctg_tls_policy_find_fault (const CtgEndpoint *endpoint, GTlsCertificate *certificate)
{
  const char *fault;

  if (certificate == NULL)
    return "certificate-invalid";
  fault = ctg_leaf_find_fault (certificate);
  if (g_strcmp0 (fault, "certificate-weak") == 0)
    return fault;
  if (endpoint->pin_sha256 != NULL)
    return is_pinned (endpoint, certificate) ? NULL : "certificate-changed";
  return fault;
}

/* Emitted only for a certificate that does not verify: it can extend trust, never restrict it. */
static gboolean
accept_certificate_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags,
                       gpointer data)
{
  Verdict *verdict = data;
  const char *reason = ctg_tls_policy_find_fault_of_unverified (verdict->endpoint, verdict->ascii_host, certificate,
                                                                flags);

  return reason == NULL || refuse (verdict, certificate, reason);
}

static gboolean
check_peer (Verdict *verdict, GTlsConnection *connection)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);
  const char *fault = ctg_tls_policy_find_fault (verdict->endpoint, certificate);

  return fault == NULL || refuse (verdict, certificate, fault);
}

static void
set_refused (Verdict *verdict, CtgCertificate **refused, GError **error)
{
  const CtgEndpoint *endpoint = verdict->endpoint;

  if (refused != NULL && verdict->certificate != NULL)
    {
      g_clear_pointer (refused, ctg_certificate_free);
      *refused = ctg_leaf_describe (verdict->certificate, endpoint->host, endpoint->port);
    }
  ctg_error_set (error, CTG_ERROR_TLS, verdict->reason, "The certificate of %s:%u was refused: %s", endpoint->host,
                 endpoint->port, verdict->reason);
}

/**
 * ctg_tls_policy_allows:
 * @version: what was agreed upon
 *
 * Returns: whether that is new enough
 */
gboolean
ctg_tls_policy_allows (GTlsProtocolVersion version)
{
  return (int) version >= g_atomic_int_get (&minimum_version);
}

static gboolean
shake_hands (GTlsConnection *connection, Verdict *verdict, GCancellable *cancellable, CtgCertificate **refused,
             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean done = g_tls_connection_handshake (connection, cancellable, &local_error);

  if (done && !ctg_tls_policy_allows (g_tls_connection_get_protocol_version (connection)))
    {
      ctg_error_set (error, CTG_ERROR_TLS, "tls-version", "The server offers no version of TLS that is new enough");
      return FALSE;
    }
  if (done && check_peer (verdict, connection))
    return TRUE;
  if (verdict->reason != NULL)
    set_refused (verdict, refused, error);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gpointer
prepare_thread (gpointer data)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new ();
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GIOStream) nobody = g_simple_io_stream_new (input, output);
  GIOStream *secure = g_tls_client_connection_new (nobody, NULL, NULL);

  g_clear_object (&secure);
  return NULL;
}

/**
 * ctg_tls_policy_prepare:
 *
 * Has the system's authorities read on a thread of their own, once a process: the first connection is made meanwhile
 * and would wait for it.
 */
void
ctg_tls_policy_prepare (void)
{
  static gsize prepared = 0;

  if (!g_once_init_enter (&prepared))
    return;
  g_thread_unref (g_thread_new ("ctg-authorities", prepare_thread, NULL));
  g_once_init_leave (&prepared, 1);
}

/**
 * ctg_tls_policy_set_minimum:
 * @only_newest: whether TLS 1.2 is refused too
 *
 * For all connections of the program that are made from now on.
 */
void
ctg_tls_policy_set_minimum (gboolean only_newest)
{
  g_atomic_int_set (&minimum_version, only_newest ? G_TLS_PROTOCOL_VERSION_TLS_1_3 : G_TLS_PROTOCOL_VERSION_TLS_1_2);
}

/**
 * ctg_tls_policy_handshake:
 * @clear: the connection in clear
 * @endpoint: whom we mean to talk to, possibly with a pin
 * @ascii_host: its name in ASCII form
 * @cancellable: fires when the time is over or the caller gives up
 * @refused: (out) (optional): the certificate that was refused, for a person to look at
 * @error: %CTG_ERROR_TLS with a reason when refused, else of GIO's domains
 *
 * Encrypts a connection: TLS 1.2 or later, or what ctg_tls_policy_set_minimum() asks for, trust of the system, the
 * checks at the head of this file. Blocks.
 *
 * Specification: RFC 8446, RFC 9525, RFC 8314
 * Returns: (transfer full) (nullable): the encrypted stream
 */
GIOStream *
ctg_tls_policy_handshake (GIOStream *clear, const CtgEndpoint *endpoint, const char *ascii_host,
                          GCancellable *cancellable, CtgCertificate **refused, GError **error)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (ascii_host, endpoint->port);
  g_autoptr (GIOStream) secure = g_tls_client_connection_new (clear, identity, error);
  Verdict verdict = { .endpoint = endpoint, .ascii_host = ascii_host };
  gboolean accepted;
  gulong handler;

  if (secure == NULL)
    return NULL;
  handler = g_signal_connect (secure, "accept-certificate", G_CALLBACK (accept_certificate_cb), &verdict);
  accepted = shake_hands (G_TLS_CONNECTION (secure), &verdict, cancellable, refused, error);
  /* A later handshake (renegotiation, re-keying) has no verdict to write to: without a handler it is refused. */
  g_signal_handler_disconnect (secure, handler);
  g_clear_object (&verdict.certificate);
  return accepted ? g_steal_pointer (&secure) : NULL;
}
