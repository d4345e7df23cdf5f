/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Past correspondence, on request: every folder but those of drafts, rubbish and spam is searched for the chosen
 * people, newest first. Headers come first; what names nobody chosen leaves no trace; then come the bodies of what was
 * logged. It is done in slices, so that news is not kept waiting for an hour of history, and each step's rows and token
 * are one transaction: paused, killed or cut off it goes on from the last one.
 *
 *   after a step                        what follows
 *   no longer open, or cancelled        nothing: the next slice finds out
 *   the slice is over                   the bodies of what was logged, then a look for news, then the next slice
 *   enough is logged without a body     the bodies, then the same folder again
 */

#include "history-pull.h"

#include "clock.h"
#include "contacts.h"
#include "errors.h"
#include "fault.h"
#include "history.h"
#include "ingest.h"
#include "label-places.h"
#include "requests.h"

#include <string.h>

/* Bodies are fetched when so many are wanted: a kill loses no more than their headers' order. */
#define WANTED_MAX 2000

typedef struct
{
  const CtgPull *pull;
  CtgHistory *history;         /* (owned) */
  const CtgHistoryFolder *folder;
  GStrv people;                /* (owned) (nullable) */
  gint64 end_us;               /* of the slice */
  gint64 n_logged;             /* since bodies were fetched */
  gboolean is_over;            /* it was this end that stopped the search, not a failure */
  gboolean has_failed;         /* a step could not be committed */
  gboolean is_closed;          /* paused or given up meanwhile */
} Search;

typedef struct
{
  Search *search;
  const CtgDelta *delta;
  GPtrArray *mails;            /* (element-type CtgMail) (nullable items) in the order of delta->added */
} Step;

static void
unref_mail (gpointer mail)
{
  g_clear_pointer (&mail, ctg_mail_unref);
}

static CtgMail *
parse_header (const CtgPull *pull, const CtgRemoteHeader *header)
{
  g_autofree char *name = g_strdup_printf ("%s/%s/head", pull->account_id, header->remote_id);
  int slot = ctg_poison_begin (pull->poison, name);
  CtgMail *mail = NULL;

  if (slot < 0)
    return NULL;
  mail = ctg_mail_parse (header->header, CTG_MAIL_HEADERS_ONLY, NULL);
  ctg_poison_end (pull->poison, slot);
  return mail;
}

static gboolean
commit_one (CtgDb *db, const Step *step, guint i, gint64 *n_logged, gint64 *n_failed, GError **error)
{
  const Search *search = step->search;
  const CtgRemoteHeader *header = g_ptr_array_index (step->delta->added, i);
  const CtgMail *mail = g_ptr_array_index (step->mails, i);
  CtgIngestResult result;
  CtgIngestOrigin origin = {
    .account_id = search->pull->account_id,
    .folder_id = search->folder->folder_id,
    .folder_name = search->folder->name,
    .remote_id = header->remote_id,
    .received_utc_s = header->received_utc_s,
    .size_bytes = header->size_bytes,
  };

  if (!ctg_label_places_is_mail (header->labels))
    return TRUE;
  if (header->labels != NULL)
    origin.labels = (const char *const *) header->labels->names;
  if (mail == NULL)
    {
      *n_failed += 1;
      return ctg_quarantine_add (db, origin.account_id, header->remote_id, "unreadable-header", header->header, error);
    }
  if (!ctg_ingest_past (db, search->pull->own, mail, &origin, search->history->contact_id, &result, error))
    return FALSE;
  *n_logged += result.n_entries;
  return TRUE;
}

/* What was found under other numbers is void; a watched folder's own pull sees to its places itself. */
static gboolean
drop_void (CtgDb *db, const Step *step, GError **error)
{
  const CtgHistoryFolder *folder = step->search->folder;

  return !step->delta->reset || folder->pull_token != NULL ||
         ctg_messages_drop_locations (db, folder->folder_id, NULL, error);
}

static gboolean
commit_step (CtgDb *db, gpointer data, GError **error)
{
  Step *step = data;
  Search *search = step->search;
  const CtgDelta *delta = step->delta;
  gint64 id = search->history->id, n_logged = 0, n_failed = 0;

  search->is_closed = !ctg_history_is_open (db, id);
  if (search->is_closed)
    return TRUE;
  if (!drop_void (db, step, error))
    return FALSE;
  for (guint i = delta->added->len; i > 0; i--)
    if (!commit_one (db, step, i - 1, &n_logged, &n_failed, error))
      return FALSE;
  search->n_logged += n_logged;
  if (n_logged > 0)
    ctg_db_note_change (db, CTG_CHANGE_MESSAGES);
  return ctg_history_add_counts (db, id, delta->added->len, n_logged, n_failed, error) &&
         ctg_history_note_step (db, id, search->folder->folder_id, delta->token, delta->n_done, delta->n_total, error);
}

