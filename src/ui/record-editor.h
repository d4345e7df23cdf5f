/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the dialogs have in common that add a contact, a company or a deal, or change one: *Cancel* and *Save*, a line
 * for what is wrong, and a form whose groups are the subclass's. Signal `saved (gint64 id)`. */
#define CTG_TYPE_RECORD_EDITOR (ctg_record_editor_get_type ())
G_DECLARE_DERIVABLE_TYPE (CtgRecordEditor, ctg_record_editor, CTG, RECORD_EDITOR, AdwWindow)

struct _CtgRecordEditorClass
{
  AdwWindowClass parent_class;

  void (*save) (CtgRecordEditor *self);   /* begins to; ends with ctg_record_editor_saved() */
};

/* For subclasses. */
void       ctg_record_editor_open       (CtgRecordEditor *self, CtgEngine *engine, GtkWidget *first);
CtgEngine *ctg_record_editor_get_engine (CtgRecordEditor *self);
void       ctg_record_editor_add        (CtgRecordEditor *self, GtkWidget *widget);
void       ctg_record_editor_allow      (CtgRecordEditor *self, gboolean can_save);
void       ctg_record_editor_save       (CtgRecordEditor *self);
void       ctg_record_editor_saved      (CtgRecordEditor *self, gint64 id, const GError *error);
void       ctg_record_editor_put_cb     (GObject *source, GAsyncResult *result, gpointer data);
void       ctg_record_editor_complain   (CtgRecordEditor *self, const char *sentence);

G_END_DECLS
