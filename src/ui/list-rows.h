/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ctg_list_rows_fill_contact (GtkWidget *row, CtgLazyItem *item);
void ctg_list_rows_fill_message (GtkWidget *row, CtgLazyItem *item);
void ctg_list_rows_fill_outgoing (GtkWidget *row, CtgLazyItem *item);
void ctg_list_rows_fill_company (GtkWidget *row, CtgLazyItem *item);
void ctg_list_rows_fill_deal (GtkWidget *row, CtgLazyItem *item);
void ctg_list_rows_fill_sequence (GtkWidget *row, CtgLazyItem *item);

G_END_DECLS
