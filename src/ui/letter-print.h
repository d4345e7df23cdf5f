/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *ctg_letter_print_dup_heading (const CtgMessageFacts *message);
void  ctg_letter_print_text        (GtkWidget *from, const char *subject, const char *heading, const char *text);

G_END_DECLS
