/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "backup-private.h"
#include "files.h"
#include "migration.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* Longer than any backup takes: a younger copy may be one that is being made, which needs no lock. */
#define SNAPSHOT_S (24 * 3600)

static gboolean
is_leftover (const char *name, gint64 changed_utc_s, gint64 kept_until_utc_s, gint64 now_utc_s)
{
  if (g_str_has_prefix (name, CTG_SNAPSHOT_PREFIX))
    return changed_utc_s < now_utc_s - SNAPSHOT_S;
  if (g_str_has_prefix (name, CTG_KEPT_PREFIX) || g_str_has_prefix (name, CTG_DAMAGED_PREFIX) ||
      g_str_equal (name, CTG_MIGRATION_COPY))
    return changed_utc_s <= kept_until_utc_s;
  return g_str_has_prefix (name, CTG_UNPACKED_PREFIX) || g_str_has_prefix (name, CTG_RECOVERING_PREFIX);
}

/**
 * ctg_backup_clean_up:
 * @data_dir: the profile's data, its engine's lock held
 * @kept_until_utc_s: profiles put aside up to then go; 0: none
 * @now_utc_s: what time it is
 *
 * Removes what a killed backup or restoring has left, and what was kept aside long enough, profiles and databases
 * (B24).
 */
void
ctg_backup_clean_up (const char *data_dir, gint64 kept_until_utc_s, gint64 now_utc_s)
{
  g_autoptr (GDir) dir = g_dir_open (data_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (data_dir, name, NULL);
      GStatBuf status;

      if (g_lstat (path, &status) == 0 && is_leftover (name, status.st_mtime, kept_until_utc_s, now_utc_s))
        ctg_remove_tree (path);
    }
}
