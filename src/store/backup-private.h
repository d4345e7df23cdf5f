/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backup.h"

G_BEGIN_DECLS

#define CTG_BACKUP_FACTS "backup.ini"
#define CTG_BACKUP_GROUP "Carteggio backup"
/* Of the archive's form; a higher one is refused. */
#define CTG_BACKUP_FORMAT 1
#define CTG_DATABASE_NAME "carteggio.db"
#define CTG_BACKUP_CHUNK (256 * 1024)

/* In the profile's data: what is being copied, what is being unpacked, and profiles put aside. */
#define CTG_SNAPSHOT_PREFIX "backup-"
#define CTG_UNPACKED_PREFIX "restoring-"
#define CTG_KEPT_PREFIX "before-restore-"
/* Of a recovery: what is being written, and databases that were damaged. */
#define CTG_RECOVERING_PREFIX "recovering-"
#define CTG_DAMAGED_PREFIX "damaged-"

char           *ctg_backup_facts_to_text (const CtgBackupFacts *self, gint64 schema);
CtgBackupFacts *ctg_backup_facts_parse   (const char *text, gsize length, gint64 *schema, GError **error);

G_END_DECLS
