/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to src/store: a file's block in a tar, of which an archive needs regular files with short names. */
#define CTG_TAR_BLOCK 512

void     ctg_tar_header_write   (guint8 *block, const char *name, gint64 size, gint64 changed_utc_s);
char    *ctg_tar_header_read    (const guint8 *block, gint64 *size);
gboolean ctg_tar_block_is_empty (const guint8 *block);

G_END_DECLS