static gboolean
take_step (const CtgDelta *delta, gpointer data, GError **error)
{
  Search *search = data;
  g_autoptr (GPtrArray) mails = g_ptr_array_new_with_free_func (unref_mail);
  Step step = { search, delta, mails };

  for (guint i = 0; i < delta->added->len; i++)
    g_ptr_array_add (mails, parse_header (search->pull, g_ptr_array_index (delta->added, i)));
  search->has_failed = !ctg_fault_point ("history-step", error) ||
                       !ctg_store_write (search->pull->store, commit_step, &step, NULL, error);
  if (search->has_failed)
    return FALSE;
  if (search->pull->progress != NULL)
    search->pull->progress (search->folder->name, delta->n_done, delta->n_total, search->pull->progress_data);
  search->is_over = search->is_closed || search->n_logged >= WANTED_MAX ||
                    ctg_clock_monotonic_us () >= search->end_us;
  if (search->is_over)
    ctg_error_set (error, CTG_ERROR_BUSY, "slice-over", "The rest comes later");
  return !search->is_over;
}

/* Bodies of what was logged in this folder. */
static gboolean
fetch_bodies (Search *search, const char *token, gboolean *done, GCancellable *cancellable, GError **error)
{
  CtgFolder folder = {
    .id = search->folder->folder_id, .remote_name = search->folder->remote_name,
    .token = (char *) (search->folder->pull_token != NULL ? search->folder->pull_token : token),
  };
  CtgPullTotals totals = { 0 };
  gboolean more = TRUE;

  *done = FALSE;
  while (more && !search->is_closed)
    {
      if (!ctg_pull_some_bodies (search->pull, &folder, &totals, &more, cancellable, error))
        return FALSE;
      if (more && ctg_clock_monotonic_us () >= search->end_us)
        return TRUE;
    }
  *done = !search->is_closed;
  return TRUE;
}

/* One folder's list entry, read anew: its token has moved with the steps. */
typedef struct
{
  Search *search;
  GPtrArray *folders;
} FolderQuery;

static gboolean
read_folders (CtgDb *db, gpointer data, GError **error)
{
  FolderQuery *query = data;
  CtgHistory *history = query->search->history;

  query->search->is_closed = !ctg_history_is_open (db, history->id);
  query->folders = ctg_history_list_folders (db, history->id, error);
  return query->folders != NULL;
}

static gboolean
end_folder (CtgDb *db, gpointer data, GError **error)
{
  const Search *search = data;

  return ctg_history_end_folder (db, search->history->id, search->folder->folder_id, error);
}

