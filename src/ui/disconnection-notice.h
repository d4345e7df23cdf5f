/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* Says once on the desktop that a mailbox was disconnected, and takes it back when it is connected again (B36). */
#define CTG_TYPE_DISCONNECTION_NOTICE (ctg_disconnection_notice_get_type ())
G_DECLARE_FINAL_TYPE (CtgDisconnectionNotice, ctg_disconnection_notice, CTG, DISCONNECTION_NOTICE, GObject)

CtgDisconnectionNotice *ctg_disconnection_notice_new (GApplication *application, CtgEngine *engine);

G_END_DECLS
