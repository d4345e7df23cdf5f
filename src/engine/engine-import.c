/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mail files. Reading and parsing go on while the writer stores the batch before; a batch is one transaction, so a
 * killed import is simply done again: what is there is recognised. */

#include "engine-private.h"

#include "clock.h"
#include "contacts.h"
#include "errors.h"
#include "fault.h"
#include "ingest.h"
#include "mail.h"
#include "mailbox-files.h"
#include "own-addresses.h"
#include "progress.h"
#include "write-queue.h"

#include <string.h>

#define BATCH 500
#define BATCH_BYTES (16 * 1024 * 1024)

typedef struct
{
  CtgMail *mail;           /* (owned) (nullable) NULL: could not be read */
  GBytes *source;          /* (owned) (nullable) */
  char *path;              /* (owned) */
  gint64 offset;
  gint64 length;
} Item;

typedef struct _Import Import;

typedef struct
{
  Import *import;
  GPtrArray *items;        /* (owned) (element-type Item) */
} Batch;

struct _Import
{
  CtgEngine *engine;       /* (owned) */
  GStrv paths;             /* (owned) */
  GStrv me;                /* (owned) (nullable) */
  gboolean log;
  gboolean create_contacts;
  CtgProgress *progress;   /* (owned) */

  GHashTable *own;         /* (owned) */
  CtgWriteQueue *queue;    /* (owned) */
  Batch *batch;            /* (owned) being filled */
  gsize batch_bytes;
  gint64 n_files;
  CtgImportCounts counts;  /* n_seen here; the rest on the writer, read after the flush */
};

static void
item_free (Item *item)
{
  g_clear_pointer (&item->mail, ctg_mail_unref);
  g_clear_pointer (&item->source, g_bytes_unref);
  g_free (item->path);
  g_free (item);
}

static void
batch_free (Batch *batch)
{
  g_ptr_array_unref (batch->items);
  g_free (batch);
}

static Batch *
batch_new (Import *import)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->import = import;
  batch->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  return batch;
}

static void
import_free (Import *import)
{
  g_clear_pointer (&import->queue, ctg_write_queue_free);
  g_clear_pointer (&import->batch, batch_free);
  g_clear_pointer (&import->own, g_hash_table_unref);
  g_strfreev (import->paths);
  g_strfreev (import->me);
  ctg_progress_free (import->progress);
  g_object_unref (import->engine);
  g_free (import);
}

/* One for a correspondent: who wrote a letter to us, or whom we wrote to. Automatic and list mail makes nobody. */
static gboolean
create_contact (CtgDb *db, Import *import, const CtgAddress *address, GError **error)
{
  gboolean made;

  if (!ctg_engine_ensure_contact (db, import->own, address->name, address->address, &made, error))
    return FALSE;
  import->counts.n_contacts_created += made;
  return TRUE;
}

