/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* With a letter: that its sender asks to be told that it was read, and what the reader says to that. Hidden where
 * nobody asks. */
#define CTG_TYPE_RECEIPT_ROW (ctg_receipt_row_get_type ())
G_DECLARE_FINAL_TYPE (CtgReceiptRow, ctg_receipt_row, CTG, RECEIPT_ROW, GtkBox)

GtkWidget *ctg_receipt_row_new  (void);
void       ctg_receipt_row_show (CtgReceiptRow *self, CtgEngine *engine, const CtgMessageFacts *message);

G_END_DECLS
