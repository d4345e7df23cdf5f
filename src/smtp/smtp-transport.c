/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-transport.h"
#include "fault.h"
#include "smtp-send.h"

struct _CtgSmtpTransport
{
  GObject parent_instance;

  CtgEndpoint *endpoint;   /* (owned) */
};

static void ctg_smtp_transport_iface_init (CtgTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgSmtpTransport, ctg_smtp_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_TRANSPORT, ctg_smtp_transport_iface_init))

/* What one check carries through its steps. */
typedef struct
{
  const CtgEndpoint *endpoint;
  CtgSmtpSession *session;     /* (owned) (nullable) */
  const char *secret;
  const char *sender;
  CtgCertificate **refused;
  GCancellable *cancellable;   /* (nullable) */
} Check;

static gboolean
connect_in_clear (Check *check, GError **error)
{
  CtgConnection *connection;

  if (!ctg_fault_point ("smtp-connect", error))
    return FALSE;
  connection = ctg_connection_dial (check->endpoint, check->cancellable, error);
  if (connection == NULL)
    return FALSE;
  check->session = ctg_smtp_session_new (connection);
  return check->endpoint->security == CTG_SECURITY_TLS ||
         ctg_smtp_session_greet (check->session, check->cancellable, error);
}

static gboolean
encrypt (Check *check, GError **error)
{
  if (check->endpoint->security == CTG_SECURITY_STARTTLS)
    return ctg_smtp_session_secure (check->session, check->cancellable, check->refused, error);
  return ctg_connection_start_tls (check->session->connection, check->cancellable, check->refused, error) &&
         ctg_smtp_session_greet (check->session, check->cancellable, error);
}

static gboolean
log_in (Check *check, GError **error)
{
  return ctg_fault_point ("smtp-login", error) &&
         ctg_smtp_session_log_in (check->session, check->endpoint->username,
                                  check->secret != NULL ? check->secret : "", check->cancellable, error);
}

static gboolean
try_sender (Check *check, GError **error)
{
  return ctg_smtp_session_try_sender (check->session, check->sender, check->cancellable, error);
}

static char *
tell_version (Check *check)
{
  return g_strdup (ctg_connection_get_tls_version (check->session->connection));
}

static char *
tell_offer (Check *check)
{
  return ctg_smtp_session_describe (check->session);
}

static const struct
{
  CtgStep step;
  gboolean (*run) (Check *check, GError **error);
  char *(*tell) (Check *check);   /* (nullable) the fact that is known when it is done */
} steps[] = {
  { CTG_STEP_OUTGOING_CONNECT, connect_in_clear, NULL },
  { CTG_STEP_OUTGOING_SECURE, encrypt, tell_version },
  { CTG_STEP_OUTGOING_LOG_IN, log_in, tell_offer },
  { CTG_STEP_OUTGOING_SENDER, try_sender, NULL },
};

/* A local relay may be without encryption and without log-in. */
static gboolean
is_skipped (const CtgEndpoint *endpoint, CtgStep step)
{
  if (step == CTG_STEP_OUTGOING_SECURE)
    return endpoint->security == CTG_SECURITY_NONE;
  return step == CTG_STEP_OUTGOING_LOG_IN && (endpoint->username == NULL || *endpoint->username == '\0');
}

static gboolean
run_steps (Check *check, gsize n_steps, CtgStepFunc tell, gpointer data, GError **error)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      gboolean skipped = is_skipped (check->endpoint, steps[i].step);
      g_autofree char *fact = NULL;
      gboolean done;

      if (tell != NULL)
        tell (steps[i].step, skipped ? CTG_STEP_SKIPPED : CTG_STEP_RUNNING, NULL, data);
      if (skipped)
        continue;
      done = steps[i].run (check, error);
      fact = done && steps[i].tell != NULL ? steps[i].tell (check) : NULL;
      if (tell != NULL)
        tell (steps[i].step, done ? CTG_STEP_DONE : CTG_STEP_FAILED, fact, data);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

static gboolean
ctg_smtp_transport_verify (CtgTransport *transport, const char *secret, const char *sender, CtgStepFunc step,
                           gpointer step_data, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  Check check = {
    .endpoint = CTG_SMTP_TRANSPORT (transport)->endpoint,
    .secret = secret,
    .sender = sender,
    .refused = refused,
    .cancellable = cancellable,
  };
  gboolean verified = run_steps (&check, G_N_ELEMENTS (steps), step, step_data, error);

  ctg_smtp_session_free (check.session);
  return verified;
}

/* All steps but the last, which asks without sending. */
static gboolean
ctg_smtp_transport_send (CtgTransport *transport, const char *secret, const CtgDispatch *dispatch,
                         CtgReceipt *receipt, GCancellable *cancellable, GError **error)
{
  Check check = {
    .endpoint = CTG_SMTP_TRANSPORT (transport)->endpoint,
    .secret = secret,
    .cancellable = cancellable,
  };
  gboolean sent = run_steps (&check, G_N_ELEMENTS (steps) - 1, NULL, NULL, error) &&
                  ctg_smtp_send (check.session, dispatch, receipt, cancellable, error);

  ctg_smtp_session_free (check.session);
  return sent;
}

static void
ctg_smtp_transport_iface_init (CtgTransportInterface *iface)
{
  iface->verify = ctg_smtp_transport_verify;
  iface->send = ctg_smtp_transport_send;
}

static void
ctg_smtp_transport_finalize (GObject *object)
{
  ctg_endpoint_free (CTG_SMTP_TRANSPORT (object)->endpoint);
  G_OBJECT_CLASS (ctg_smtp_transport_parent_class)->finalize (object);
}

static void
ctg_smtp_transport_class_init (CtgSmtpTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_smtp_transport_finalize;
}

static void
ctg_smtp_transport_init (CtgSmtpTransport *self)
{
}

/**
 * ctg_smtp_transport_new:
 * @endpoint: where the server is and whom to log in as; without a name there is no log-in
 *
 * Makes a way out. No network yet.
 *
 * Specification: RFC 6409
 * Returns: (transfer full): the transport
 */
CtgTransport *
ctg_smtp_transport_new (const CtgEndpoint *endpoint)
{
  CtgSmtpTransport *self = g_object_new (CTG_TYPE_SMTP_TRANSPORT, NULL);

  self->endpoint = ctg_endpoint_copy (endpoint);
  return CTG_TRANSPORT (self);
}
