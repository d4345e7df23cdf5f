/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

void ctg_past_dialog_present (GtkWindow *parent, CtgEngine *engine, gint64 contact_id, const char *name);

G_END_DECLS
