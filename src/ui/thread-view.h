/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-page.h"
#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A thread on a contact's page: one drawn line while folded; open, its letters. */
#define CTG_TYPE_THREAD_VIEW (ctg_thread_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgThreadView, ctg_thread_view, CTG, THREAD_VIEW, GtkBox)

GtkWidget *ctg_thread_view_new           (CtgEngine *engine, CtgContactPage *page, const CtgThreadFacts *facts);
void       ctg_thread_view_update        (CtgThreadView *self, const CtgThreadFacts *facts);
gint64     ctg_thread_view_get_id        (CtgThreadView *self);
gint64     ctg_thread_view_get_row       (CtgThreadView *self);
void       ctg_thread_view_set_open      (CtgThreadView *self, gboolean is_open, gint64 message_key);
void       ctg_thread_view_unfold_newest (CtgThreadView *self);

G_END_DECLS
