/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A folder's pull, step by step: rows, places, what has gone and the token are one transaction. */

#include "pull-step.h"

#include "clock.h"
#include "fault.h"
#include "ingest.h"
#include "label-locations.h"
#include "requests.h"
#include "write-queue.h"

typedef struct
{
  CtgMail *mail;              /* (owned) (nullable) NULL: could not be read */
  char *remote_id;            /* (owned) */
  gint64 received_utc_s;
  gint64 size_bytes;
  GBytes *header;             /* (owned) (nullable) kept only of what could not be read */
  CtgLabels *labels;          /* (owned) (nullable) */
} Item;

/* A committed step of a folder's pull. */
typedef struct
{
  const CtgPull *pull;
  CtgPullTotals *totals;
  gint64 folder_id;
  char *folder_name;          /* (owned) */
  gboolean reset;
  GPtrArray *items;           /* (owned) (element-type Item) oldest first: ascending keys are cheap to insert */
  GPtrArray *gone;            /* (owned) (nullable) */
  GPtrArray *relabelled;      /* (owned) (nullable) (element-type CtgRemoteHeader) */
  GPtrArray *unreadable;      /* (owned) (nullable) (element-type utf8) */
  const CtgLabelPlaces *places; /* (nullable) of this folder's labels */
  char *base;                 /* (owned) (nullable) the token of the step before */
  char *token;                /* (owned) */
  gint64 n_messages;
  gboolean tells_size;        /* nobody asked how the folder stands, and this is the first that is heard of it */
} Step;

typedef struct
{
  const CtgPull *pull;
  CtgPullTotals *totals;
  const CtgFolder *folder;
  CtgWriteQueue *queue;
  const CtgLabelPlaces *places; /* (nullable) */
  gboolean knows_size;
  char *token;                /* (owned) (nullable) of the last step */
} FolderPull;

static void
item_free (Item *item)
{
  g_clear_pointer (&item->mail, ctg_mail_unref);
  g_clear_pointer (&item->header, g_bytes_unref);
  ctg_labels_free (item->labels);
  g_free (item->remote_id);
  g_free (item);
}

static void
step_free (Step *step)
{
  g_ptr_array_unref (step->items);
  g_clear_pointer (&step->gone, g_ptr_array_unref);
  g_clear_pointer (&step->relabelled, g_ptr_array_unref);
  g_clear_pointer (&step->unreadable, g_ptr_array_unref);
  g_free (step->folder_name);
  g_free (step->base);
  g_free (step->token);
  g_free (step);
}

static Item *
item_new (const CtgPull *pull, const CtgRemoteHeader *header)
{
  Item *item = g_new0 (Item, 1);
  g_autofree char *name = g_strdup_printf ("%s/%s/head", pull->account_id, header->remote_id);
  int slot = ctg_poison_begin (pull->poison, name);

  if (slot >= 0)
    {
      item->mail = ctg_mail_parse (header->header, CTG_MAIL_HEADERS_ONLY, NULL);
      ctg_poison_end (pull->poison, slot);
    }
  if (item->mail == NULL)
    item->header = g_bytes_ref (header->header);
  item->remote_id = g_strdup (header->remote_id);
  item->received_utc_s = header->received_utc_s;
  item->size_bytes = header->size_bytes;
  item->labels = ctg_labels_copy (header->labels);
  return item;
}

static gboolean
commit_item (CtgDb *db, const Step *step, const Item *item, GError **error)
{
  CtgIngestResult result;
  CtgIngestOrigin origin = {
    .account_id = step->pull->account_id,
    .folder_id = step->folder_id,
    .folder_name = step->folder_name,
    .remote_id = item->remote_id,
    .received_utc_s = item->received_utc_s,
    .size_bytes = item->size_bytes,
  };

  if (step->places != NULL && item->labels != NULL)
    {
      origin.labels = (const char *const *) item->labels->names;
      origin.sent_folder_id = ctg_label_places_find_sent (step->places, item->labels);
    }
  if (item->mail == NULL)
    {
      step->totals->n_failed++;
      return ctg_quarantine_add (db, origin.account_id, item->remote_id, "unreadable-header", item->header, error);
    }
  if (!ctg_ingest_head (db, step->pull->own, item->mail, &origin, &result, error))
    return FALSE;
  step->totals->n_logged += result.n_entries;
  return step->places == NULL ||
         ctg_label_places_put (step->places, db, result.key, item->remote_id, item->labels, error);
}

static gboolean
commit_relabelled (CtgDb *db, const Step *step, GError **error)
{
  guint n_entries = 0;

  for (guint i = 0; step->places != NULL && i < step->relabelled->len; i++)
    if (!ctg_label_places_relabel (step->places, db, step->pull->own, g_ptr_array_index (step->relabelled, i),
                                   &n_entries, error))
      return FALSE;
  step->totals->n_logged += n_entries;
  return TRUE;
}

static gboolean
commit_gone (CtgDb *db, const Step *step, GError **error)
{
  if (step->gone == NULL || step->gone->len == 0)
    return TRUE;
  return (step->places == NULL ||
          ctg_label_locations_drop_gone (db, step->folder_id, step->gone, error)) &&
         ctg_messages_drop_locations (db, step->folder_id, step->gone, error);
}

