/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <adwaita.h>

G_BEGIN_DECLS

/* Words from mail made fit for one line of the window. */
char *ctg_words_line           (const char *text);
char *ctg_words_isolated       (const char *text);
char *ctg_words_subject        (const char *subject);
char *ctg_words_body           (const char *text, gsize max_bytes);
char *ctg_words_amount         (gint64 cents, const char *currency);
char *ctg_words_date           (gint64 utc_s);
char *ctg_words_date_exact     (gint64 utc_s);

/* Ways to say something in the window a widget stands in. */
void  ctg_words_toast          (GtkWidget *from, const char *message);
void  ctg_words_toast_undo     (GtkWidget *from, const char *message, guint seconds, const char *action,
                                GVariant *target);
void  ctg_words_show_error     (GtkWidget *from, const GError *error);

G_END_DECLS
