/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A contact's page: who it is, the correspondence by thread, the attachments, the details. Property
 * `title`: its name. */
#define CTG_TYPE_CONTACT_VIEW (ctg_contact_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactView, ctg_contact_view, CTG, CONTACT_VIEW, GtkWidget)

void     ctg_contact_view_show   (CtgContactView *self, CtgEngine *engine, gint64 contact_id);
void     ctg_contact_view_reveal (CtgContactView *self, gint64 thread, gint64 message_key);
void     ctg_contact_view_focus  (CtgContactView *self);
void     ctg_contact_view_find   (CtgContactView *self);
gint64   ctg_contact_view_get_id (CtgContactView *self);
void     ctg_contact_view_edit   (CtgContactView *self);
void     ctg_contact_view_merge  (CtgContactView *self);
void     ctg_contact_view_log_past (CtgContactView *self);
void     ctg_contact_view_delete (CtgContactView *self);

G_END_DECLS
