/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A message met in a file: its raw bytes are those from @offset on, @length of them. @bytes: without the quoting of
 * an mbox, cut one byte above 50 MB; NULL when it could not be read, with @failure set. Returning FALSE with @error
 * set stops. */
typedef gboolean (*CtgMailboxFileFunc) (const char *path, gint64 offset, gint64 length, GBytes *bytes,
                                        const GError *failure, gpointer data, GError **error);

gboolean ctg_mailbox_files_each  (const char *const *paths, CtgMailboxFileFunc func, gpointer data,
                                  GCancellable *cancellable, GError **error);
gint64   ctg_mailbox_files_count (const char *const *paths);
GBytes  *ctg_mailbox_files_read  (const char *path, gint64 offset, gint64 length, GError **error);

G_END_DECLS
