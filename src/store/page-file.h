/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The pages of a database's file as they are, with what its log says of them: for a file that SQLite refuses. Nothing
 * of it is believed. Pages are numbered from 1. */
typedef struct _CtgPageFile CtgPageFile;

CtgPageFile  *ctg_page_file_open      (const char *path, GError **error);
void          ctg_page_file_free      (CtgPageFile *self);
guint         ctg_page_file_get_size  (const CtgPageFile *self);   /* of a page, bytes */
gint64        ctg_page_file_get_count (const CtgPageFile *self);
gboolean      ctg_page_file_read      (const CtgPageFile *self, gint64 page, guint8 *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPageFile, ctg_page_file_free)

G_END_DECLS
