/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the session starts the program without a window: by a file in its autostart folder, in a sandbox by the
 * portal, which asks the person. */
void ctg_background_set_autostart (const char *application_id, gboolean is_wanted, const char *reason);

G_END_DECLS
