/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The templates, to choose one of. Signal `chosen (gint64 id)`; it closes itself then. */
#define CTG_TYPE_TEMPLATE_DIALOG (ctg_template_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgTemplateDialog, ctg_template_dialog, CTG, TEMPLATE_DIALOG, AdwWindow)

CtgTemplateDialog *ctg_template_dialog_new (GtkWindow *parent, CtgEngine *engine);

G_END_DECLS