static gboolean
create_contacts (CtgDb *db, Import *import, const CtgMail *mail, GError **error)
{
  const CtgAddress *author = ctg_mail_get_author (mail);
  g_autofree char *key = NULL;

  if (author == NULL || mail->automatic != CTG_AUTOMATIC_HUMAN)
    return TRUE;
  key = ctg_address_key (author->address);
  if (!g_hash_table_contains (import->own, key))
    return create_contact (db, import, author, error);
  for (guint i = 0; i < mail->to->len; i++)
    if (!create_contact (db, import, g_ptr_array_index (mail->to, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
log_item (CtgDb *db, Import *import, const Item *item, CtgIngestResult *result, GError **error)
{
  guint n_entries = 0;

  if (import->create_contacts && !create_contacts (db, import, item->mail, error))
    return FALSE;
  if (!ctg_ingest_log (db, import->own, result->key, 0, "import", NULL, &n_entries, error))
    return FALSE;
  result->n_entries += n_entries;
  return TRUE;
}

static gboolean
commit_item (CtgDb *db, Import *import, const Item *item, GError **error)
{
  CtgIngestResult result;
  CtgIngestOrigin origin = {
    .path = item->path, .offset = item->offset, .length = item->length, .size_bytes = item->length,
    .logs_all = import->log,
  };

  if (item->mail == NULL)
    {
      g_autofree char *where = g_strdup_printf ("%s@%" G_GINT64_FORMAT, item->path, item->offset);

      import->counts.n_failed++;
      return ctg_quarantine_add (db, NULL, where, "unreadable", item->source, error);
    }
  if (!ctg_ingest_head (db, import->own, item->mail, &origin, &result, error) ||
      (import->log && !result.is_never && !log_item (db, import, item, &result, error)))
    return FALSE;
  import->counts.n_known += !result.is_new;
  if (result.n_entries == 0)
    {
      import->counts.n_unlogged++;
      return TRUE;
    }
  import->counts.n_logged++;
  return ctg_ingest_body (db, result.key, item->mail, item->source, CTG_BODY_LOGGED, error);
}

static gboolean
commit_batch (CtgDb *db, gpointer data, GError **error)
{
  Batch *batch = data;

  ctg_db_note_change (db, CTG_CHANGE_MESSAGES | CTG_CHANGE_LOG | CTG_CHANGE_CONTACTS);
  for (guint i = 0; i < batch->items->len; i++)
    if (!commit_item (db, batch->import, g_ptr_array_index (batch->items, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
push_batch (Import *import, GError **error)
{
  Batch *batch = g_steal_pointer (&import->batch);

  import->batch = batch_new (import);
  import->batch_bytes = 0;
  if (!ctg_fault_point ("import-batch", error))
    {
      batch_free (batch);
      return FALSE;
    }
  return ctg_write_queue_push (import->queue, commit_batch, batch, (GDestroyNotify) batch_free, error);
}

static gboolean
take_message (const char *path, gint64 offset, gint64 length, GBytes *bytes, const GError *failure, gpointer data,
              GError **error)
{
  Import *import = data;
  Item *item = g_new0 (Item, 1);
  g_autofree char *mark = g_strdup_printf ("%s@%" G_GINT64_FORMAT, path, offset);
  int slot = bytes != NULL ? ctg_poison_begin (import->engine->poison, mark) : -1;

  if (slot >= 0)
    {
      item->mail = ctg_mail_parse (bytes, import->log ? CTG_MAIL_CONTENT : 0, NULL);
      ctg_poison_end (import->engine->poison, slot);
    }
  /* Without logging only metadata is kept: the letter stays in its file. */
  item->source = bytes != NULL && (import->log || item->mail == NULL) ? g_bytes_ref (bytes) : NULL;
  item->path = g_strdup (path);
  item->offset = offset;
  item->length = length;
  g_ptr_array_add (import->batch->items, item);
  import->batch_bytes += (gsize) length;
  import->counts.n_seen++;
  ctg_progress_tell (import->progress, import->counts.n_seen, import->n_files);
  if (import->batch->items->len < BATCH && import->batch_bytes < BATCH_BYTES)
    return TRUE;
  return push_batch (import, error);
}

static gboolean
run_import (Import *import, GCancellable *cancellable, GError **error)
{
  import->own = ctg_own_addresses_read (import->engine->store, error);
  if (import->own == NULL)
    return FALSE;
  for (guint i = 0; import->me != NULL && import->me[i] != NULL; i++)
    ctg_own_addresses_add (import->own, import->me[i]);
  import->queue = ctg_write_queue_new (import->engine->store);
  import->batch = batch_new (import);
  import->n_files = ctg_mailbox_files_count ((const char *const *) import->paths);
  return ctg_mailbox_files_each ((const char *const *) import->paths, take_message, import, cancellable, error) &&
         push_batch (import, error) && ctg_write_queue_flush (import->queue, error);
}

static gpointer
import_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Import *import = data;
  gint64 began_us = ctg_clock_monotonic_us ();
  gboolean imported;

  ctg_store_set_bulk (import->engine->store, TRUE);
  imported = run_import (import, cancellable, error);
  ctg_store_set_bulk (import->engine->store, FALSE);
  if (!imported)
    return NULL;
  import->counts.seconds = (double) (ctg_clock_monotonic_us () - began_us) / G_USEC_PER_SEC;
  return g_memdup2 (&import->counts, sizeof import->counts);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CtgEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  CtgImportCounts *counts = ctg_worker_run_finish (result, &error);

  if (!ctg_engine_is_started (self))
    ctg_engine_release (self);
  if (counts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, counts, g_free);
}

/**
 * ctg_engine_import_mail_async:
 * @self: the engine
 * @options: copied
 * @progress: (nullable): called on this main context now and then
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it between two messages; what is committed stays
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads mbox, Maildir and single message files. Doing it twice changes nothing.
 */
void
ctg_engine_import_mail_async (CtgEngine *self, const CtgImportOptions *options, CtgProgressFunc progress,
                              gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  Import *import;

  if (!ctg_engine_hold (self, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  import = g_new0 (Import, 1);
  import->engine = g_object_ref (self);
  import->paths = g_strdupv ((char **) options->paths);
  import->me = g_strdupv ((char **) options->me);
  import->log = options->log;
  import->create_contacts = options->create_contacts;
  import->progress = ctg_progress_new (progress, progress_data);
  ctg_worker_run_async (self->files, import_job, import, (GDestroyNotify) import_free, g_free, cancellable,
                        imported_cb, task);
}

/**
 * ctg_engine_import_mail_finish:
 * @self: the engine
 * @result: what the callback got
 * @counts: (out): seen = logged + unlogged + failed
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_BUSY when another process holds the lock, %CTG_ERROR_STORAGE_FULL, ...
 *
 * Returns: whether all of it was read
 */
gboolean
ctg_engine_import_mail_finish (CtgEngine *self, GAsyncResult *result, CtgImportCounts *counts, GError **error)
{
  g_autofree CtgImportCounts *made = g_task_propagate_pointer (G_TASK (result), error);

  if (made == NULL)
    return FALSE;
  *counts = *made;
  return TRUE;
}
