/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What each of several people would get of a letter, and the button that sends it. Signal `sent` with a GPtrArray of
 * CtgEachLetter. */
#define CTG_TYPE_EACH_DIALOG (ctg_each_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgEachDialog, ctg_each_dialog, CTG, EACH_DIALOG, AdwWindow)

CtgEachDialog *ctg_each_dialog_new (GtkWindow *parent, CtgEngine *engine, const CtgDraft *draft, guint undo_s);

G_END_DECLS
