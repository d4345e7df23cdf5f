/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-private.h"
#include "outbox.h"

G_BEGIN_DECLS

/* A letter on its way from what is known of it to a row of the outbox. First what it says is filled in, then, in this
 * order: ctg_outgoing_check_tokens(), ctg_outgoing_read_facts(), ctg_outgoing_read_files() where it has files,
 * ctg_outgoing_write(), ctg_outgoing_insert(). */
typedef struct
{
  CtgEngine *engine;             /* (owned) */
  char *sender;                  /* (owned) (nullable) */
  GPtrArray *addresses[3];       /* (owned) (element-type CtgAddress) To, Cc, Bcc */
  char *subject;                 /* (owned) */
  char *text;                    /* (owned) */
  char *html;                    /* (owned) (nullable) */
  GPtrArray *files;              /* (owned) (element-type CtgDraftFile) */
  gint64 draft_id;               /* it is handed in from, 0: none */
  gint64 reply_to_key;           /* the message it answers, 0: none */
  gint64 company_id;             /* it is written from, 0: none */
  gint64 deal_id;                /* likewise */
  gint64 due_utc_s;              /* not before; 0: now */
  gboolean asks_receipt;
  gboolean logs;
  gboolean is_automatic;
  gboolean is_receipt;           /* it says that the message it answers was read */
  gboolean creates_contacts;     /* needs own */
  GHashTable *own;               /* (owned) (nullable) */

  CtgIdentity *identity;         /* (owned) (nullable) */
  char *parent_id;               /* (owned) (nullable) */
  GPtrArray *references;         /* (owned) (element-type utf8) NULL-terminated once read */
  GPtrArray *attachments;        /* (owned) (element-type CtgMailAttachment) */
  GBytes *bytes;                 /* (owned) (nullable) */
  CtgOutboxItem *item;           /* (owned) */
} CtgOutgoing;

CtgOutgoing *ctg_outgoing_new          (CtgEngine *engine);
void         ctg_outgoing_free         (CtgOutgoing *self);
gboolean     ctg_outgoing_check_tokens (const CtgOutgoing *self, GError **error);
gboolean     ctg_outgoing_read_facts   (CtgDb *db, gpointer self, GError **error);
gboolean     ctg_outgoing_read_files   (CtgOutgoing *self, GCancellable *cancellable, GError **error);
gboolean     ctg_outgoing_write        (CtgOutgoing *self, GError **error);
gboolean     ctg_outgoing_insert       (CtgDb *db, gpointer self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgOutgoing, ctg_outgoing_free)

G_END_DECLS
