/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

typedef enum
{
  CTG_RESULT_CONTACT,
  CTG_RESULT_MESSAGE,    /* logged, on a contact's page */
  CTG_RESULT_UNLOGGED,   /* in the inbox: neither contact nor thread */
} CtgResultKind;

/* One thing found. Immutable. */
#define CTG_TYPE_SEARCH_RESULT (ctg_search_result_get_type ())
G_DECLARE_FINAL_TYPE (CtgSearchResult, ctg_search_result, CTG, SEARCH_RESULT, GObject)

CtgResultKind ctg_search_result_get_kind       (CtgSearchResult *self);
gint64        ctg_search_result_get_contact_id (CtgSearchResult *self);
gint64        ctg_search_result_get_thread     (CtgSearchResult *self);
gint64        ctg_search_result_get_key        (CtgSearchResult *self);
const char   *ctg_search_result_get_title      (CtgSearchResult *self);
const char   *ctg_search_result_get_subtitle   (CtgSearchResult *self);
gint64        ctg_search_result_get_date_utc_s (CtgSearchResult *self);

/* What is found while somebody types: contacts first, then logged letters, newest first, then letters of
 * the inbox, likewise. Property `is-searching`. */
#define CTG_TYPE_SEARCH_MODEL (ctg_search_model_get_type ())
G_DECLARE_FINAL_TYPE (CtgSearchModel, ctg_search_model, CTG, SEARCH_MODEL, GObject)

CtgSearchModel *ctg_search_model_new          (CtgStore *store);
void            ctg_search_model_set_words    (CtgSearchModel *self, const char *words);
gboolean        ctg_search_model_is_searching (CtgSearchModel *self);
const GError   *ctg_search_model_get_problem  (CtgSearchModel *self);

G_END_DECLS
