/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-drafts.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A letter being written, in a window of its own. It is kept as a draft while somebody types; closing it loses nothing.
 * Sending hands it to the outbox, from where it can be taken back for a moment. */
#define CTG_TYPE_COMPOSE_WINDOW (ctg_compose_window_get_type ())
G_DECLARE_FINAL_TYPE (CtgComposeWindow, ctg_compose_window, CTG, COMPOSE_WINDOW, AdwWindow)

/* @home: the window that says what became of it. */
void ctg_compose_window_begin (GtkWindow *home, CtgEngine *engine, const CtgLetterStart *start);
void ctg_compose_window_open  (GtkWindow *home, CtgEngine *engine, gint64 draft_id);

G_END_DECLS
