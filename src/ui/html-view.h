/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter's HTML as its sender made it, without what it would load. Makes WebKit's processes.
 * Above it, as its first child, is a line of buttons, where others may stand too.
 *
 * Signal `gone`: it shows nothing any more, because its process ended or because other letters took its place.
 * Signal `wants-pictures`: those from elsewhere. Signal `trusts-sender (gboolean is_trusted)`: whether to show them in
 * all letters of this sender.
 *
 * Property `zoom` (double): how large it is, 1 as designed.
 *
 * Printing: `print (char *subject, char *heading)` asks which printer.
 *
 * Finding: `find (char *words)`, "" to end, is answered by `found (guint n)`; `find-step (int direction, gboolean
 * is_fresh)` shows the next match or the one before, from one end if it is fresh, and is answered by `found-at (int
 * y)`. */
#define CTG_TYPE_HTML_VIEW (ctg_html_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgHtmlView, ctg_html_view, CTG, HTML_VIEW, GtkBox)

GtkWidget *ctg_html_view_new (CtgEngine *engine, CtgLetterHtml *letter);

G_END_DECLS
