/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "address-key.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* One message, parsed behind caps: immutable, reference-counted, made on any thread, read on all. Strings are valid
 * UTF-8 without control characters (bodies keep line ends as "\n" and tabs). */
typedef struct _CtgMail CtgMail;

typedef struct
{
  char *name;      /* (owned) decoded, possibly "" */
  char *address;   /* (owned) addr-spec as written, domain in lower case */
} CtgAddress;

typedef struct
{
  char *name;        /* (owned) a label, never a path: base name, no bidi controls, at most 200 bytes, "" if none */
  char *type;        /* (owned) lower case, e.g. "application/pdf" */
  char *content_id;  /* (owned) (nullable) without <> */
  char *sha256;      /* (owned) of the decoded bytes */
  gint64 size_bytes; /* decoded */
  gboolean is_inline;
  GBytes *content;   /* (owned) (nullable) decoded; NULL when parsed without CTG_MAIL_CONTENT */
} CtgMailAttachment;

typedef enum
{
  CTG_AUTOMATIC_HUMAN,
  CTG_AUTOMATIC_REPLY,
  CTG_AUTOMATIC_BOUNCE,
  CTG_AUTOMATIC_LIST,
  CTG_AUTOMATIC_RECEIPT,
} CtgAutomatic;

/* What a receipt says became of a letter: the first two of certified mail's providers, the last two of a reader's
 * program. */
typedef enum
{
  CTG_NEWS_NONE,
  CTG_NEWS_CERTIFIED,          /* the sender's provider of certified mail has taken it */
  CTG_NEWS_NOT_CERTIFIED,      /* or has not */
  CTG_NEWS_DELIVERED,
  CTG_NEWS_NOT_DELIVERED,
  CTG_NEWS_READ,
  CTG_NEWS_DISCARDED,          /* unread */
} CtgNews;

typedef enum
{
  CTG_AUTHENTICATION_UNKNOWN,
  CTG_AUTHENTICATION_PASS,
  CTG_AUTHENTICATION_FAIL,
} CtgAuthentication;

typedef enum
{
  CTG_MAIL_HEADERS_ONLY = 1 << 0,   /* the bytes are a header block */
  CTG_MAIL_CONTENT      = 1 << 1,   /* keep decoded attachments in memory */
} CtgMailFlags;

/* Everything the message says of itself. Arrays are never NULL. */
struct _CtgMail
{
  /*< read-only >*/
  char *message_id;            /* without <>; never NULL: made of the header, "…@carteggio.invalid", when absent */
  gboolean has_message_id;     /* FALSE: made up */
  char *content_hash;          /* 32 hex digits over the raw From, To, Cc, Date, Subject, Message-ID, In-Reply-To and
                                  Content-Type values, so that a header block and the whole message agree (I5, I10) */
  char **in_reply_to;          /* ids without <> */
  char **references;           /* ids without <>, oldest first, at most 200 (the first and the newest are kept) */
  GPtrArray *from;             /* (element-type CtgAddress) */
  GPtrArray *sender;
  GPtrArray *reply_to;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  char *subject;               /* decoded, one line */
  gint64 date_utc_s;           /* of the Date header; 0 when absent or absurd (N3) */
  char *text;                  /* plain text to show and index: the text part, or the HTML shown as its text */
  char *html;                  /* (nullable) as sent, decoded to UTF-8, not cleaned */
  GPtrArray *attachments;      /* (element-type CtgMailAttachment) */
  CtgAutomatic automatic;
  char *bounce_recipient;      /* (nullable) */
  char *bounce_status;         /* (nullable) e.g. "5.1.1" */
  char *bounce_message_id;     /* (nullable) of the letter that came back, without <> */
  gboolean bounce_is_delay;    /* it is still being tried */
  gboolean bounce_is_hard;     /* the address is no good; FALSE: the next letter may arrive */
  CtgNews news;                /* of a receipt, and of certified mail's failures */
  char *news_recipient;        /* (nullable) whose mailbox or reader it is about */
  char *news_message_id;       /* (nullable) of the letter it is about, without <> */
  char *receipt_address;       /* (nullable) whom its sender wants to be told that it was read, see read-notice.c */
  char *sensitivity;           /* (nullable) of the header, lower case */
  CtgAuthentication authentication; /* of the domain in From, by the topmost Authentication-Results */
  GPtrArray *delivered_to;     /* (element-type CtgAddress) where the own provider put it: a plus-address, an alias */
  char **problems;             /* what was capped or mended, as tokens: "no-date", "no-message-id", "leading-blank",
                                  "too-many-parts", "too-many-addresses", "unknown-charset", "several-from", ... */
  gint64 size_bytes;           /* of the whole message */
  /*< private >*/
  gatomicrefcount ref_count;
};

CtgMail    *ctg_mail_parse             (GBytes *bytes, CtgMailFlags flags, GError **error);
CtgMail    *ctg_mail_ref               (CtgMail *self);
void        ctg_mail_unref             (CtgMail *self);
const CtgAddress *ctg_mail_get_author  (const CtgMail *self);
const char *ctg_automatic_to_string    (CtgAutomatic automatic);
const char *ctg_news_to_string         (CtgNews news);

CtgAddress *ctg_address_new            (const char *name, const char *address);
CtgAddress *ctg_address_copy           (const CtgAddress *self);
void        ctg_address_free           (CtgAddress *self);
GPtrArray  *ctg_address_parse_list     (const char *text);
char       *ctg_address_normalise      (const char *text, GError **error);
char      **ctg_address_split          (const char *typed);
char       *ctg_address_to_typed       (const CtgAddress *self);
const char *ctg_address_get_domain     (const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgMail, ctg_mail_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAddress, ctg_address_free)

G_END_DECLS
