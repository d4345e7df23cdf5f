/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A profile in one file: an archive (tar in zstd) of
 *
 *   backup.ini                what it is, see CtgBackupFacts
 *   carteggio.db              the database, of one moment
 *   attachments/ab/ab12...    what it refers to
 *   SHA256SUMS                digests of all
 *
 * No secret is among them: those are in the keyring. Called on a worker; everything blocks. */
typedef struct
{
  gint64 made_utc_s;
  gint64 n_messages;
  gint64 n_contacts;
  gint64 n_accounts;           /* that are not removed */
  gint64 n_files;              /* attachments */
  gint64 n_missing;            /* attachments that the profile had lost: only when a backup was made */
  gint64 n_bytes;              /* unpacked */
  gint64 size_bytes;           /* of the file */
  char *kept;                  /* (owned) (nullable) where the former profile is: only when one was restored */
} CtgBackupFacts;

/* On the worker; bytes. */
typedef void (*CtgBackupProgressFunc) (gint64 n_done, gint64 n_total, gpointer data);

void     ctg_backup_facts_free  (CtgBackupFacts *self);

CtgBackupFacts *ctg_backup_make    (const char *data_dir, const char *path, gboolean replaces,
                                    CtgBackupProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                                    GError **error);
CtgBackupFacts *ctg_backup_restore (const char *data_dir, const char *path, CtgBackupProgressFunc progress,
                                    gpointer progress_data, GCancellable *cancellable, GError **error);
/* What a crash left of either, and profiles put aside that are older; under the engine's lock. */
void            ctg_backup_clean_up (const char *data_dir, gint64 kept_until_utc_s, gint64 now_utc_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgBackupFacts, ctg_backup_facts_free)

G_END_DECLS
