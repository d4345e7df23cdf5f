/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CARTEGGIO_VFS_FAIL=write|sync:n[:full|io] makes the n-th write or sync of any database file fail, once, counted from
 * the last ctg_store_open(). In builds with -Dfaults=true only. */
void ctg_faulty_vfs_arm (void);

G_END_DECLS
