/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint ctg_backoff_delay_s (guint n_failures);

G_END_DECLS
