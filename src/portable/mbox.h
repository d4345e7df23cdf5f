/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads the messages of one mbox file, one after the other, with as much memory as the largest of them. */
typedef struct _CtgMboxReader CtgMboxReader;

CtgMboxReader *ctg_mbox_reader_new  (const char *path, GError **error);
void           ctg_mbox_reader_free (CtgMboxReader *self);
GBytes        *ctg_mbox_reader_next (CtgMboxReader *self, gint64 *offset, gint64 *length, GError **error);

GBytes        *ctg_mbox_unquote     (GBytes *raw);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgMboxReader, ctg_mbox_reader_free)

G_END_DECLS
