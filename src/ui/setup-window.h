/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-controller.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The wizard's window. Signal `connected (const char *account_id, const char *address)`, before it closes. */
#define CTG_TYPE_SETUP_WINDOW (ctg_setup_window_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupWindow, ctg_setup_window, CTG, SETUP_WINDOW, AdwWindow)

CtgSetupWindow *ctg_setup_window_new (GtkWindow *parent, CtgSetupController *wizard);

G_END_DECLS
