/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files, disks and backups that fail, in words. In the form of texts.c, which has the sentence for each code's rest. */

#include "storage-texts.h"

#include <glib/gi18n.h>

static const CtgErrorRow rows[] = {
  { "STORAGE_FULL", "target-full",
    N_("There is not enough room on that disk."),
    N_("Nothing was left there."),
    N_("Free some space, or choose another disk.") },
  { "STORAGE_FULL", "copy-full",
    N_("The disk is full."),
    N_("A backup needs room for a copy of the database beside it. Nothing was changed."),
    N_("Free some space, then try again.") },
  { "STORAGE_FULL", "migration-full",
    N_("The disk is too full to bring the profile up to date."),
    N_("A copy of its database is kept before that. Nothing was changed."),
    N_("Free some space, then try again.") },
  { "STORAGE_FULL", "restore-full",
    N_("The disk is too full for what is in the backup."),
    N_("It is unpacked beside the present profile. Nothing was changed."),
    N_("Free some space, then try again.") },
  { "SCHEMA_TOO_NEW", "backup-too-new",
    N_("This backup was made by a newer version of Carteggio."),
    N_("This one cannot read it. Nothing was changed."),
    N_("Update Carteggio.") },
  { "STORAGE", "development-version",
    N_("This profile was made by a development version."),
    N_("Its database has a form that this version does not know."),
    N_("Start with a new profile.") },
  { "STORAGE", "corrupt",
    N_("The profile’s database is damaged."),
    N_("Something in it cannot be read."),
    N_("Quit Carteggio and start it again: it recovers what can be read, and keeps the damaged database.") },
  { "STORAGE", "not-a-database",
    N_("The profile’s database is damaged."),
    N_("It was left as it is."),
    N_("Restore a backup, here or with “carteggioctl restore”.") },
  { "STORAGE", "backup-too-old",
    N_("This backup was made by a development version."),
    N_("Its database has a form that this version does not know. Nothing was changed."),
    N_("Restore it with the version that made it.") },
  { "STORAGE", "backup-damaged",
    N_("This backup is damaged."),
    N_("Its content is not what was saved, or not all of it. Nothing was changed."),
    N_("Copy it again from where it was kept, or use another one.") },
  { "STORAGE", "target-read-only",
    N_("Nothing can be written there."),
    N_("The disk or the folder is write-protected, or belongs to somebody else."),
    N_("Choose another folder.") },
  { "STORAGE", "target-io",
    N_("The file cannot be written there."),
    N_("Nothing was left there."),
    N_("Check the disk, or choose another one.") },
  { "STORAGE", "file-unreadable",
    N_("This file cannot be read."),
    "",
    N_("Check its permissions, and the disk it is on.") },
};

/**
 * ctg_storage_text_find:
 * @code: an error code's name
 * @reason: (nullable): its reason
 *
 * Returns: (transfer none) (nullable): the words for it; %NULL for what is not about a file or a disk
 */
const CtgErrorRow *
ctg_storage_text_find (const char *code, const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].code, code) && g_strcmp0 (rows[i].reason, reason) == 0)
      return &rows[i];
  return NULL;
}

/**
 * ctg_storage_text_count:
 *
 * Returns: how many rows there are
 */
gsize
ctg_storage_text_count (void)
{
  return G_N_ELEMENTS (rows);
}

/**
 * ctg_storage_text_get:
 * @position: from 0 on
 *
 * Returns: (transfer none) (nullable): the row there
 */
const CtgErrorRow *
ctg_storage_text_get (gsize position)
{
  return position < G_N_ELEMENTS (rows) ? &rows[position] : NULL;
}
