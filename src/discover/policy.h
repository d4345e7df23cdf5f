/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

G_BEGIN_DECLS

/* What an administrator allows on this computer. */
typedef struct
{
  char **kinds;            /* (owned) (nullable) the only kinds that may be connected */
  gboolean skips_ispdb;    /* the shared database is not asked */
  char **never_log;        /* (owned) patterns that stay on the never-log list */
  guint minimum_tls;       /* 12 or 13: TLS 1.2 or 1.3 */
} CtgPolicy;

CtgPolicy *ctg_policy_load  (const char *const *paths);
void       ctg_policy_free  (CtgPolicy *self);
void       ctg_policy_apply (const CtgPolicy *self, CtgDetection *detection);
gboolean   ctg_policy_allows_kind (const CtgPolicy *self, const char *kind);
gboolean   ctg_policy_keeps_pattern (const CtgPolicy *self, const char *pattern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPolicy, ctg_policy_free)

G_END_DECLS
