/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The button in the header bar: a number while something is going on, and a popover with each mailbox. Signal
 * `changed`: a mailbox came or went. */
#define CTG_TYPE_STATUS_BUTTON (ctg_status_button_get_type ())
G_DECLARE_FINAL_TYPE (CtgStatusButton, ctg_status_button, CTG, STATUS_BUTTON, GtkWidget)

void     ctg_status_button_set_engine     (CtgStatusButton *self, CtgEngine *engine);
gboolean ctg_status_button_is_loaded      (CtgStatusButton *self);
guint    ctg_status_button_get_n_accounts (CtgStatusButton *self);

G_END_DECLS
