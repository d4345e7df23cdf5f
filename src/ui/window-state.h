/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a window was like when it was closed last. Without the settings schema (run from a build tree) nothing is
 * remembered. */
GSettings *ctg_window_state_open_settings (void);   /* (nullable) */
void  ctg_window_state_restore   (GtkWindow *window);
void  ctg_window_state_save      (GtkWindow *window, const char *place);
char *ctg_window_state_dup_place (void);
int   ctg_window_state_get_zoom  (void);
void  ctg_window_state_set_zoom  (int percent);
/* a(sxii): profile, contact, width, height of each window of a contact */
GVariant *ctg_window_state_dup_contacts (void);
void      ctg_window_state_set_contacts (GVariant *windows);

G_END_DECLS
