/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* A contact's page in a window of its own, beside others. */
#define CTG_TYPE_CONTACT_WINDOW (ctg_contact_window_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactWindow, ctg_contact_window, CTG, CONTACT_WINDOW, AdwApplicationWindow)

void ctg_contact_window_open     (GtkApplication *application, CtgEngine *engine, gint64 contact_id);
void ctg_contact_window_remember (GtkApplication *application, CtgEngine *engine);
void ctg_contact_window_restore  (GtkApplication *application, CtgEngine *engine);

G_END_DECLS
