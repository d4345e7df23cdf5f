/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compose-form.h"
#include "draft.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the menu of a letter offers with templates. */
void ctg_compose_templates_insert (GtkWindow *window, CtgEngine *engine, CtgComposeForm *form, const CtgDraft *now);
void ctg_compose_templates_expand (CtgEngine *engine, CtgComposeForm *form, const CtgDraft *now, const char *shortcut);
void ctg_compose_templates_keep   (GtkWindow *window, CtgEngine *engine, const CtgDraft *now);

G_END_DECLS
