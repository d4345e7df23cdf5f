/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *ctg_why_popover_new_waiting (CtgEngine *engine, const CtgMessageFacts *message);
GtkWidget *ctg_why_popover_new (CtgEngine *engine, const CtgMessageFacts *message, gint64 contact_id);

G_END_DECLS
