/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files outside of the database. Whose file it was decides what a person is told when it fails. */
typedef enum
{
  CTG_FILE_OF_PROFILE,
  CTG_FILE_TARGET,             /* that a person wants written */
  CTG_FILE_SOURCE,             /* that a person wants read */
} CtgFileRole;

gboolean ctg_file_error_set  (GError **error, CtgFileRole role, const char *what);
int      ctg_open_regular    (const char *path, GError **error);
gboolean ctg_sync_path       (const char *path, CtgFileRole role, GError **error);
gboolean ctg_write_all       (int fd, const void *bytes, gsize length, CtgFileRole role, GError **error);
gboolean ctg_link_or_copy    (const char *from, const char *to, GError **error);
void     ctg_remove_tree     (const char *path);
char    *ctg_find_beside_program (const char *name, const char *installed_folder);

/* A file that a person wants: written under another name beside its own, readable by its owner alone, and named when
 * it is whole. NULL paths never occur. */
typedef struct _CtgTargetFile CtgTargetFile;

CtgTargetFile *ctg_target_file_new    (const char *path, gboolean replaces, GError **error);
void           ctg_target_file_free   (CtgTargetFile *self);
int            ctg_target_file_get_fd (CtgTargetFile *self);
const char    *ctg_target_file_get_path (CtgTargetFile *self);
gboolean       ctg_target_file_write  (CtgTargetFile *self, const void *bytes, gsize length, GError **error);
gboolean       ctg_target_file_finish (CtgTargetFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTargetFile, ctg_target_file_free)

G_END_DECLS
