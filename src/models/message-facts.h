/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "outgoing-facts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* What pages show of a message: plain values, made on a reader's thread, owned by who asked. */
typedef enum { CTG_PERSON_FROM, CTG_PERSON_TO, CTG_PERSON_CC, CTG_PERSON_BCC, CTG_PERSON_REPLY_TO } CtgPersonKind;

typedef struct
{
  CtgPersonKind kind;
  char *name;             /* possibly "" */
  char *address;
  gint64 contact_id;      /* 0: nobody we know */
} CtgPersonFacts;

typedef struct
{
  gint64 id;
  gint64 message_key;
  char *name;             /* a label, never a path */
  char *type;
  gint64 size_bytes;
  gboolean is_earlier;    /* on a shelf: an earlier version of the one before it */
} CtgAttachmentFacts;

typedef struct
{
  gint64 contact_id;
  char *contact_name;
  char *rule;
  char *matched_message_id;   /* (nullable) */
  gint64 logged_utc_s;
} CtgLogFacts;

/* That a letter's sender asks to be told that it was read, and what was said to that. */
typedef enum { CTG_RECEIPT_FACT_OPEN, CTG_RECEIPT_FACT_REFUSED, CTG_RECEIPT_FACT_GIVEN } CtgReceiptFactAnswer;

typedef struct
{
  char *address;           /* whom to tell */
  gboolean is_elsewhere;   /* that is not who wrote it */
  CtgReceiptFactAnswer answer;
  gint64 answered_utc_s;   /* 0: not yet */
} CtgReceiptWishFacts;

typedef struct
{
  gint64 key;
  char *message_id;
  char *subject;
  char *from_name;
  char *from_address;
  char *snippet;
  gint64 date_utc_s;
  gboolean is_outgoing;
  gboolean is_logged;
  gboolean has_body;
  gboolean is_stray;       /* perhaps it does not belong into its thread */
  char *tray_rule;         /* (nullable) the rule that leaves it to a person whether it is logged */
  char *tray_matched;      /* (nullable) the id of the logged letter it names */
  gboolean has_own_subject;   /* another one than the thread it is read with */
  GPtrArray *people;       /* (element-type CtgPersonFacts) */
  GPtrArray *attachments;  /* (element-type CtgAttachmentFacts) without those that belong to the text */
  GPtrArray *log;          /* (element-type CtgLogFacts) */
  CtgReceiptWishFacts *receipt;   /* (nullable) */
  CtgOutgoingRow *sent;    /* (nullable) what became of it, if it was sent from here */
} CtgMessageFacts;

void        ctg_attachment_facts_free (CtgAttachmentFacts *self);
CtgAttachmentFacts *ctg_attachment_facts_copy (const CtgAttachmentFacts *self);
void        ctg_message_facts_free    (CtgMessageFacts *self);
const char *ctg_facts_name_or_address (const char *name, const char *address);

/* (element-type CtgMessageFacts), in the order of the keys, missing left out. */
GPtrArray  *ctg_message_facts_read    (CtgDb *db, const gint64 *keys, guint n_keys, GError **error);
GPtrArray  *ctg_attachment_facts_list (GPtrArray *attachments);

void        ctg_message_facts_load_async (CtgStore *store, gint64 key, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
CtgMessageFacts *ctg_message_facts_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgMessageFacts, ctg_message_facts_free)

G_END_DECLS
