/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-rule.h"
#include "mail.h"
#include "messages.h"

G_BEGIN_DECLS

/* A message as the rules see it, from its headers or from its rows. Borrowed. */
typedef struct
{
  gint64 key;
  GPtrArray *parties;            /* (element-type CtgParty) */
  const char *const *ancestors;
  gboolean is_joined;            /* to its ancestors' threads: if nothing there is logged, none of them is */
  CtgAuthentication authentication;
  const char *sensitivity;       /* (nullable) */
  const char *const *places;     /* (nullable) names of folders and labels */
  GPtrArray *delivered_to;       /* (nullable) (element-type CtgAddress) */
} CtgIngestCase;

CtgLogRules     ctg_ingest_read_rules     (CtgDb *db);
const CtgParty *ctg_ingest_find_sender    (GPtrArray *parties);
gboolean        ctg_ingest_is_own         (GHashTable *own, const char *address);
gint64          ctg_ingest_find_contact   (CtgDb *db, GHashTable *own, const CtgParty *party);
gboolean        ctg_ingest_judge_case     (CtgDb *db, GHashTable *own, const CtgIngestCase *subject, CtgLogRules rules,
                                           CtgLogVerdict *verdict, char **matched, GError **error);
gboolean        ctg_ingest_is_kept_out    (CtgDb *db, GHashTable *own, const CtgIngestCase *subject,
                                           gboolean *is_kept_out, GError **error);
gboolean        ctg_ingest_is_never       (CtgDb *db, const CtgIngestCase *subject, gboolean *is_never, GError **error);

G_END_DECLS
