/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a window was like when it was closed last. Without the settings schema (run from a build tree) nothing is
 * remembered. */
void  ctg_window_state_restore   (GtkWindow *window);
void  ctg_window_state_save      (GtkWindow *window, const char *place);
char *ctg_window_state_dup_place (void);

G_END_DECLS
