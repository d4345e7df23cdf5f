/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows of groups that lead somewhere: to a contact's page, to a letter on it, to a deal's page. */
GtkWidget *ctg_record_rows_person (const CtgPagePerson *person);
GtkWidget *ctg_record_rows_letter (const CtgPageLetter *letter);
GtkWidget *ctg_record_rows_deal   (const CtgPageDeal *deal);

G_END_DECLS
