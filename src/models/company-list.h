/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"

G_BEGIN_DECLS

/* A company as a row shows it. */
typedef struct
{
  gint64 id;
  char *name;
  char *phone;       /* possibly "" */
  char *note;        /* possibly "" */
  GStrv domains;
} CtgCompanyRow;

#define CTG_TYPE_COMPANY_ITEM (ctg_company_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgCompanyItem, ctg_company_item, CTG, COMPANY_ITEM, CtgLazyItem)

const CtgCompanyRow *ctg_company_item_get_row (CtgCompanyItem *self);

/* All companies, by name. */
#define CTG_TYPE_COMPANY_LIST (ctg_company_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgCompanyList, ctg_company_list, CTG, COMPANY_LIST, CtgLazyList)

CtgCompanyList *ctg_company_list_new (CtgStore *store);

/* (element-type CtgCompanyRow) the same at once, to choose one of them. */
void       ctg_company_rows_load_async  (CtgStore *store, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ctg_company_rows_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
