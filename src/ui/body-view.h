/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter's text, read when asked for, with quotes and signature folded behind one word. */
#define CTG_TYPE_BODY_VIEW (ctg_body_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgBodyView, ctg_body_view, CTG, BODY_VIEW, GtkBox)

GtkWidget *ctg_body_view_new   (void);
void       ctg_body_view_clear (CtgBodyView *self);
void       ctg_body_view_load  (CtgBodyView *self, CtgEngine *engine, gint64 message_key);

/* What it shows now. */
const char *ctg_body_view_get_text (CtgBodyView *self);
GtkWidget  *ctg_body_view_get_html (CtgBodyView *self);

G_END_DECLS
