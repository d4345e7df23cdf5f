/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Whose people are its: contacts that name it as their company, and those that name none and write from one of its
 * domains. */
typedef struct
{
  gint64 id;
  char *name;                 /* unique, without regard to case and accents */
  char *phone;
  char *note;
  GStrv domains;              /* in lower case, each of one company */
  gint64 created_utc_s;
} CtgCompany;

/* A domain that contacts write from and that is no company's yet. */
typedef struct
{
  char *domain;
  guint n_contacts;
} CtgContactDomain;

void        ctg_company_free             (CtgCompany *self);
void        ctg_contact_domain_free      (CtgContactDomain *self);

/* Sets the id of a new one. CTG_ERROR_CONFLICT "company-name", "company-domain"; NOT_FOUND. */
gboolean    ctg_companies_put            (CtgDb *db, CtgCompany *company, GError **error);
gboolean    ctg_companies_delete         (CtgDb *db, gint64 id, GError **error);
CtgCompany *ctg_companies_get            (CtgDb *db, gint64 id, GError **error);             /* NOT_FOUND */
gint64      ctg_companies_find           (CtgDb *db, const char *number_name_or_domain);     /* 0: none */
GPtrArray  *ctg_companies_list           (CtgDb *db, GError **error);                        /* CtgCompany, by name */
GArray     *ctg_companies_list_ids       (CtgDb *db, GError **error);                        /* gint64, by name */
GArray     *ctg_companies_list_contacts  (CtgDb *db, gint64 id, GError **error);             /* gint64, by name */
GPtrArray  *ctg_companies_list_domains   (CtgDb *db, GError **error);      /* CtgContactDomain, most contacts first */

/* Letters: what is logged on its people, and what was put to it by hand with all that belongs to their threads. Ids may
 * be of letters that are not here yet. */
gboolean    ctg_companies_add_letter     (CtgDb *db, gint64 id, const char *message_id, GError **error);
GArray     *ctg_companies_list_letters   (CtgDb *db, gint64 id, GError **error);             /* keys, newest first */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgCompany, ctg_company_free)

G_END_DECLS
