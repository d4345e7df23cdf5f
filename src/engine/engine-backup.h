/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* A profile in one file, without its secrets, and back again. */
typedef struct
{
  gint64 made_utc_s;
  gint64 n_messages;
  gint64 n_contacts;
  gint64 n_accounts;
  gint64 n_attachments;
  gint64 n_missing;    /* attachments that the profile has lost */
  gint64 size_bytes;   /* of the file */
  char *kept;          /* (owned) (nullable) after restoring: where the former profile is, for CTG_KEPT_S */
} CtgBackupResult;

#define CTG_KEPT_S (7 * 24 * 3600)

void             ctg_backup_result_free      (CtgBackupResult *self);

/* Safe while anybody reads and writes. Progress is in bytes, on the main context. */
void             ctg_engine_backup_async     (CtgEngine *self, const char *path, gboolean replaces,
                                              CtgProgressFunc progress, gpointer progress_data,
                                              GCancellable *cancellable, GAsyncReadyCallback callback,
                                              gpointer user_data);
CtgBackupResult *ctg_engine_backup_finish    (CtgEngine *self, GAsyncResult *result, GError **error);

/* No engine of this profile may be open in this process; BUSY where one is in another. */
void             ctg_profile_restore_async   (const CtgProfile *profile, const char *path, CtgProgressFunc progress,
                                              gpointer progress_data, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
CtgBackupResult *ctg_profile_restore_finish  (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgBackupResult, ctg_backup_result_free)

G_END_DECLS
