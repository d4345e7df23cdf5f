/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Reply, reply all, forward: what can be done with a letter that is read. */
GtkWidget *ctg_answer_buttons_new  (void);
void       ctg_answer_buttons_show (GtkWidget *buttons, const CtgMessageFacts *message);

/* The same by keys, for a widget that stands for a letter: letter.reply, letter.reply-all, letter.forward. */
void       ctg_answers_install     (GtkWidgetClass *widget_class, GtkWidgetActionActivateFunc activate);
void       ctg_answers_run         (GtkWidget *widget, const char *name, gint64 message_key);

G_END_DECLS
