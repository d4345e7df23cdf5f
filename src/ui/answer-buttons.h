/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Reply, reply all, forward: what can be done with a letter that is read. */
GtkWidget *ctg_answer_buttons_new  (void);
void       ctg_answer_buttons_show (GtkWidget *buttons, const CtgMessageFacts *message);

G_END_DECLS
