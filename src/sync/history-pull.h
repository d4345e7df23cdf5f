/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pull.h"

G_BEGIN_DECLS

gboolean ctg_history_pull (const CtgPull *self, gint64 slice_us, gboolean *more, GCancellable *cancellable,
                           GError **error);

G_END_DECLS
