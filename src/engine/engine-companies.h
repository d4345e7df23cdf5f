/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* What a person says of a company; id 0: a new one. */
typedef struct
{
  gint64 id;
  const char *name;
  const char *phone;             /* (nullable) */
  const char *note;              /* (nullable) */
  const char *const *domains;    /* (nullable) */
} CtgCompanyFields;

/* Of a deal. */
typedef struct
{
  gint64 id;
  const char *name;
  const char *stage;
  const char *amount;            /* (nullable) 1200 or 1200.50 */
  const char *currency;
  const char *note;              /* (nullable) */
  gint64 company_id;             /* 0: none */
  const gint64 *contacts;        /* (array length=n_contacts) */
  guint n_contacts;
} CtgDealFields;

/* INVALID_INPUT "company-empty", "domain" (what is none), "free-mail-domain", "own-domain"; CONFLICT "company-name",
 * "company-domain" (whose it is). Answered with its number by ctg_engine_put_finish(), 0: failed. */
void     ctg_engine_put_company_async    (CtgEngine *self, const CtgCompanyFields *fields, GAsyncReadyCallback callback,
                                          gpointer user_data);
/* INVALID_INPUT "deal-empty", "deal-stage", "deal-amount", "deal-currency"; NOT_FOUND. As above. */
void     ctg_engine_put_deal_async       (CtgEngine *self, const CtgDealFields *fields, GAsyncReadyCallback callback,
                                          gpointer user_data);
gint64   ctg_engine_put_finish           (CtgEngine *self, GAsyncResult *result, GError **error);

/* How far a deal can be, in their order; ctg_text_for_stage() says each in words. */
const char *const *ctg_engine_list_stages (void);

void     ctg_engine_delete_company_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data);
/* ctg_engine_undo_async() takes it back. */
void     ctg_engine_delete_deal_async    (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data);
/* A letter, with what belongs to its thread, to a deal, or off it. */
void     ctg_engine_put_letter_async     (CtgEngine *self, gint64 deal, gint64 message_key, gboolean belongs,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_company_done_finish  (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
