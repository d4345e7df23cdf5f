/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *ctg_ews_content_lift (GBytes *answer, GPtrArray *contents);

G_END_DECLS
