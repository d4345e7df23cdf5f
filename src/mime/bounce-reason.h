/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ctg_bounce_reason_is_hard     (const char *status, const char *diagnostic, const char *prose);
char    *ctg_bounce_reason_make_status (const char *prose);

G_END_DECLS