/* What the server itself fails at is set aside, without a byte of it, so that somebody may look why. */
static gboolean
commit_unreadable (CtgDb *db, const Step *step, GError **error)
{
  for (guint i = 0; i < step->unreadable->len; i++)
    {
      const char *remote_id = g_ptr_array_index (step->unreadable, i);

      g_info ("%s: the server fails at the message %s", step->folder_name, remote_id);
      if (!ctg_quarantine_add (db, step->pull->account_id, remote_id, "server-error", NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_pull_note_size:
 * @db: the writer
 * @account_id: whose folder it is
 * @folder_name: its name, for people
 * @n_messages: how many there are in it
 * @error: %CTG_ERROR_STORAGE
 *
 * A folder that is too large is said in a row of the mailbox's page (B29).
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_pull_note_size (CtgDb *db, const char *account_id, const char *folder_name, gint64 n_messages, GError **error)
{
  if (n_messages > CTG_PULL_LARGE_FOLDER)
    return ctg_problems_set (db, account_id, "TOO_LARGE", "large-folder", folder_name, NULL, error);
  return ctg_problems_clear (db, account_id, "TOO_LARGE", folder_name, error);
}

static gboolean
commit_step (CtgDb *db, gpointer data, GError **error)
{
  Step *step = data;

  if (step->reset && !ctg_messages_drop_locations (db, step->folder_id, NULL, error))
    return FALSE;
  if (!commit_gone (db, step, error) || !commit_unreadable (db, step, error))
    return FALSE;
  for (guint i = 0; i < step->items->len; i++)
    if (!commit_item (db, step, g_ptr_array_index (step->items, i), error))
      return FALSE;
  if (!commit_relabelled (db, step, error))
    return FALSE;
  if (step->tells_size && step->places == NULL &&
      !ctg_pull_note_size (db, step->pull->account_id, step->folder_name, step->n_messages, error))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_FOLDERS);
  if (step->items->len + step->relabelled->len > 0)
    ctg_db_note_change (db, CTG_CHANGE_MESSAGES);
  /* Several steps wait for the writer at a time: where one failed, those after it must not say that it is held. */
  return ctg_folders_move_token (db, step->folder_id, step->base, step->token, step->n_messages,
                                 ctg_clock_now_utc_s (), error);
}

static gboolean
take_delta (const CtgDelta *delta, gpointer data, GError **error)
{
  FolderPull *folder_pull = data;
  Step *step = g_new0 (Step, 1);

  step->pull = folder_pull->pull;
  step->totals = folder_pull->totals;
  step->folder_id = folder_pull->folder->id;
  step->folder_name = g_strdup (folder_pull->folder->name);
  step->reset = delta->reset;
  step->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  step->places = folder_pull->places;
  for (guint i = delta->added->len; i > 0; i--)
    {
      const CtgRemoteHeader *header = g_ptr_array_index (delta->added, i - 1);

      if (step->places == NULL || ctg_label_places_is_mail (header->labels))
        g_ptr_array_add (step->items, item_new (folder_pull->pull, header));
    }
  step->relabelled = g_ptr_array_ref (delta->relabelled);
  step->gone = delta->gone != NULL ? g_ptr_array_ref (delta->gone) : NULL;
  step->unreadable = g_ptr_array_ref (delta->unreadable);
  step->base = g_steal_pointer (&folder_pull->token);
  step->token = g_strdup (delta->token);
  folder_pull->token = g_strdup (delta->token);
  step->n_messages = delta->n_messages;
  step->tells_size = !folder_pull->knows_size;
  folder_pull->knows_size = TRUE;
  folder_pull->totals->n_seen += delta->added->len;
  if (folder_pull->pull->progress != NULL)
    folder_pull->pull->progress (folder_pull->folder->name, delta->n_done, delta->n_total,
                                 folder_pull->pull->progress_data);
  if (!ctg_fault_point ("sync-window", error))
    {
      step_free (step);
      return FALSE;
    }
  return ctg_write_queue_push (folder_pull->queue, commit_step, step, (GDestroyNotify) step_free, error);
}

/**
 * ctg_pull_headers:
 * @self: what to work with
 * @folder: which one, with what is held of it
 * @places: (nullable): if it has all mail, the folders that are labels of it
 * @totals: (inout): grows
 * @cancellable: (nullable): ends it; what is committed stays
 * @error: as the backend's and the store's
 *
 * Brings what is new in a folder, a step a transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_pull_headers (const CtgPull *self, const CtgFolder *folder, const CtgLabelPlaces *places, CtgPullTotals *totals,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgWriteQueue) queue = ctg_write_queue_new (self->store);
  FolderPull folder_pull = { self, totals, folder, queue, places, folder->n_messages >= 0,
                             g_strdup (folder->token) };
  gboolean done = ctg_backend_pull (self->backend, folder->remote_name, folder->token, self->since_utc_s, take_delta,
                                    &folder_pull, cancellable, error);

  g_free (folder_pull.token);
  return done && ctg_write_queue_flush (queue, error) && ctg_fault_point ("sync-folder-done", error);
}
