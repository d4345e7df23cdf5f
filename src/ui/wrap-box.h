/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Buttons side by side as long as there is room, else in further lines, each in the middle. Property `spacing` in
 * pixels, between them and between lines. */
#define CTG_TYPE_WRAP_BOX (ctg_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (CtgWrapBox, ctg_wrap_box, CTG, WRAP_BOX, GtkWidget)

void ctg_wrap_box_append (CtgWrapBox *self, GtkWidget *child);

G_END_DECLS
