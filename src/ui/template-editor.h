/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "template-rows.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A template is changed, and tried with a contact. Signal `kept`. */
#define CTG_TYPE_TEMPLATE_EDITOR (ctg_template_editor_get_type ())
G_DECLARE_FINAL_TYPE (CtgTemplateEditor, ctg_template_editor, CTG, TEMPLATE_EDITOR, AdwWindow)

CtgTemplateEditor *ctg_template_editor_new (GtkWindow *parent, CtgEngine *engine, const CtgTemplateRow *row);

G_END_DECLS
