/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter's HTML as its sender made it, without what it would load. Makes WebKit's processes.
 *
 * Signal `gone`: it shows nothing any more, because its process ended or because other letters took its place.
 * Signal `wants-pictures`: those from elsewhere. */
#define CTG_TYPE_HTML_VIEW (ctg_html_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgHtmlView, ctg_html_view, CTG, HTML_VIEW, GtkBox)

GtkWidget *ctg_html_view_new (CtgEngine *engine, CtgLetterHtml *letter);

G_END_DECLS
