/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CARTEGGIO_FAULT=name:n:abort|error|pause makes the n-th passing of the named point do that, in builds with
 * -Dfaults=true only. Name: folder-what, e.g. "store-commit". */
gboolean    ctg_fault_point (const char *name, GError **error);
const char *const *ctg_fault_list (void);

G_END_DECLS
