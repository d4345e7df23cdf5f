/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_SEARCH_ANYWHERE,     /* subject, people or text */
  CTG_SEARCH_FROM,
  CTG_SEARCH_TO,           /* To, Cc, Bcc */
  CTG_SEARCH_SUBJECT,
  CTG_SEARCH_CONTACT,      /* on whom it is logged */
  CTG_SEARCH_ATTACHMENT,
  CTG_SEARCH_BEFORE,
  CTG_SEARCH_AFTER,
  CTG_SEARCH_SENT,
} CtgSearchField;

/* One thing that a letter must have, or must not have. */
typedef struct
{
  CtgSearchField field;
  char *words;             /* (owned) (nullable) as typed, without quotes; NULL for fields that need none */
  gint64 utc_s;            /* of before and after */
  gboolean is_negated;
  gboolean is_beginning;   /* the last word may go on */
  char **beginnings;       /* (owned) (nullable) words that it may go on to, filled by whoever searches */
} CtgSearchTerm;

void       ctg_search_term_free         (CtgSearchTerm *self);
GPtrArray *ctg_search_query_parse       (const char *typed, gint64 now_utc_s, GError **error);
char      *ctg_search_query_dup_people  (const GPtrArray *terms);
void       ctg_search_query_get_span    (const GPtrArray *terms, gint64 *from, gint64 *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSearchTerm, ctg_search_term_free)

G_END_DECLS
