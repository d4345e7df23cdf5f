/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

G_BEGIN_DECLS

/* What an administrator allows on this computer. */
typedef struct
{
  char **kinds;            /* (owned) (nullable) the only kinds that may be connected */
  gboolean skips_ispdb;    /* the shared database is not asked */
} CtgPolicy;

CtgPolicy *ctg_policy_load  (const char *const *paths);
void       ctg_policy_free  (CtgPolicy *self);
void       ctg_policy_apply (const CtgPolicy *self, CtgDetection *detection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPolicy, ctg_policy_free)

G_END_DECLS
