/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "messages.h"

G_BEGIN_DECLS

/* Mail on its way out (S3). What a state says was committed before the bytes that make it true:
 *
 *   QUEUED -> DIALLING -> LEAVING -> ACCEPTED
 *      ^          |           |----> UNKNOWN    no answer came: looked for in Sent, else a person decides
 *      |----------+-----------+      a refusal for now
 *                 +-----------+----> FAILED     a refusal for good; a person may queue it again
 *   QUEUED, UNKNOWN, FAILED -> CANCELLED
 */
typedef enum
{
  CTG_OUTBOX_QUEUED,
  CTG_OUTBOX_DIALLING,    /* nothing of it has left */
  CTG_OUTBOX_LEAVING,     /* it may arrive */
  CTG_OUTBOX_UNKNOWN,     /* nobody knows whether the server has it */
  CTG_OUTBOX_ACCEPTED,
  CTG_OUTBOX_FAILED,
  CTG_OUTBOX_CANCELLED,
} CtgOutboxState;

typedef enum
{
  CTG_COPY_NONE,          /* there is nothing to keep yet, or nowhere to keep it */
  CTG_COPY_PENDING,       /* to be looked for; of what is queued again: an earlier try may have left one */
  CTG_COPY_SAVED,         /* put into the Sent folder by us */
  CTG_COPY_SERVER,        /* found there: the server keeps its own */
  CTG_COPY_FAILED,
} CtgOutboxCopy;

typedef enum { CTG_FATE_NONE, CTG_FATE_BOUNCED, CTG_FATE_ANSWERED } CtgOutboxFate;

typedef enum
{
  CTG_RECIPIENT_WAITING,
  CTG_RECIPIENT_TAKEN,
  CTG_RECIPIENT_REFUSED,
  CTG_RECIPIENT_REFUSED_NOW,   /* may be tried again */
} CtgRecipientState;

typedef struct
{
  CtgPartyKind kind;           /* TO, CC or BCC */
  char *name;                  /* (owned) */
  char *address;               /* (owned) */
  CtgRecipientState state;
  char *server_text;           /* (owned) (nullable) why not */
} CtgOutboxRecipient;

typedef struct
{
  gint64 id;
  char *account_id;            /* (owned) */
  char *message_id;            /* (owned) without <>, final before the first byte leaves */
  char *sender_name;           /* (owned) */
  char *sender_address;        /* (owned) */
  char *subject;               /* (owned) */
  gint64 size_bytes;
  CtgOutboxState state;
  CtgOutboxCopy copy;
  CtgOutboxFate fate;
  gint64 due_utc_s;            /* not before */
  gint64 created_utc_s;
  gint64 state_utc_s;          /* since when it is in this state */
  guint n_tries;
  gboolean logs;               /* once accepted, it is logged on the contacts among its people */
  gboolean is_automatic;       /* nobody pressed a button for it */
  gboolean is_receipt;         /* it says that a letter was read: no letter itself, and Sent keeps no copy of it */
  char *problem_code;          /* (owned) (nullable) of the last try, or of the copy */
  char *problem_reason;        /* (owned) (nullable) */
  char *problem_host;          /* (owned) (nullable) */
  char *problem_server_text;   /* (owned) (nullable) */
  char *accepted_host;         /* (owned) (nullable) */
  char *accepted_text;         /* (owned) (nullable) the server's words */
  gint64 message_key;          /* the message in the database; 0: none yet */
  GPtrArray *recipients;       /* (owned) (element-type CtgOutboxRecipient) */
} CtgOutboxItem;

void           ctg_outbox_recipient_free (CtgOutboxRecipient *self);
CtgOutboxItem *ctg_outbox_item_new       (void);
void           ctg_outbox_item_free      (CtgOutboxItem *self);
const char    *ctg_outbox_state_to_string (CtgOutboxState state);
const char    *ctg_outbox_copy_to_string (CtgOutboxCopy copy);
const char    *ctg_outbox_fate_to_string (CtgOutboxFate fate);