static gboolean
search_folder (Search *search, gboolean *found_all, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  search->is_over = FALSE;
  search->n_logged = 0;
  *found_all = ctg_backend_find (search->pull->backend, search->folder->remote_name, search->folder->token,
                                 (const char *const *) search->people, search->history->since_utc_s, take_step,
                                 search, cancellable, &failure);
  if (*found_all || (search->is_over && ctg_error_has_reason (failure, "slice-over")))
    return TRUE;
  /* A folder that is gone, or that the server does not open, keeps the others back no longer. */
  *found_all = !search->has_failed && g_error_matches (failure, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  if (*found_all)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static const CtgHistoryFolder *
find_next (GPtrArray *folders, gint64 folder_id)
{
  for (guint i = 0; i < folders->len; i++)
    {
      const CtgHistoryFolder *folder = g_ptr_array_index (folders, i);

      if (folder_id != 0 ? folder->folder_id == folder_id : !folder->is_done)
        return folder;
    }
  return NULL;
}

/* A part of one folder: headers up to the end of the slice or enough of them, then bodies. */
static gboolean
do_part (Search *search, const CtgHistoryFolder *folder, GCancellable *cancellable, GError **error)
{
  FolderQuery again = { search, NULL };
  g_autoptr (GPtrArray) folders = NULL;
  const CtgHistoryFolder *now;
  gboolean found_all, fetched_all;

  search->folder = folder;
  if (!search_folder (search, &found_all, cancellable, error) ||
      !ctg_store_read (search->pull->store, read_folders, &again, cancellable, error))
    return FALSE;
  folders = again.folders;
  now = find_next (folders, folder->folder_id);
  if (now == NULL || search->is_closed)
    return TRUE;
  if (!fetch_bodies (search, now->token, &fetched_all, cancellable, error))
    return FALSE;
  return !found_all || !fetched_all ||
         (ctg_fault_point ("history-folder-done", error) &&
          ctg_store_write (search->pull->store, end_folder, search, cancellable, error));
}

/* Which folders. */

typedef struct
{
  Search *search;
  GPtrArray *infos;            /* (element-type CtgFolderInfo) */
} FolderNote;

/* Where folders are labels, the one that has all mail has what is in the others. */
static gboolean
is_searched (CtgBackend *backend, const CtgFolderInfo *info)
{
  const char *all_mail = ctg_backend_get_all_mail (backend);

  if (all_mail != NULL)
    return g_str_equal (info->remote_name, all_mail);
  return info->can_select && info->role != CTG_FOLDER_DRAFTS && info->role != CTG_FOLDER_TRASH &&
         info->role != CTG_FOLDER_JUNK;
}

static const CtgFolder *
find_held (GPtrArray *held, const char *remote_name)
{
  for (guint i = 0; i < held->len; i++)
    if (g_str_equal (((CtgFolder *) g_ptr_array_index (held, i))->remote_name, remote_name))
      return g_ptr_array_index (held, i);
  return NULL;
}

static gboolean
note_folder (CtgDb *db, const FolderNote *note, const CtgFolderInfo *info, GPtrArray *held, GError **error)
{
  const CtgFolder *known = find_held (held, info->remote_name);
  CtgFolder folder = {
    .account_id = (char *) note->search->pull->account_id, .remote_name = info->remote_name, .name = info->name,
    .role = (int) info->role, .n_messages = info->n_messages,
  };

  if (known != NULL)
    return ctg_history_add_folder (db, note->search->history->id, known->id, error);
  return ctg_folders_upsert (db, &folder, error) &&
         ctg_history_add_folder (db, note->search->history->id, folder.id, error);
}

static gboolean
note_folders (CtgDb *db, gpointer data, GError **error)
{
  const FolderNote *note = data;
  g_autoptr (GPtrArray) held = ctg_folders_list (db, note->search->pull->account_id, error);

  for (guint i = 0; held != NULL && i < note->infos->len; i++)
    {
      const CtgFolderInfo *info = g_ptr_array_index (note->infos, i);

      if (is_searched (note->search->pull->backend, info) && !note_folder (db, note, info, held, error))
        return FALSE;
    }
  return held != NULL;
}

static gboolean
plan_folders (Search *search, GCancellable *cancellable, GError **error)
{
  FolderNote note = { search, NULL };
  gboolean done;

  if (search->history->n_folders > 0)
    return TRUE;
  note.infos = ctg_backend_list_folders (search->pull->backend, CTG_LISTING_STATUS, cancellable, error);
  if (note.infos == NULL)
    return FALSE;
  done = ctg_store_write (search->pull->store, note_folders, &note, cancellable, error);
  g_ptr_array_unref (note.infos);
  return done;
}

/* The whole. */

static gboolean
read_open (CtgDb *db, gpointer data, GError **error)
{
  Search *search = data;
  gint64 id = ctg_history_find_open (db, search->pull->account_id);
  g_autoptr (CtgContact) contact = NULL;

  g_clear_pointer (&search->history, ctg_history_free);
  g_clear_pointer (&search->people, g_strfreev);
  if (id == 0)
    return TRUE;
  search->history = ctg_history_get (db, id, error);
  if (search->history == NULL || search->history->contact_id == 0)
    return search->history != NULL;
  contact = ctg_contacts_get (db, search->history->contact_id, error);
  search->people = contact != NULL ? g_steal_pointer (&contact->addresses) : NULL;
  return contact != NULL;
}

static gboolean
end_history (CtgDb *db, gpointer data, GError **error)
{
  const Search *search = data;

  return ctg_history_set_state (db, search->history->id, CTG_HISTORY_DONE, error);
}

/* A contact without an address has no correspondence. */
static gboolean
has_people (const Search *search)
{
  return search->history->contact_id == 0 || (search->people != NULL && search->people[0] != NULL);
}

static gboolean
go_on (Search *search, GCancellable *cancellable, GError **error)
{
  FolderQuery query = { search, NULL };
  g_autoptr (GPtrArray) folders = NULL;
  const CtgHistoryFolder *next;

  if (!plan_folders (search, cancellable, error) ||
      !ctg_store_read (search->pull->store, read_folders, &query, cancellable, error))
    return FALSE;
  folders = query.folders;
  next = has_people (search) ? find_next (folders, 0) : NULL;
  if (search->is_closed)
    return TRUE;
  if (next == NULL)
    return ctg_store_write (search->pull->store, end_history, search, cancellable, error);
  return do_part (search, next, cancellable, error);
}

/**
 * ctg_history_pull:
 * @self: what to work with; its folders have just been pulled
 * @slice_us: how long to go on, in microseconds
 * @more: (out): whether there is more to do
 * @cancellable: (nullable): ends it; what is committed stays
 * @error: as the backend's and the store's
 *
 * Goes on logging the past correspondence that was asked for in this mailbox.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_history_pull (const CtgPull *self, gint64 slice_us, gboolean *more, GCancellable *cancellable, GError **error)
{
  Search search = { .pull = self, .end_us = ctg_clock_monotonic_us () + slice_us };
  gboolean done = TRUE;

  *more = TRUE;
  while (done && *more && ctg_clock_monotonic_us () < search.end_us)
    {
      done = ctg_store_read (self->store, read_open, &search, cancellable, error);
      *more = search.history != NULL;
      if (done && *more)
        done = go_on (&search, cancellable, error);
    }
  g_clear_pointer (&search.history, ctg_history_free);
  g_clear_pointer (&search.people, g_strfreev);
  return done;
}
