/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* Private to src/engine: what a worker says of how far it is, carried to the main context it was started from, now
 * and then. */
typedef struct _CtgProgress CtgProgress;

CtgProgress *ctg_progress_new  (CtgProgressFunc func, gpointer data);
void         ctg_progress_free (CtgProgress *self);
void         ctg_progress_tell (CtgProgress *self, gint64 n_done, gint64 n_total);

G_END_DECLS
