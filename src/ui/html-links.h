/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The links of a letter that is shown as it was formatted. */
void       ctg_html_links_ask (const char *uri, const char *words, GtkWidget *view);
GtkWidget *ctg_html_links_new (GPtrArray *links, GtkWidget *view);

G_END_DECLS
