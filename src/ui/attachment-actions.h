/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *ctg_attachment_dup_label (const CtgAttachmentFacts *attachment);
void  ctg_attachment_open      (GtkWidget *from, CtgEngine *engine, const CtgAttachmentFacts *attachment);
void  ctg_attachment_save      (GtkWidget *from, CtgEngine *engine, const CtgAttachmentFacts *attachment);
void  ctg_attachment_replace_file (const char *path);

G_END_DECLS
