/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter leaves as one request, and the server keeps its copy. Whether it left is known when the service has
 * answered, with yes or no; a lost connection, silence, a gateway's page or an error inside the service leave it open:
 *
 *   what comes of the request                                            may have left
 *   -------------------------------------------------------------------  -------------
 *   it is never made: no connection before it, too large                 no
 *   202                                                                  it has
 *   a refusal in the service's words (4xx), 401, 413, 429, 503           no
 *   no answer: NETWORK, TIMED_OUT, cancelled                             yes
 *   500, 502, 504; any other success; a page for people                  yes */

#include "graph-transport.h"

#include "errors.h"
#include "fault.h"
#include "graph-error.h"
#include "graph-letter.h"
#include "graph-steps.h"

struct _CtgGraphTransport
{
  GObject parent_instance;

  CtgEndpoint *endpoint;   /* (owned) */
};

static void ctg_graph_transport_iface_init (CtgTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgGraphTransport, ctg_graph_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_TRANSPORT, ctg_graph_transport_iface_init))

/* Whether an address may send cannot be asked without sending. */
static gboolean
ctg_graph_transport_verify (CtgTransport *transport, const char *secret, const char *sender, CtgStepFunc step,
                            gpointer step_data, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgGraphSession) session = ctg_graph_session_new (CTG_GRAPH_TRANSPORT (transport)->endpoint);
  CtgGraphSteps steps = { CTG_STEP_OUTGOING_CONNECT, step, step_data };
  gboolean done = ctg_graph_steps_take (session, &steps, secret, refused, cancellable, error);

  if (done && step != NULL)
    step (CTG_STEP_OUTGOING_SENDER, CTG_STEP_SKIPPED, NULL, step_data);
  return done;
}

static gboolean
is_taken (const CtgHttpAnswer *answer, const char *host, GError **error)
{
  if (answer->status == 202)
    return TRUE;
  if (ctg_graph_error_check_http (answer, host, error))
    ctg_graph_error_set_foreign (error, host, NULL);
  return FALSE;
}

/* A certificate is refused before a byte of a request leaves. */
static gboolean
leaves_open (const CtgHttpAnswer *answer, const GError *failure)
{
  return answer != NULL ? !ctg_graph_error_is_no (answer) : !g_error_matches (failure, CTG_ERROR, CTG_ERROR_TLS);
}

static gboolean
hand_over (CtgGraphSession *session, GBytes *letter, CtgReceipt *receipt, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgHttpAnswer) answer = NULL;

  receipt->may_have_left = TRUE;
  answer = ctg_graph_session_post_letter (session, letter, cancellable, &failure);
  if (answer != NULL && !ctg_fault_point ("graph-answered", error))
    return FALSE;
  if (answer != NULL && is_taken (answer, ctg_graph_session_get_endpoint (session)->host, &failure))
    {
      receipt->may_have_left = FALSE;
      return TRUE;
    }
  receipt->may_have_left = leaves_open (answer, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
ctg_graph_transport_send (CtgTransport *transport, const char *secret, const CtgDispatch *dispatch,
                          CtgReceipt *receipt, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgGraphSession) session = ctg_graph_session_new (CTG_GRAPH_TRANSPORT (transport)->endpoint);
  CtgGraphSteps steps = { CTG_STEP_OUTGOING_CONNECT };
  g_autoptr (GBytes) letter = ctg_graph_letter_write (dispatch, error);

  return letter != NULL && ctg_graph_steps_take (session, &steps, secret, NULL, cancellable, error) &&
         dispatch->about_to_leave (dispatch->data, error) && ctg_fault_point ("graph-letter", error) &&
         hand_over (session, letter, receipt, cancellable, error);
}

static void
ctg_graph_transport_iface_init (CtgTransportInterface *iface)
{
  iface->verify = ctg_graph_transport_verify;
  iface->send = ctg_graph_transport_send;
}

static void
ctg_graph_transport_finalize (GObject *object)
{
  ctg_endpoint_free (CTG_GRAPH_TRANSPORT (object)->endpoint);
  G_OBJECT_CLASS (ctg_graph_transport_parent_class)->finalize (object);
}

static void
ctg_graph_transport_class_init (CtgGraphTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_graph_transport_finalize;
}

static void
ctg_graph_transport_init (CtgGraphTransport *self)
{
}

/**
 * ctg_graph_transport_new:
 * @endpoint: where the service is, with its path, and of which kind its token is
 *
 * Makes a way out. No network yet.
 *
 * Specification: Graph user: sendMail
 * Returns: (transfer full): the transport
 */
CtgTransport *
ctg_graph_transport_new (const CtgEndpoint *endpoint)
{
  CtgGraphTransport *self = g_object_new (CTG_TYPE_GRAPH_TRANSPORT, NULL);

  self->endpoint = ctg_endpoint_copy (endpoint);
  return CTG_TRANSPORT (self);
}
