/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* What becomes of a letter for later whose time has passed: "send", "ask" or "hours". */
void     ctg_engine_load_missed_async  (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data);
char    *ctg_engine_load_missed_finish (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_set_missed_async   (CtgEngine *self, const char *policy, GAsyncReadyCallback callback,
                                        gpointer user_data);
gint64   ctg_engine_next_working_time  (gint64 now_utc_s, GTimeZone *zone);
gboolean ctg_engine_set_missed_finish  (CtgEngine *self, GAsyncResult *result, GError **error);

/* After how many working days somebody who has not answered is waited for; 0: never. */
void     ctg_engine_load_waiting_async  (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_load_waiting_finish (CtgEngine *self, GAsyncResult *result, guint *n_days, GError **error);
void     ctg_engine_set_waiting_async   (CtgEngine *self, guint n_days, GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean ctg_engine_set_waiting_finish  (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
