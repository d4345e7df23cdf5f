/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The copy in Sent (S5, B31 to B35): looked for first, always, so that a crash between putting it there and noting it
 * makes no second one; then put there, unless the server does that by itself. Whatever happens, what was sent stays
 * sent. */

#include "sent-copy.h"
#include "clock.h"
#include "errors.h"
#include "fault.h"

/* The pull may not have been here yet. A name that merely holds the letters is never taken unasked. */
static char *
find_sent_folder (CtgBackend *backend, const CtgAccount *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  const CtgFolderInfo *sent;
  CtgSentReason reason;

  if (account->sent_remote_name != NULL)
    return g_strdup (account->sent_remote_name);
  folders = ctg_backend_list_folders (backend, CTG_LISTING_NAMES, cancellable, error);
  if (folders == NULL)
    return NULL;
  sent = ctg_sent_folder_choose (folders, &reason);
  if (sent != NULL && reason != CTG_SENT_CONTAINS)
    return g_strdup (sent->remote_name);
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sent-folder", "The mailbox has no Sent folder");
  return NULL;
}

typedef struct
{
  gint64 id;
  char *folder;             /* (owned) (nullable) */
  CtgOutboxItem *item;      /* (owned) (nullable) */
  GBytes *bytes;            /* (owned) (nullable) */
  CtgOutboxCopy copy;
  const GError *cause;      /* (nullable) */
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->folder, g_free);
  g_clear_pointer (&job->item, ctg_outbox_item_free);
  g_clear_pointer (&job->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
read_item (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->item = ctg_outbox_get (db, job->id, error);
  if (job->item == NULL)
    return FALSE;
  job->bytes = ctg_outbox_get_bytes (db, job->id, NULL);
  return TRUE;
}

/* A pull may have met the copy meanwhile; then it is noted already. */
static gboolean
write_copy (CtgDb *db, gpointer data, GError **error)
{
  const Job *job = data;
  g_autoptr (GError) failure = NULL;

  if (ctg_outbox_set_copy (db, job->id, job->copy, job->cause, &failure) ||
      ctg_error_has_reason (failure, "outbox-state"))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
note (CtgStore *store, Job *job, CtgOutboxCopy copy, const GError *cause, GError **error)
{
  job->copy = copy;
  job->cause = cause;
  return ctg_store_write (store, write_copy, job, NULL, error);
}

static gboolean
write_found (CtgDb *db, gpointer data, GError **error)
{
  const Job *job = data;

  return ctg_outbox_accept (db, job->id, CTG_OUTBOX_UNKNOWN, NULL, NULL, CTG_COPY_SERVER, 0, error);
}

/**
 * ctg_sent_copy_look:
 * @backend: the account's mailbox, open
 * @store: the profile's database
 * @account: whose
 * @id: an outgoing message nobody knows the fate of
 * @cancellable: (nullable): ends it
 * @error: what a mailbox can meet; %CTG_ERROR_STORAGE
 *
 * Looks for it in Sent. If it is there, the server has taken it; if not, that proves nothing, and it stays unknown.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_sent_copy_look (CtgBackend *backend, CtgStore *store, const CtgAccount *account, gint64 id,
                    GCancellable *cancellable, GError **error)
{
  g_auto (Job) job = { .id = id };
  gboolean found;

  job.folder = find_sent_folder (backend, account, cancellable, error);
  if (job.folder == NULL || !ctg_store_read (store, read_item, &job, cancellable, error) ||
      !ctg_backend_has (backend, job.folder, job.item->message_id, &found, cancellable, error))
    return FALSE;
  return !found || ctg_store_write (store, write_found, &job, NULL, error);
}

/* What a later try may mend by itself. */
static gboolean
is_passing (const GError *failure)
{
  return ctg_error_is_cancelled (failure) || g_error_matches (failure, CTG_ERROR, CTG_ERROR_NETWORK) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_TIMED_OUT) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_BUSY) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_OFFLINE);
}

static gboolean
append (CtgBackend *backend, CtgStore *store, Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (job->bytes == NULL)
    return note (store, job, CTG_COPY_NONE, NULL, error);
  if (ctg_fault_point ("send-copy", &failure) &&
      ctg_backend_append (backend, job->folder, job->bytes, job->item->state_utc_s, cancellable, &failure))
    return note (store, job, CTG_COPY_SAVED, NULL, error);
  if (!is_passing (failure))
    return note (store, job, CTG_COPY_FAILED, failure, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/**
 * ctg_sent_copy_make:
 * @backend: the account's mailbox, open
 * @store: the profile's database
 * @account: whose
 * @id: an accepted message without a copy
 * @cancellable: (nullable): ends it
 * @error: what a later try may mend; %CTG_ERROR_STORAGE
 *
 * Sees to it that Sent has exactly one copy. What cannot be mended is noted with the message, not reported here. Where
 * the server keeps its own, it is only looked for.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_sent_copy_make (CtgBackend *backend, CtgStore *store, const CtgAccount *account, gint64 id,
                    GCancellable *cancellable, GError **error)
{
  g_auto (Job) job = { .id = id };
  g_autoptr (GError) failure = NULL;
  gboolean found;

  if (!ctg_store_read (store, read_item, &job, cancellable, error))
    return FALSE;
  job.folder = find_sent_folder (backend, account, cancellable, &failure);
  if (ctg_error_has_reason (failure, "no-sent-folder"))
    return note (store, &job, CTG_COPY_FAILED, failure, error);
  if (failure == NULL)
    ctg_backend_has (backend, job.folder, job.item->message_id, &found, cancellable, &failure);
  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  if (found)
    return note (store, &job, CTG_COPY_SERVER, NULL, error);
  if (account->outgoing != NULL && ctg_sent_is_kept_by_server (account->kind, account->outgoing->host))
    return TRUE;
  return append (backend, store, &job, cancellable, error);
}
