/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"
#include "store.h"

G_BEGIN_DECLS

/* Letters being written. One that was handed in waits behind its outbox row, out of the list, until the server has it;
 * then it goes. Taken back, it is written on. */
gboolean  ctg_drafts_put       (CtgDb *db, CtgDraft *draft, GError **error);   /* sets id, changed_utc_s */
CtgDraft *ctg_drafts_get       (CtgDb *db, gint64 id, GError **error);         /* NOT_FOUND */
gboolean  ctg_drafts_delete    (CtgDb *db, gint64 id, GError **error);
/* (element-type gint64) being written, changed last first */
GArray   *ctg_drafts_list_ids  (CtgDb *db, GError **error);
gint64    ctg_drafts_find      (CtgDb *db, gint64 outbox_id);                  /* 0: none */
gboolean  ctg_drafts_hand_in   (CtgDb *db, gint64 id, gint64 outbox_id, GError **error);
gboolean  ctg_drafts_take_back (CtgDb *db, gint64 outbox_id, gint64 *id, GError **error);

G_END_DECLS
