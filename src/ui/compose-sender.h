/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills a drop-down with everything letters can be written as, and keeps it so (A09). */
void        ctg_compose_sender_attach (GtkDropDown *drop, CtgEngine *engine);
void        ctg_compose_sender_choose (GtkDropDown *drop, const char *address);
const char *ctg_compose_sender_get    (GtkDropDown *drop);

G_END_DECLS
