/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "files.h"
#include "errors.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _CtgTargetFile
{
  char *path;                  /* (owned) */
  char *folder;                /* (owned) */
  char *temporary;             /* (owned) (nullable) NULL: it has its name, or was never made */
  gboolean replaces;
  int fd;
};

static gboolean
check_path (const CtgTargetFile *self, GError **error)
{
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "target-folder", "%s is a folder", self->path);
  else if (!self->replaces && g_file_test (self->path, G_FILE_TEST_EXISTS))
    ctg_error_set (error, CTG_ERROR_CONFLICT, "file-exists", "%s is there already", self->path);
  else
    return TRUE;
  return FALSE;
}

/**
 * ctg_target_file_new:
 * @path: the file to make
 * @replaces: whether a file of that name goes, when this one is whole
 * @error: `CONFLICT` (`file-exists`), `INVALID_INPUT` (`target-folder`), `NOT_FOUND` (`folder-missing`), `STORAGE`
 *   (`target-read-only`, `target-io`)
 *
 * Returns: (transfer full) (nullable): an empty file without its name
 */
CtgTargetFile *
ctg_target_file_new (const char *path, gboolean replaces, GError **error)
{
  g_autoptr (CtgTargetFile) self = g_new0 (CtgTargetFile, 1);

  self->fd = -1;
  self->path = g_strdup (path);
  self->folder = g_path_get_dirname (path);
  self->replaces = replaces;
  if (!check_path (self, error))
    return NULL;
  self->temporary = g_build_filename (self->folder, ".carteggio-XXXXXX.part", NULL);
  self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return g_steal_pointer (&self);
  g_clear_pointer (&self->temporary, g_free);
  ctg_file_error_set (error, CTG_FILE_TARGET, "write there");
  return NULL;
}

/**
 * ctg_target_file_free:
 * @self: (transfer full) (nullable): a file; what is not finished is removed
 */
void
ctg_target_file_free (CtgTargetFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

/**
 * ctg_target_file_get_fd:
 * @self: a file
 *
 * Returns: (transfer none): what to write to
 */
int
ctg_target_file_get_fd (CtgTargetFile *self)
{
  return self->fd;
}

/**
 * ctg_target_file_get_path:
 * @self: a file that is not finished
 *
 * Returns: (transfer none): where it is until then, for whoever writes files by their names
 */
const char *
ctg_target_file_get_path (CtgTargetFile *self)
{
  return self->temporary;
}

/**
 * ctg_target_file_write:
 * @self: a file
 * @bytes: (array length=length): what comes next
 * @length: how much
 * @error: `STORAGE` (`target-io`), `STORAGE_FULL` (`target-full`)
 *
 * Returns: whether it is written
 */
gboolean
ctg_target_file_write (CtgTargetFile *self, const void *bytes, gsize length, GError **error)
{
  return ctg_write_all (self->fd, bytes, length, CTG_FILE_TARGET, error);
}

/**
 * ctg_target_file_finish:
 * @self: a file, whole
 * @error: `CONFLICT` (`file-exists`) when one came meanwhile, `STORAGE`, `STORAGE_FULL`
 *
 * Makes it durable and gives it its name.
 *
 * Returns: whether it is there
 */
gboolean
ctg_target_file_finish (CtgTargetFile *self, GError **error)
{
  if (fsync (self->fd) != 0)
    return ctg_file_error_set (error, CTG_FILE_TARGET, "write the file");
  if (!check_path (self, error))
    return FALSE;
  if (g_rename (self->temporary, self->path) != 0)
    return ctg_file_error_set (error, CTG_FILE_TARGET, "name the file");
  g_clear_pointer (&self->temporary, g_free);
  return ctg_sync_path (self->folder, CTG_FILE_TARGET, error);
}
