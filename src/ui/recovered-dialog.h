/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says what became of a damaged database, until somebody has closed it. */
void ctg_recovered_dialog_offer (GtkWindow *parent, CtgEngine *engine);

G_END_DECLS
