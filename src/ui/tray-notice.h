/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Above a letter that waits for a decision: what is to be decided, and why; hidden above others. Its buttons are the
 * window's actions `win.log` and `win.refuse`. */
#define CTG_TYPE_TRAY_NOTICE (ctg_tray_notice_get_type ())
G_DECLARE_FINAL_TYPE (CtgTrayNotice, ctg_tray_notice, CTG, TRAY_NOTICE, GtkWidget)

void ctg_tray_notice_show  (CtgTrayNotice *self, CtgEngine *engine, const CtgMessageFacts *message,
                            const char *log_label);
void ctg_tray_notice_focus (CtgTrayNotice *self);

G_END_DECLS
