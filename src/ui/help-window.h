/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The help: its pages at the side, the words of one beside them, links followed in place, a search over all of them. It
 * stays usable beside a window that wants an answer first. */
#define CTG_TYPE_HELP_WINDOW (ctg_help_window_get_type ())
G_DECLARE_FINAL_TYPE (CtgHelpWindow, ctg_help_window, CTG, HELP_WINDOW, AdwWindow)

CtgHelpWindow *ctg_help_window_new  (GtkApplication *application);
void           ctg_help_window_show_topic (CtgHelpWindow *self, const char *topic);

G_END_DECLS