gboolean       ctg_outbox_insert         (CtgDb *db, CtgOutboxItem *item, GBytes *bytes, GError **error);
CtgOutboxItem *ctg_outbox_get            (CtgDb *db, gint64 id, GError **error);           /* NOT_FOUND */
GBytes        *ctg_outbox_get_bytes      (CtgDb *db, gint64 id, GError **error);           /* NOT_FOUND */
/* (element-type CtgOutboxItem) newest first; everything that is not settled, and the last @limit of the rest */
GPtrArray     *ctg_outbox_list           (CtgDb *db, guint limit, GError **error);
GArray        *ctg_outbox_list_ids      (CtgDb *db, guint limit, GError **error);         /* the same, gint64 */
gint64         ctg_outbox_count_leaving (CtgDb *db, gint64 until_utc_s);   /* under way, or due first by then */
guint          ctg_outbox_count_since   (CtgDb *db, const char *account_id, gint64 since_utc_s);   /* handed in */
guint          ctg_outbox_count_between (CtgDb *db, const char *account_id, gint64 from_utc_s, gint64 until_utc_s);
gint64         ctg_outbox_count_troubled (CtgDb *db);   /* that only a person can mend */
gint64         ctg_outbox_find_sent    (CtgDb *db, gint64 message_key);   /* what became this message; 0: none */
gint64         ctg_outbox_find           (CtgDb *db, const char *message_id);              /* 0: none */

/* For the sender: ids, the oldest first. */
gint64         ctg_outbox_next_due       (CtgDb *db, const char *account_id, gint64 now_utc_s);   /* 0: none */
gint64         ctg_outbox_next_time      (CtgDb *db, const char *account_id);   /* when the next is due; 0: none */
GArray        *ctg_outbox_list_unknown   (CtgDb *db, const char *account_id, GError **error);
GArray        *ctg_outbox_list_uncopied  (CtgDb *db, const char *account_id, GError **error);
/* (element-type utf8) accounts with something left to do */
GPtrArray     *ctg_outbox_list_accounts  (CtgDb *db, GError **error);

/* Steps. One that does not fit the state it finds is CTG_ERROR_CONFLICT reason "outbox-state": somebody was faster. */
gboolean       ctg_outbox_move           (CtgDb *db, gint64 id, CtgOutboxState from, CtgOutboxState to,
                                          const GError *cause, GError **error);
gboolean       ctg_outbox_put_off        (CtgDb *db, gint64 id, CtgOutboxState from, gint64 due_utc_s,
                                          const GError *cause, GError **error);
gboolean       ctg_outbox_accept         (CtgDb *db, gint64 id, CtgOutboxState from, const char *host,
                                          const char *server_text, CtgOutboxCopy copy, gint64 message_key,
                                          GError **error);
gboolean       ctg_outbox_set_recipient  (CtgDb *db, gint64 id, const char *address, CtgRecipientState state,
                                          const char *server_text, GError **error);
gboolean       ctg_outbox_set_copy       (CtgDb *db, gint64 id, CtgOutboxCopy copy, const GError *cause,
                                          GError **error);
gboolean       ctg_outbox_set_message    (CtgDb *db, gint64 id, gint64 message_key, GError **error);
gboolean       ctg_outbox_set_fate       (CtgDb *db, gint64 id, CtgOutboxFate fate, GError **error);
gboolean       ctg_outbox_cancel         (CtgDb *db, gint64 id, GError **error);
gboolean       ctg_outbox_retry          (CtgDb *db, gint64 id, GError **error);
gboolean       ctg_outbox_retry_copies   (CtgDb *db, const char *account_id, GError **error);
gboolean       ctg_outbox_recover        (CtgDb *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgOutboxItem, ctg_outbox_item_free)

G_END_DECLS
