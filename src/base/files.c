/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "files.h"
#include "errors.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* By role; NULL: the general sentence of the code. */
static const char *const full[] = { NULL, "target-full", NULL };
static const char *const barred[] = { "read-only", "target-read-only", "file-unreadable" };
static const char *const broken[] = { "io", "target-io", "file-unreadable" };

/**
 * ctg_file_error_set:
 * @error: (out) (optional): where to put it
 * @role: whose file it was
 * @what: what failed, for whoever reads a log: "write the archive"
 *
 * Turns errno into one of our errors.
 *
 * Returns: %FALSE
 */
gboolean
ctg_file_error_set (GError **error, CtgFileRole role, const char *what)
{
  int code = errno;
  const char *words = g_strerror (code);

  if (code == ENOSPC || code == EDQUOT)
    ctg_error_set (error, CTG_ERROR_STORAGE_FULL, full[role], "Cannot %s: %s", what, words);
  else if (code == ENOENT && role == CTG_FILE_SOURCE)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "file-missing", "Cannot %s: %s", what, words);
  else if ((code == ENOENT || code == ENOTDIR) && role == CTG_FILE_TARGET)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "folder-missing", "Cannot %s: %s", what, words);
  else if (code == EROFS || code == EACCES || code == EPERM)
    ctg_error_set (error, CTG_ERROR_STORAGE, barred[role], "Cannot %s: %s", what, words);
  else
    ctg_error_set (error, CTG_ERROR_STORAGE, broken[role], "Cannot %s: %s", what, words);
  return FALSE;
}

/**
 * ctg_open_regular:
 * @path: a file that a person wants read
 * @error: %CTG_ERROR_NOT_FOUND "file-missing", %CTG_ERROR_INVALID_INPUT "not-a-file", %CTG_ERROR_STORAGE
 *
 * Opens it without waiting: a pipe that nobody writes to would hold the program for ever, and a device never end.
 *
 * Returns: a file descriptor, to be closed; -1 for anything but a regular file
 */
int
ctg_open_regular (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  struct stat status;

  if (fd < 0)
    {
      ctg_file_error_set (error, CTG_FILE_SOURCE, "open the file");
      return -1;
    }
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    return fd;
  close (fd);
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-a-file", "%s is not a regular file", path);
  return -1;
}

/**
 * ctg_sync_path:
 * @path: a file or a folder
 * @role: whose
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it survives a power cut now
 */
gboolean
ctg_sync_path (const char *path, CtgFileRole role, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    ctg_file_error_set (error, role, "sync");
  if (fd >= 0)
    close (fd);
  return done;
}

/**
 * ctg_write_all:
 * @fd: (transfer none): a file
 * @bytes: (array length=length): what to write
 * @length: how much
 * @role: whose file
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is written
 */
gboolean
ctg_write_all (int fd, const void *bytes, gsize length, CtgFileRole role, GError **error)
{
  const char *at = bytes;

  while (length > 0)
    {
      gssize n = write (fd, at, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return ctg_file_error_set (error, role, "write");
      at += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/**
 * ctg_link_or_copy:
 * @from: a file of the profile that is never changed in place
 * @to: its second name, not there yet
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Makes a second name for it; a copy where the file system knows no such thing.
 *
 * Returns: whether it has one
 */
gboolean
ctg_link_or_copy (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = NULL;
  g_autoptr (GFile) target = NULL;
  g_autoptr (GError) failure = NULL;

  if (link (from, to) == 0)
    return TRUE;
  source = g_file_new_for_path (from);
  target = g_file_new_for_path (to);
  if (g_file_copy (source, target, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, &failure) &&
      g_chmod (to, 0600) == 0)
    return ctg_sync_path (to, CTG_FILE_OF_PROFILE, error);
  errno = failure != NULL && failure->code == G_IO_ERROR_NO_SPACE ? ENOSPC : EIO;
  return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "keep a file of the profile");
}

/**
 * ctg_remove_tree:
 * @path: a folder of our own
 *
 * Removes it with all in it; links are not followed. What cannot be removed stays.
 */
void
ctg_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      ctg_remove_tree (child);
    }
  g_remove (path);
}

/**
 * ctg_find_beside_program:
 * @name: of a file that belongs to this program
 * @installed_folder: where it is installed
 *
 * Returns: (transfer full): its path: beside the program, where that was built and not installed; CARTEGGIO_PROGRAMS in
 *   the environment names that folder for programs that are built elsewhere
 */
char *
ctg_find_beside_program (const char *name, const char *installed_folder)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (installed_folder);
  const char *built = g_getenv ("CARTEGGIO_PROGRAMS");
  g_autofree char *beside = g_build_filename (built != NULL ? built : folder, name, NULL);

  return g_file_test (beside, G_FILE_TEST_EXISTS) ? g_steal_pointer (&beside)
                                                  : g_build_filename (installed_folder, name, NULL);
}
