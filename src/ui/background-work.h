/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "background.h"
#include "engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is due later leaves with the window closed (A36): while something waits, the program stays without a window, if
 * the person lets it, and the session starts it. */
#define CTG_TYPE_BACKGROUND_WORK (ctg_background_work_get_type ())
G_DECLARE_FINAL_TYPE (CtgBackgroundWork, ctg_background_work, CTG, BACKGROUND_WORK, GObject)

CtgBackgroundWork *ctg_background_work_new    (GApplication *application, CtgEngine *engine,
                                               gboolean starts_with_session);
void               ctg_background_work_stay   (CtgBackgroundWork *self, gboolean is_told);
void               ctg_background_work_return (CtgBackgroundWork *self);
CtgBackground     *ctg_background_work_get_background (CtgBackgroundWork *self);

G_END_DECLS
