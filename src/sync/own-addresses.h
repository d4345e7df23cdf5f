/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

GHashTable *ctg_own_addresses_read (CtgStore *store, GError **error);
void        ctg_own_addresses_add  (GHashTable *own, const char *address);

G_END_DECLS
