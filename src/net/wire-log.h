/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ctg_wire_log_is_on    (void);
void     ctg_wire_log_sent     (const char *protocol, const char *bytes, gsize length);
void     ctg_wire_log_received (const char *protocol, const char *bytes, gsize length);

G_END_DECLS
