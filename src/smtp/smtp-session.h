/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection.h"
#include "errors.h"
#include "smtp-codec.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_SMTP_CAN_STARTTLS    = 1 << 0,
  CTG_SMTP_CAN_AUTH_PLAIN  = 1 << 1,
  CTG_SMTP_CAN_AUTH_LOGIN  = 1 << 2,
  CTG_SMTP_CAN_AUTH_OTHER  = 1 << 3,
  CTG_SMTP_CAN_UTF8        = 1 << 4,
  CTG_SMTP_CAN_PIPELINING  = 1 << 5,
  CTG_SMTP_CAN_SIZE        = 1 << 6,
  CTG_SMTP_CAN_8BITMIME    = 1 << 7,
  CTG_SMTP_CAN_DSN         = 1 << 8,
  CTG_SMTP_CAN_OAUTHBEARER = 1 << 20,
  CTG_SMTP_CAN_XOAUTH2     = 1 << 21,
} CtgSmtpCapabilities;

/* One session with a submission server. Confined to the thread that made it. */
typedef struct
{
  /*< private >*/
  CtgConnection *connection;   /* (owned) */
  CtgSmtpCodec *codec;         /* (owned) */
  gboolean can_say_goodbye;    /* the server is listening to commands */

  /*< read-only >*/
  guint capabilities;          /* of #CtgSmtpCapabilities */
  gint64 max_bytes;            /* of a message; 0: not said */
} CtgSmtpSession;

CtgSmtpSession *ctg_smtp_session_new       (CtgConnection *connection);
void            ctg_smtp_session_free      (CtgSmtpSession *self);
gboolean        ctg_smtp_session_greet     (CtgSmtpSession *self, GCancellable *cancellable, GError **error);
gboolean        ctg_smtp_session_secure    (CtgSmtpSession *self, GCancellable *cancellable, CtgCertificate **refused,
                                            GError **error);
gboolean        ctg_smtp_session_log_in    (CtgSmtpSession *self, const char *username, const char *secret,
                                            GCancellable *cancellable, GError **error);
gboolean        ctg_smtp_session_try_sender (CtgSmtpSession *self, const char *sender, GCancellable *cancellable,
                                            GError **error);

char           *ctg_smtp_session_describe  (CtgSmtpSession *self);

/* For the files of this folder that speak further commands. */
gboolean        ctg_smtp_session_write     (CtgSmtpSession *self, const char *line, GCancellable *cancellable,
                                            GError **error);
CtgSmtpReply   *ctg_smtp_session_read      (CtgSmtpSession *self, guint patience_s, GCancellable *cancellable,
                                            GError **error);
gboolean        ctg_smtp_session_refuse    (CtgSmtpSession *self, const CtgSmtpReply *reply, CtgErrorCode code,
                                            const char *reason, GError **error);
gboolean        ctg_smtp_session_check_address (CtgSmtpSession *self, const char *address, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSmtpSession, ctg_smtp_session_free)

G_END_DECLS
