/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* What became of the profile's database, when it was damaged. */
typedef struct _CtgRecovered
{
  char *headline;      /* (owned) */
  char *explanation;   /* (owned) sentences */
  char *kept;          /* (owned) the folder with the damaged one, a profile's; it goes after CTG_KEPT_S */
  gboolean is_incomplete;   /* something may be missing that no server has */
  gboolean is_told;    /* by a command; a window says it until somebody has seen it */
} CtgRecovered;

const CtgRecovered *ctg_engine_get_recovered  (CtgEngine *self);   /* (nullable) */
void                ctg_engine_recovered_told (CtgEngine *self);
void                ctg_engine_recovered_seen (CtgEngine *self);

/* For the engine itself. */
void                ctg_engine_load_recovered (CtgEngine *self);
void                ctg_recovered_free        (CtgRecovered *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgRecovered, ctg_recovered_free)

G_END_DECLS
