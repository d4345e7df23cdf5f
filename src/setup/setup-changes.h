/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "candidate.h"

G_BEGIN_DECLS

/* One thing that is not what it was, in words. */
typedef struct
{
  const char *title;
  char *was;           /* (owned) */
  char *now;           /* (owned) */
} CtgSetupChange;

void       ctg_setup_change_free  (CtgSetupChange *self);

gboolean   ctg_setup_changes_any  (const CtgMailboxSettings *was, const CtgCandidate *now);
GPtrArray *ctg_setup_changes_list (const CtgMailboxSettings *was, const CtgCandidate *now, gboolean keeps_username);

G_END_DECLS
