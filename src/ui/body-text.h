/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The class of the labels that hold a letter's words: what is looked through, and what a zoom makes larger. */
#define CTG_BODY_TEXT_CLASS "letter-text"

GtkWidget *ctg_body_text_new      (const char *text, gsize max_bytes);
GtkWidget *ctg_body_text_new_fold (const char *word, GtkWidget *content);

G_END_DECLS
