/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-page.h"

G_BEGIN_DECLS

/* Somebody who may be the same person as a contact. */
typedef struct
{
  CtgPagePerson *person;         /* (owned) */
  const char *reason;            /* see ctg_duplicate_reason_to_string() */
} CtgDuplicatePerson;

/* All contacts (CtgContact), and the pairs among them (CtgDuplicate) that look like one. */
GPtrArray *ctg_duplicates_read_contacts (CtgDb *db, GError **error);
GArray    *ctg_duplicates_find_pairs    (GPtrArray *contacts);

/* (element-type CtgDuplicatePerson) who may be the same person as one contact */
void       ctg_duplicates_load_async    (CtgStore *store, gint64 contact_id, GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *ctg_duplicates_load_finish   (GAsyncResult *result, GError **error);

G_END_DECLS
