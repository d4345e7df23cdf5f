/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ctg_import_dialog_run  (GtkWindow *parent, CtgEngine *engine);
void ctg_import_dialog_open (GtkWindow *parent, CtgEngine *engine, GFile **files, int n_files);

G_END_DECLS
