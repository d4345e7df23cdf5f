/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An attachment in a letter or on the shelf: its name opens it, the button beside saves it. */
#define CTG_TYPE_ATTACHMENT_ROW (ctg_attachment_row_get_type ())
G_DECLARE_FINAL_TYPE (CtgAttachmentRow, ctg_attachment_row, CTG, ATTACHMENT_ROW, GtkBox)

GtkWidget *ctg_attachment_row_new (CtgEngine *engine, const CtgAttachmentFacts *attachment, gboolean is_chip);

G_END_DECLS
