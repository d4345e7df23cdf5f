/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *ctg_html_module_new_view (CtgEngine *engine, CtgLetterHtml *letter);
gboolean   ctg_html_module_is_view  (GtkWidget *widget);

G_END_DECLS
