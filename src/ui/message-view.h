/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "message-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter inside a thread: folded it shows who, when and the first line; open its text and attachments. */
#define CTG_TYPE_MESSAGE_VIEW (ctg_message_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgMessageView, ctg_message_view, CTG, MESSAGE_VIEW, GtkBox)

GtkWidget *ctg_message_view_new      (CtgEngine *engine, CtgMessageFacts *message, gint64 contact_id);
gint64     ctg_message_view_get_key  (CtgMessageView *self);
gboolean   ctg_message_view_may_take (CtgMessageView *self, const CtgMessageFacts *message);
void       ctg_message_view_take    (CtgMessageView *self, CtgMessageFacts *message);
gboolean   ctg_message_view_is_open  (CtgMessageView *self);
void       ctg_message_view_set_open (CtgMessageView *self, gboolean is_open);

G_END_DECLS
