/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Private to src/store: files in one file, a tar inside a zstd frame, so that "tar --zstd -x" opens it too. Its last
 * entry, SHA256SUMS, has the digests of all others as sha256sum(1) writes them; the reader compares them. */
#define CTG_ARCHIVE_SUMS "SHA256SUMS"

typedef struct _CtgArchiveWriter CtgArchiveWriter;

CtgArchiveWriter *ctg_archive_writer_new    (int fd, gint64 made_utc_s);
void              ctg_archive_writer_free   (CtgArchiveWriter *self);
gboolean          ctg_archive_writer_begin  (CtgArchiveWriter *self, const char *name, gint64 size, GError **error);
gboolean          ctg_archive_writer_add    (CtgArchiveWriter *self, const void *bytes, gsize length, GError **error);
gboolean          ctg_archive_writer_end    (CtgArchiveWriter *self, GError **error);
gboolean          ctg_archive_writer_finish (CtgArchiveWriter *self, GError **error);

typedef struct _CtgArchiveReader CtgArchiveReader;

CtgArchiveReader *ctg_archive_reader_new    (int fd);
void              ctg_archive_reader_free   (CtgArchiveReader *self);
gboolean          ctg_archive_reader_next   (CtgArchiveReader *self, char **name, gint64 *size, GError **error);
gssize            ctg_archive_reader_read   (CtgArchiveReader *self, void *bytes, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgArchiveWriter, ctg_archive_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgArchiveReader, ctg_archive_reader_free)

G_END_DECLS
