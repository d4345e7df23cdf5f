/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "body-view.h"
#include "message-facts.h"

G_BEGIN_DECLS

/* What can be done with a letter besides answering it: print it, save it as a file, look at its source, copy its
 * words. A view of one letter has them as the actions `letter.print`, `letter.save`, `letter.source` and
 * `letter.copy`. */
void       ctg_letter_tools_install    (GtkWidgetClass *view_class, GtkWidgetActionActivateFunc activate);
void       ctg_letter_tools_run        (GtkWidget *view, const char *name, CtgEngine *engine,
                                        const CtgMessageFacts *message, CtgBodyView *body);
GtkWidget *ctg_letter_tools_new_button (void);

G_END_DECLS
