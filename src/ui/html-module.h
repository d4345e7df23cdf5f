/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *ctg_html_module_new_view (CtgEngine *engine, CtgLetterHtml *letter);

G_END_DECLS
