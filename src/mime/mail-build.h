/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail.h"

G_BEGIN_DECLS

/* What a reader says of a letter of somebody else's: that it was shown (RFC 8098). Borrowed like the letter. */
typedef struct
{
  const char *reader;             /* the address it was read at */
  const char *message_id;         /* of the letter, without <> */
} CtgReadNotice;

/* A letter to be written. Borrowed from the caller throughout. There is no Bcc: who is not to be seen stands in the
 * envelope alone (S6). */
typedef struct
{
  const CtgAddress *from;
  GPtrArray *to;                  /* (element-type CtgAddress) (nullable) */
  GPtrArray *cc;                  /* (element-type CtgAddress) (nullable) */
  const CtgAddress *reply_to;     /* (nullable) */
  const char *subject;
  const char *text;               /* UTF-8, lines end in "\n" */
  const char *html;               /* (nullable) the same with its form */
  GPtrArray *attachments;         /* (element-type CtgMailAttachment) (nullable) name, type and content count */
  const char *message_id;         /* without <> */
  const char *in_reply_to;        /* (nullable) without <> */
  const char *const *references;  /* (nullable) without <>, oldest first */
  gint64 date_utc_s;
  gboolean asks_receipt;
  const CtgReadNotice *notice;    /* (nullable) it is no letter but a report of that */
  gboolean is_automatic;          /* nobody pressed a button for it (Q1) */
} CtgLetter;

GBytes  *ctg_mail_build          (const CtgLetter *letter, GError **error);
char    *ctg_mail_make_id        (const char *address);
gboolean ctg_mail_is_id          (const char *id);
char    *ctg_mail_wire_address   (const char *address, GError **error);

G_END_DECLS
