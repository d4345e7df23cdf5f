/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* People a letter is for, as a line of text that can be typed, pasted and mended like any other; contacts are offered
 * while somebody types. Signal `changed`. */
#define CTG_TYPE_COMPOSE_RECIPIENTS (ctg_compose_recipients_get_type ())
G_DECLARE_FINAL_TYPE (CtgComposeRecipients, ctg_compose_recipients, CTG, COMPOSE_RECIPIENTS, GtkWidget)

void        ctg_compose_recipients_set_engine (CtgComposeRecipients *self, CtgEngine *engine, const char *label);
/* Says what it is for while it is empty. */
void ctg_compose_recipients_set_placeholder (CtgComposeRecipients *self, const char *words);
void        ctg_compose_recipients_set_text   (CtgComposeRecipients *self, const char *text);
const char *ctg_compose_recipients_get_text   (CtgComposeRecipients *self);
gboolean    ctg_compose_recipients_check      (CtgComposeRecipients *self, GError **error);

G_END_DECLS
