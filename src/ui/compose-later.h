/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*CtgLaterFunc) (GtkWindow *window, gint64 due_utc_s);

/* Asks when a letter is to leave. */
void ctg_compose_later_ask (GtkWindow *window, CtgLaterFunc func);

G_END_DECLS
