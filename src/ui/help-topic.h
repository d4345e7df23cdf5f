/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What F1 shows, by where the focus is: PAGE or PAGE#ID. */
void        ctg_help_topic_set       (GtkWidget *widget, const char *topic);
const char *ctg_help_topic_find      (GtkWindow *window);
char       *ctg_help_topic_for_error (const char *code, const char *reason);
void        ctg_help_topic_set_for   (GtkWidget *widget, const GError *error);

/* A flat button that opens the help at the topic of the widget it stands in. */
GtkWidget  *ctg_help_topic_new_button (void);

G_END_DECLS
