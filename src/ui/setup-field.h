/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-controller.h"

#include <adwaita.h>

G_BEGIN_DECLS

void ctg_setup_field_bind          (GtkEditable *row, CtgSetupController *wizard, CtgSetupField field);
void ctg_setup_field_bind_security (AdwComboRow *row, CtgSetupController *wizard, CtgSetupField field);
void ctg_setup_field_clear         (GtkEditable *row);
void ctg_setup_field_show_caps_lock (GtkWidget *row, GtkLabel *label);
void ctg_setup_field_show_required (AdwEntryRow *row, gboolean is_required);
void ctg_setup_field_show_fault    (GtkWidget *row, const char *message, GtkLabel *label);

G_END_DECLS
