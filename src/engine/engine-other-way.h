/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ctg_engine_find_other_way (CtgAccount *account, GError **failure, GCancellable *cancellable, gpointer data);
GError  *ctg_engine_name_smtp_off  (const char *kind, GError *failure);

G_END_DECLS
