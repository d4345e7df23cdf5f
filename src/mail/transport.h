/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A letter on its way out. */
typedef struct
{
  const char *sender;               /* (nullable) addr-spec, its domain in ASCII; NULL: nothing is to come back */
  const char *const *recipients;    /* the same, all of To, Cc and Bcc, no doubles */
  GBytes *bytes;                    /* with CRLF */
  /* Called once, when the server waits for the letter and nothing of it has left yet: from here on it may arrive
   * whatever else happens. FALSE with @error set: nothing leaves. */
  gboolean (*about_to_leave) (gpointer data, GError **error);
  gpointer data;
  /* (nullable) Its Message-ID without <>, where it was tried before and a copy of that try may stand in Sent: whoever
   * keeps copies makes no second one. */
  const char *tried_message_id;
  gboolean wants_no_copy;           /* it is no letter of the person's: whoever keeps copies makes none */
} CtgDispatch;

/* A recipient the server would not take, though it took others. */
typedef struct
{
  char *recipient;                  /* (owned) */
  char *server_text;                /* (owned) */
  gboolean is_permanent;
} CtgRefusal;

/* What became of a dispatch. */
typedef struct
{
  GPtrArray *refusals;              /* (owned) (element-type CtgRefusal) */
  char *server_text;                /* (owned) (nullable) the words it was accepted with: often a number to ask by */
  gboolean may_have_left;           /* on failure: nobody knows whether it was taken */
} CtgReceipt;

void ctg_refusal_free  (CtgRefusal *self);
void ctg_receipt_clear (CtgReceipt *self);

/* A way out for mail. One session, owned by one worker thread, blocking. */
#define CTG_TYPE_TRANSPORT (ctg_transport_get_type ())
G_DECLARE_INTERFACE (CtgTransport, ctg_transport, CTG, TRANSPORT, GObject)

struct _CtgTransportInterface
{
  GTypeInterface parent;

  /* Connects, encrypts, logs in and asks whether @sender may send, without sending: MAIL FROM, then RSET. */
  gboolean (*verify) (CtgTransport *self, const char *secret, const char *sender, CtgStepFunc step,
                      gpointer step_data, CtgCertificate **refused, GCancellable *cancellable, GError **error);
  /* Connects, encrypts, logs in and hands a letter over. */
  gboolean (*send) (CtgTransport *self, const char *secret, const CtgDispatch *dispatch, CtgReceipt *receipt,
                    GCancellable *cancellable, GError **error);
};

gboolean ctg_transport_verify (CtgTransport *self, const char *secret, const char *sender, CtgStepFunc step,
                               gpointer step_data, CtgCertificate **refused, GCancellable *cancellable,
                               GError **error);
gboolean ctg_transport_send   (CtgTransport *self, const char *secret, const CtgDispatch *dispatch, CtgReceipt *receipt,
                               GCancellable *cancellable, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtgReceipt, ctg_receipt_clear)

G_END_DECLS
