/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *ctg_attachment_safe_name    (const char *name);
gboolean ctg_attachment_is_dangerous (const char *name, const char *type, GBytes *first_bytes);

G_END_DECLS
