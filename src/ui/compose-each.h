/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compose-window.h"

G_BEGIN_DECLS

void ctg_compose_each_ask       (CtgComposeWindow *window);
void ctg_compose_each_take_back (GtkWindow *home, CtgEngine *engine, GVariant *sent);

G_END_DECLS
