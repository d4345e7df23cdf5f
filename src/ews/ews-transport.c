/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter leaves as one request, and the server keeps its copy. Whether it left is known when the service has
 * answered, with yes or no; a lost connection, silence, a gateway's page or an error inside the server leave it open:
 *
 *   failure                                                                    may have left
 *   before the request, or a refusal of the service's                          no
 *   NETWORK, TIMED_OUT, cancelled, PROTOCOL, BUSY server-error                 yes */

#include "ews-transport.h"

#include "errors.h"
#include "ews-items.h"
#include "ews-steps.h"
#include "fault.h"
#include "mail-build.h"
#include "mail.h"

#include <string.h>

struct _CtgEwsTransport
{
  GObject parent_instance;

  CtgEndpoint *endpoint;   /* (owned) */
};

static void ctg_ews_transport_iface_init (CtgTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgEwsTransport, ctg_ews_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_TRANSPORT, ctg_ews_transport_iface_init))

/* Whether an address may send cannot be asked without sending. */
static gboolean
ctg_ews_transport_verify (CtgTransport *transport, const char *secret, const char *sender, CtgStepFunc step,
                          gpointer step_data, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgEwsSession) session = ctg_ews_session_new (CTG_EWS_TRANSPORT (transport)->endpoint);
  CtgEwsSteps steps = { CTG_STEP_OUTGOING_CONNECT, step, step_data };
  gboolean done = ctg_ews_steps_take (session, &steps, secret, refused, cancellable, error);

  if (done && step != NULL)
    step (CTG_STEP_OUTGOING_SENDER, CTG_STEP_SKIPPED, NULL, step_data);
  return done;
}

/* Who gets a letter, as its envelope says; under which name each stands, as its header says. */
typedef struct
{
  GPtrArray *to;      /* (owned) (element-type utf8) NULL-terminated once complete; borrowed from the envelope */
  GPtrArray *cc;
  GPtrArray *bcc;
} People;

static void
people_clear (People *people)
{
  g_ptr_array_unref (people->to);
  g_ptr_array_unref (people->cc);
  g_ptr_array_unref (people->bcc);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (People, people_clear)

static gboolean
is_among (GPtrArray *addresses, const char *recipient)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *wire = ctg_mail_wire_address (((CtgAddress *) g_ptr_array_index (addresses, i))->address, NULL);

      if (wire != NULL && g_ascii_strcasecmp (wire, recipient) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
sort_people (People *people, const CtgDispatch *dispatch, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (dispatch->bytes, &length);
  const char *end = memmem (bytes, length, "\r\n\r\n", 4);
  g_autoptr (GBytes) header = g_bytes_new (bytes, end != NULL ? (gsize) (end - bytes) + 4 : length);
  g_autoptr (CtgMail) mail = ctg_mail_parse (header, CTG_MAIL_HEADERS_ONLY, error);

  if (mail == NULL)
    return FALSE;
  for (guint i = 0; dispatch->recipients[i] != NULL; i++)
    {
      const char *recipient = dispatch->recipients[i];

      g_ptr_array_add (is_among (mail->to, recipient) ? people->to : is_among (mail->cc, recipient) ? people->cc
                                                                                                     : people->bcc,
                       (gpointer) recipient);
    }
  g_ptr_array_add (people->to, NULL);
  g_ptr_array_add (people->cc, NULL);
  g_ptr_array_add (people->bcc, NULL);
  return TRUE;
}

static GBytes *
make_request (const CtgDispatch *dispatch, gboolean has_copy, GError **error)
{
  g_auto (People) people = { g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new () };
  CtgEwsLetter letter = { .bytes = dispatch->bytes, .is_sent = TRUE, .has_copy = has_copy };

  if (!sort_people (&people, dispatch, error))
    return NULL;
  letter.to = (const char *const *) people.to->pdata;
  letter.cc = (const char *const *) people.cc->pdata;
  letter.bcc = (const char *const *) people.bcc->pdata;
  return ctg_ews_request_create_item (&letter);
}

/* @has_copy: (out): none is to be made. A try nobody knew the fate of may have left its copy; the person asked for
 * another all the same. */
static gboolean
look_for_copy (CtgEwsSession *session, const CtgDispatch *dispatch, gboolean *has_copy, GCancellable *cancellable,
               GError **error)
{
  *has_copy = dispatch->wants_no_copy;
  return *has_copy || dispatch->tried_message_id == NULL ||
         ctg_ews_has_message (session, CTG_EWS_SENT, dispatch->tried_message_id, has_copy, cancellable, error);
}

static gboolean
leaves_open (const GError *failure)
{
  static const int codes[] = { CTG_ERROR_NETWORK, CTG_ERROR_TIMED_OUT, CTG_ERROR_PROTOCOL, CTG_ERROR_FAILED };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (failure, CTG_ERROR, codes[i]))
      return TRUE;
  return ctg_error_is_cancelled (failure) || ctg_error_has_reason (failure, "server-error");
}

static gboolean
hand_over (CtgEwsSession *session, GBytes *request, CtgReceipt *receipt, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgEwsAnswer) answer = NULL;
  gboolean taken;

  receipt->may_have_left = TRUE;
  answer = ctg_ews_session_ask (session, request, CTG_EWS_CHANGES, cancellable, &failure);
  if (answer != NULL && !ctg_fault_point ("ews-answered", error))
    return FALSE;
  taken = answer != NULL && ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), &failure);
  receipt->may_have_left = !taken && leaves_open (failure);
  if (!taken)
    g_propagate_error (error, g_steal_pointer (&failure));
  return taken;
}

static gboolean
ctg_ews_transport_send (CtgTransport *transport, const char *secret, const CtgDispatch *dispatch,
                        CtgReceipt *receipt, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgEwsSession) session = ctg_ews_session_new (CTG_EWS_TRANSPORT (transport)->endpoint);
  CtgEwsSteps steps = { CTG_STEP_OUTGOING_CONNECT };
  g_autoptr (GBytes) request = NULL;
  gboolean has_copy;

  if (!ctg_ews_steps_take (session, &steps, secret, NULL, cancellable, error) ||
      !look_for_copy (session, dispatch, &has_copy, cancellable, error))
    return FALSE;
  request = make_request (dispatch, has_copy, error);
  return request != NULL &&
         dispatch->about_to_leave (dispatch->data, error) && ctg_fault_point ("ews-letter", error) &&
         hand_over (session, request, receipt, cancellable, error);
}

static void
ctg_ews_transport_iface_init (CtgTransportInterface *iface)
{
  iface->verify = ctg_ews_transport_verify;
  iface->send = ctg_ews_transport_send;
}

static void
ctg_ews_transport_finalize (GObject *object)
{
  ctg_endpoint_free (CTG_EWS_TRANSPORT (object)->endpoint);
  G_OBJECT_CLASS (ctg_ews_transport_parent_class)->finalize (object);
}

static void
ctg_ews_transport_class_init (CtgEwsTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_ews_transport_finalize;
}

static void
ctg_ews_transport_init (CtgEwsTransport *self)
{
}

/**
 * ctg_ews_transport_new:
 * @endpoint: where the service is, with its path, and whom to log in as
 *
 * Makes a way out. No network yet.
 *
 * Specification: MS-OXWSMSG 3.1.4.2
 * Returns: (transfer full): the transport
 */
CtgTransport *
ctg_ews_transport_new (const CtgEndpoint *endpoint)
{
  CtgEwsTransport *self = g_object_new (CTG_TYPE_EWS_TRANSPORT, NULL);

  self->endpoint = ctg_endpoint_copy (endpoint);
  return CTG_TRANSPORT (self);
}
