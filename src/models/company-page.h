/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

typedef struct
{
  gint64 contact_id;
  char *name;
  char *address;           /* possibly "" */
  gint64 last_utc_s;       /* of the last letter, 0: none */
} CtgCompanyPerson;

typedef struct
{
  gint64 key;
  gint64 thread;
  gint64 contact_id;       /* on whose page it is, 0: on nobody's */
  char *who;               /* the sender; of mail sent, "" */
  char *subject;
  gint64 date_utc_s;
  gboolean is_outgoing;
} CtgCompanyLetter;

typedef struct
{
  char *name;
  char *stage;             /* a token of crm/deal-stage.h */
  char *amount;            /* with its currency; "": none */
} CtgCompanyDeal;

/* What a company's page shows beside its own row. */
typedef struct
{
  gint64 id;
  GPtrArray *people;       /* (element-type CtgCompanyPerson) by name, at most 200 */
  guint n_people;
  GPtrArray *deals;        /* (element-type CtgCompanyDeal) changed last first */
  GPtrArray *letters;      /* (element-type CtgCompanyLetter) the newest 100 */
  guint n_letters;
} CtgCompanyPage;

void            ctg_company_page_free        (CtgCompanyPage *self);
void            ctg_company_page_load_async  (CtgStore *store, gint64 id, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
CtgCompanyPage *ctg_company_page_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgCompanyPage, ctg_company_page_free)

G_END_DECLS
