/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* All the attachments of a contact's letters, newest first. */
#define CTG_TYPE_ATTACHMENT_SHELF (ctg_attachment_shelf_get_type ())
G_DECLARE_FINAL_TYPE (CtgAttachmentShelf, ctg_attachment_shelf, CTG, ATTACHMENT_SHELF, GtkWidget)

void ctg_attachment_shelf_show (CtgAttachmentShelf *self, CtgEngine *engine, GPtrArray *attachments);

G_END_DECLS
