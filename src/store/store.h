/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The profile's database. One writer thread owns the only read-write connection; two readers own read-only ones.
 * What a job gets is a CtgDb, valid inside the job only. A write job is one transaction: it commits when the job
 * returns TRUE, else nothing of it remains. Nothing of the store calls out while a job runs. */
#define CTG_TYPE_STORE (ctg_store_get_type ())
G_DECLARE_FINAL_TYPE (CtgStore, ctg_store, CTG, STORE, GObject)

typedef struct _CtgDb CtgDb;

typedef gboolean (*CtgStoreFunc) (CtgDb *db, gpointer data, GError **error);

typedef enum
{
  CTG_CHANGE_ACCOUNTS = 1 << 0,
  CTG_CHANGE_FOLDERS  = 1 << 1,
  CTG_CHANGE_CONTACTS = 1 << 2,
  CTG_CHANGE_MESSAGES = 1 << 3,   /* heads: came, went */
  CTG_CHANGE_LOG      = 1 << 4,   /* what is logged on whom, bodies, attachments */
  CTG_CHANGE_REQUESTS = 1 << 5,
  CTG_CHANGE_PROBLEMS = 1 << 6,
  CTG_CHANGE_OUTBOX   = 1 << 7,
  CTG_CHANGE_DRAFTS   = 1 << 8,
  CTG_CHANGE_SEQUENCES = 1 << 9,
  CTG_CHANGE_ALL      = 0x3ff,
} CtgChange;

typedef enum
{
  CTG_STORE_READ_ONLY = 1 << 0,
} CtgStoreFlags;

/* Signal `changed (guint changes)`: on the main context after a commit, of this process or (as CTG_CHANGE_ALL) of
 * another one. */
CtgStore   *ctg_store_open         (const char *data_dir, CtgStoreFlags flags, GError **error);
void        ctg_store_close        (CtgStore *self);   /* waits for the queued jobs, checkpoints */
const char *ctg_store_get_data_dir (CtgStore *self);
void        ctg_store_set_bulk     (CtgStore *self, gboolean bulk);   /* larger FTS hash while importing */

gboolean    ctg_store_write        (CtgStore *self, CtgStoreFunc func, gpointer data, GCancellable *cancellable,
                                    GError **error);
void        ctg_store_write_async  (CtgStore *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    ctg_store_write_finish (CtgStore *self, GAsyncResult *result, GError **error);
gboolean    ctg_store_read         (CtgStore *self, CtgStoreFunc func, gpointer data, GCancellable *cancellable,
                                    GError **error);
void        ctg_store_read_async   (CtgStore *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    ctg_store_read_finish  (CtgStore *self, GAsyncResult *result, GError **error);

void        ctg_db_note_change     (CtgDb *db, CtgChange changes);

/* For `doctor`: PRAGMA quick_check (or integrity_check) and FTS integrity-check; CTG_ERROR_STORAGE says what
 * is wrong. */
gboolean    ctg_store_check        (CtgStore *self, gboolean thorough, GError **error);

/* The lock on DATA_DIR/engine.lock: only its holder uses the network. NULL with CTG_ERROR_BUSY: another process has
 * it. */
typedef struct _CtgEngineLock CtgEngineLock;
CtgEngineLock *ctg_engine_lock_take    (const char *data_dir, GError **error);
void           ctg_engine_lock_release (CtgEngineLock *self);

G_END_DECLS
