/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* How many rows there are of a kind, kept up to date. Property `n`, which is also told when it is first known. */
#define CTG_TYPE_ROW_COUNTER (ctg_row_counter_get_type ())
G_DECLARE_FINAL_TYPE (CtgRowCounter, ctg_row_counter, CTG, ROW_COUNTER, GObject)

CtgRowCounter *ctg_row_counter_new_troubled (CtgStore *store);
CtgRowCounter *ctg_row_counter_new_asking   (CtgStore *store);
CtgRowCounter *ctg_row_counter_new_to_come  (CtgStore *store);
gboolean       ctg_row_counter_is_loaded    (CtgRowCounter *self);
guint          ctg_row_counter_get_n        (CtgRowCounter *self);

G_END_DECLS
