/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "put-aside.h"
#include "backup-private.h"
#include "clock.h"
#include "files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ATTACHMENTS "attachments"

static gboolean
make_folder (const char *path, GError **error)
{
  return g_mkdir (path, 0700) == 0 || errno == EEXIST ||
         ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder");
}

static gboolean
keep_folder (const char *from, const char *to, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  if (dir != NULL && !make_folder (to, error))
    return FALSE;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (g_file_test (source, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (source, G_FILE_TEST_IS_DIR) ? !keep_folder (source, target, error)
                                                   : !ctg_link_or_copy (source, target, error))
        return FALSE;
    }
  return dir == NULL || ctg_sync_path (to, CTG_FILE_OF_PROFILE, error);
}

static gboolean
keep_file (const char *data_dir, const char *folder, const char *suffix, GError **error)
{
  g_autofree char *name = g_strconcat (CTG_DATABASE_NAME, suffix, NULL);
  g_autofree char *from = g_build_filename (data_dir, name, NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);

  return !g_file_test (from, G_FILE_TEST_EXISTS) || ctg_link_or_copy (from, to, error);
}

static gboolean
keep_all (const char *data_dir, const char *kept, GError **error)
{
  g_autofree char *from = g_build_filename (data_dir, ATTACHMENTS, NULL);
  g_autofree char *data = g_build_filename (kept, "data", NULL);
  g_autofree char *to = g_build_filename (data, ATTACHMENTS, NULL);

  return make_folder (data, error) && keep_file (data_dir, data, "", error) &&
         keep_file (data_dir, data, "-wal", error) && keep_folder (from, to, error) &&
         ctg_sync_path (data, CTG_FILE_OF_PROFILE, error) && ctg_sync_path (kept, CTG_FILE_OF_PROFILE, error);
}

/**
 * ctg_put_aside:
 * @data_dir: the profile's data, in use by nobody
 * @prefix: of the folder's name
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Gives the database and the attachments a second name in a folder of their own, beside the first.
 *
 * Returns: (transfer full) (nullable): the folder, a profile's
 */
char *
ctg_put_aside (const char *data_dir, const char *prefix, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (ctg_clock_now_utc_s ());
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d-%H%M%S-XXXXXX");
  g_autofree char *path = g_strdup_printf ("%s/%s%s", data_dir, prefix, day);

  if (g_mkdtemp_full (path, 0700) == NULL)
    {
      ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder");
      return NULL;
    }
  if (keep_all (data_dir, path, error))
    return g_steal_pointer (&path);
  ctg_remove_tree (path);
  return NULL;
}

/**
 * ctg_remove_logs:
 * @data_dir: the profile's data, in use by nobody
 *
 * Before another database takes the place of one that could not be read: the log belongs to that one, and has its
 * second name.
 */
void
ctg_remove_logs (const char *data_dir)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (data_dir, "/" CTG_DATABASE_NAME, suffixes[i], NULL);

      g_unlink (path);
    }
}
