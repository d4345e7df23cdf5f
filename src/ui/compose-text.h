/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter's words with a small tool bar: bold, italic, underlined, lists. Words without a form are sent without one.
 * Signal `changed`. */
#define CTG_TYPE_COMPOSE_TEXT (ctg_compose_text_get_type ())
G_DECLARE_FINAL_TYPE (CtgComposeText, ctg_compose_text, CTG, COMPOSE_TEXT, GtkBox)

void  ctg_compose_text_set        (CtgComposeText *self, const char *text, const char *styles);
char *ctg_compose_text_dup_text   (CtgComposeText *self);
char *ctg_compose_text_dup_styles (CtgComposeText *self);
void  ctg_compose_text_insert     (CtgComposeText *self, const char *text);
gboolean ctg_compose_text_replace_shortcut (CtgComposeText *self, const char *shortcut, const char *text);
void  ctg_compose_text_focus      (CtgComposeText *self);

G_END_DECLS
