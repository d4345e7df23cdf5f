/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketConnection *ctg_dial (const char *ascii_host, guint16 port, GCancellable *cancellable, GError **error);

G_END_DECLS
