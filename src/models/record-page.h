/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgDb CtgDb;
typedef struct _CtgStore CtgStore;

typedef struct
{
  gint64 contact_id;
  char *name;
  char *address;           /* possibly "" */
  gint64 last_utc_s;       /* of the last letter, 0: none */
} CtgPagePerson;

typedef struct
{
  gint64 key;
  gint64 thread;
  gint64 contact_id;       /* on whose page it is, 0: on nobody's */
  char *who;               /* the sender; of mail sent, "" */
  char *subject;
  gint64 date_utc_s;
  gboolean is_outgoing;
} CtgPageLetter;

typedef struct
{
  gint64 id;
  char *name;
  char *stage;             /* a token of crm/deal-stage.h */
  gint64 amount_cents;     /* 0: none is known */
  char *currency;
} CtgPageDeal;

typedef enum { CTG_RECORD_NONE, CTG_RECORD_COMPANY, CTG_RECORD_DEAL } CtgRecordKind;

/* What the page of a company or of a deal shows beside its own row. */
typedef struct
{
  CtgRecordKind kind;
  gint64 id;
  GPtrArray *people;       /* (element-type CtgPagePerson) by name, at most 200 */
  guint n_people;
  GArray *contact_ids;     /* (element-type gint64) all of them */
  GPtrArray *deals;        /* (element-type CtgPageDeal) of a company, changed last first */
  GPtrArray *letters;      /* (element-type CtgPageLetter) the newest 100 */
  guint n_letters;
} CtgRecordPage;

void           ctg_record_page_free         (CtgRecordPage *self);
void           ctg_record_page_load_async   (CtgStore *store, CtgRecordKind kind, gint64 id, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
CtgRecordPage *ctg_record_page_load_finish  (GAsyncResult *result, GError **error);

/* Parts of it that others show too. */
void           ctg_page_person_free         (CtgPagePerson *self);
GPtrArray     *ctg_page_people_read         (CtgDb *db, GArray *contact_ids, guint most, GError **error);
/* A contact, or where it is 0 who has an address; NOT_FOUND */
void           ctg_page_person_find_async   (CtgStore *store, gint64 contact_id, const char *address,
                                             GAsyncReadyCallback callback, gpointer user_data);
CtgPagePerson *ctg_page_person_find_finish  (GAsyncResult *result, GError **error);
GPtrArray     *ctg_page_deals_read          (CtgDb *db, gint64 company_id, gint64 contact_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPagePerson, ctg_page_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgRecordPage, ctg_record_page_free)

G_END_DECLS
