/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter of the inbox, or one that waits for a decision: logged on nobody yet, with the way to log it. */
#define CTG_TYPE_LETTER_VIEW (ctg_letter_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgLetterView, ctg_letter_view, CTG, LETTER_VIEW, GtkWidget)

void   ctg_letter_view_show    (CtgLetterView *self, CtgEngine *engine, gint64 message_key);
void   ctg_letter_view_focus   (CtgLetterView *self);
void   ctg_letter_view_find    (CtgLetterView *self);
gint64 ctg_letter_view_get_key (CtgLetterView *self);
void   ctg_letter_view_log     (CtgLetterView *self);
void   ctg_letter_view_refuse  (CtgLetterView *self);

G_END_DECLS
