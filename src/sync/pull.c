/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pull is three questions: which folders there are (one round trip), what is new in each watched one (headers, in
 * steps, each step's rows and token in one transaction), and the bodies of what the rules admitted. It may be killed
 * anywhere: the next one goes on from the last committed token, and bodies still wanted are asked for again. */

#include "pull.h"

#include "clock.h"
#include "errors.h"
#include "fault.h"
#include "ingest.h"
#include "plan.h"
#include "requests.h"
#include "write-queue.h"

/* B29: providers themselves advise against more in one folder. */
#define LARGE_FOLDER 100000

/* A pull that found nothing new is noted this often, to spare the disk: it is one commit less, most times the
 * only one. */
#define NOTE_PULLED_S 60

typedef struct
{
  CtgMail *mail;              /* (owned) (nullable) NULL: could not be read */
  char *remote_id;            /* (owned) */
  gint64 received_utc_s;
  gint64 size_bytes;
  GBytes *header;             /* (owned) (nullable) kept only of what could not be read */
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
  gboolean knows_size;
  char *token;                /* (owned) (nullable) of the last step */
} FolderPull;

static void
item_free (Item *item)
{
  g_clear_pointer (&item->mail, ctg_mail_unref);
  g_clear_pointer (&item->header, g_bytes_unref);
  g_free (item->remote_id);
  g_free (item);
}

static void
step_free (Step *step)
{
  g_ptr_array_unref (step->items);
  g_clear_pointer (&step->gone, g_ptr_array_unref);
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

  if (item->mail == NULL)
    {
      step->totals->n_failed++;
      return ctg_quarantine_add (db, origin.account_id, item->remote_id, "unreadable-header", item->header, error);
    }
  if (!ctg_ingest_head (db, step->pull->own, item->mail, &origin, &result, error))
    return FALSE;
  step->totals->n_logged += result.n_entries;
  return TRUE;
}

/* B29: is said in a row of the mailbox's page. */
static gboolean
note_size (CtgDb *db, const char *account_id, const char *folder_name, gint64 n_messages, GError **error)
{
  if (n_messages > LARGE_FOLDER)
    return ctg_problems_set (db, account_id, "TOO_LARGE", "large-folder", folder_name, NULL, error);
  return ctg_problems_clear (db, account_id, "TOO_LARGE", folder_name, error);
}

static gboolean
commit_step (CtgDb *db, gpointer data, GError **error)
{
  Step *step = data;

  if (step->reset && !ctg_messages_drop_locations (db, step->folder_id, NULL, error))
    return FALSE;
  if (step->gone != NULL && step->gone->len > 0 &&
      !ctg_messages_drop_locations (db, step->folder_id, step->gone, error))
    return FALSE;
  for (guint i = 0; i < step->items->len; i++)
    if (!commit_item (db, step, g_ptr_array_index (step->items, i), error))
      return FALSE;
  if (step->tells_size &&
      !note_size (db, step->pull->account_id, step->folder_name, step->n_messages, error))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_FOLDERS | (step->items->len > 0 ? CTG_CHANGE_MESSAGES : 0));
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
  for (guint i = delta->added->len; i > 0; i--)
    g_ptr_array_add (step->items, item_new (folder_pull->pull, g_ptr_array_index (delta->added, i - 1)));
  step->gone = delta->gone != NULL ? g_ptr_array_ref (delta->gone) : NULL;
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

static gboolean
pull_headers (const CtgPull *self, const CtgFolder *folder, CtgPullTotals *totals, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (CtgWriteQueue) queue = ctg_write_queue_new (self->store);
  FolderPull folder_pull = { self, totals, folder, queue, folder->n_messages >= 0, g_strdup (folder->token) };
  gboolean done = ctg_backend_pull (self->backend, folder->remote_name, folder->token, self->since_utc_s, take_delta,
                                    &folder_pull, cancellable, error);

  g_free (folder_pull.token);
  return done && ctg_write_queue_flush (queue, error) && ctg_fault_point ("sync-folder-done", error);
}

/* Folders. */

typedef struct
{
  const CtgPull *pull;
  GPtrArray *held;            /* (owned) (element-type CtgFolder) before this pull */
  GPtrArray *infos;           /* (owned) (element-type CtgFolderInfo) */
  const CtgFolderInfo *sent;
  CtgSentReason sent_reason;
  GPtrArray *planned;         /* (element-type CtgFolder) watched, with their tokens */
  GPtrArray *changed;         /* (element-type CtgFolder) borrowed from planned: to be pulled */
  gboolean has_news;          /* the server said something that is not held yet */
  gint64 pulled_utc_s;        /* when the last pull was noted */
} FolderPlan;

static const CtgFolder *
find_held (GPtrArray *held, const char *remote_name)
{
  for (guint i = 0; i < held->len; i++)
    {
      const CtgFolder *folder = g_ptr_array_index (held, i);

      if (g_str_equal (folder->remote_name, remote_name))
        return folder;
    }
  return NULL;
}

static gboolean
is_as_held (const CtgFolder *folder, const CtgFolder *known)
{
  return known != NULL && known->is_watched && known->role == folder->role &&
         g_strcmp0 (known->name, folder->name) == 0;
}

static void
plan_one (FolderPlan *plan, const CtgFolderInfo *info)
{
  const CtgFolder *known = find_held (plan->held, info->remote_name);
  CtgPlan what = ctg_plan_folder (plan->pull->backend, info, plan->sent, known);
  CtgFolder *folder;

  if (what == CTG_PLAN_LEAVE)
    return;
  folder = g_new0 (CtgFolder, 1);
  g_ptr_array_add (plan->planned, folder);
  folder->id = known != NULL ? known->id : 0;
  folder->account_id = g_strdup (plan->pull->account_id);
  folder->remote_name = g_strdup (info->remote_name);
  folder->name = g_strdup (info->name);
  folder->role = info->role;
  folder->is_watched = TRUE;
  folder->n_messages = info->n_messages;
  folder->token = known != NULL ? g_strdup (known->token) : NULL;
  if (what == CTG_PLAN_PULL)
    g_ptr_array_add (plan->changed, folder);
  if (what == CTG_PLAN_PULL || !is_as_held (folder, known) || info->n_messages > LARGE_FOLDER)
    plan->has_news = TRUE;
}

static gboolean
has_new_sent (const FolderPlan *plan, const CtgAccount *account)
{
  return plan->sent != NULL && g_strcmp0 (account->sent_remote_name, plan->sent->remote_name) != 0;
}

/* On a reader: a pull with nothing new writes nothing. */
static gboolean
plan_folders (CtgDb *db, gpointer data, GError **error)
{
  FolderPlan *plan = data;
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, plan->pull->account_id, error);

  if (account == NULL)
    return FALSE;
  plan->has_news = has_new_sent (plan, account);
  plan->pulled_utc_s = account->last_pull_utc_s;
  for (guint i = 0; i < plan->infos->len; i++)
    plan_one (plan, g_ptr_array_index (plan->infos, i));
  return TRUE;
}

static gboolean
note_sent (CtgDb *db, const FolderPlan *plan, GError **error)
{
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, plan->pull->account_id, error);

  if (account == NULL)
    return FALSE;
  if (!has_new_sent (plan, account))
    return TRUE;
  g_free (account->sent_remote_name);
  g_free (account->sent_reason);
  account->sent_remote_name = g_strdup (plan->sent->remote_name);
  account->sent_reason = g_strdup (ctg_sent_reason_to_string (plan->sent_reason));
  return ctg_accounts_update (db, account, error);
}

static gboolean
note_folders (CtgDb *db, gpointer data, GError **error)
{
  const FolderPlan *plan = data;

  if (!note_sent (db, plan, error))
    return FALSE;
  for (guint i = 0; i < plan->planned->len; i++)
    {
      CtgFolder *folder = g_ptr_array_index (plan->planned, i);

      if (!ctg_folders_upsert (db, folder, error) ||
          !note_size (db, folder->account_id, folder->name, folder->n_messages, error))
        return FALSE;
    }
  return TRUE;
}

/* The account may have named a Sent folder itself; a name that merely contains the letters is never taken unasked. */
static void
choose_sent (FolderPlan *plan)
{
  plan->sent = ctg_sent_folder_choose (plan->infos, &plan->sent_reason);
  if (plan->sent_reason == CTG_SENT_CONTAINS)
    plan->sent = NULL;
}

static gboolean
reread_token (CtgDb *db, gpointer data, GError **error)
{
  CtgFolder *folder = data;
  g_autoptr (GPtrArray) held = ctg_folders_list (db, folder->account_id, error);
  const CtgFolder *known = held != NULL ? find_held (held, folder->remote_name) : NULL;

  if (known == NULL)
    return held != NULL;
  g_free (folder->token);
  folder->token = g_strdup (known->token);
  return TRUE;
}

static gboolean
pull_folders (const FolderPlan *plan, CtgPullTotals *totals, GCancellable *cancellable, GError **error)
{
  const CtgPull *self = plan->pull;

  for (guint i = 0; i < plan->changed->len; i++)
    {
      CtgFolder *folder = g_ptr_array_index (plan->changed, i);

      if (!pull_headers (self, folder, totals, cancellable, error) ||
          !ctg_store_read (self->store, reread_token, folder, cancellable, error))
        return FALSE;
    }
  for (guint i = 0; i < plan->planned->len; i++)
    if (!ctg_pull_bodies (self, g_ptr_array_index (plan->planned, i), totals, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
note_pulled (CtgDb *db, gpointer data, GError **error)
{
  const CtgPull *self = data;

  return ctg_accounts_set_pulled (db, self->account_id, ctg_clock_now_utc_s (), error);
}

static gboolean
read_held (CtgDb *db, gpointer data, GError **error)
{
  FolderPlan *plan = data;

  plan->held = ctg_folders_list (db, plan->pull->account_id, error);
  return plan->held != NULL;
}

/* Where nothing is held everything is pulled, however it stands: the newest are there the sooner. */
static CtgListing
choose_listing (const FolderPlan *plan)
{
  for (guint i = 0; i < plan->held->len; i++)
    if (((const CtgFolder *) g_ptr_array_index (plan->held, i))->token != NULL)
      return CTG_LISTING_STATUS;
  return CTG_LISTING_NAMES;
}

static gboolean
list_folders (FolderPlan *plan, GCancellable *cancellable, GError **error)
{
  const CtgPull *self = plan->pull;

  if (!ctg_store_read (self->store, read_held, plan, cancellable, error))
    return FALSE;
  plan->infos = ctg_backend_list_folders (self->backend, choose_listing (plan), cancellable, error);
  if (plan->infos != NULL)
    choose_sent (plan);
  return plan->infos != NULL;
}

/* Brings what the plan found. */
static gboolean
carry_out (FolderPlan *plan, CtgPullTotals *totals, GCancellable *cancellable, GError **error)
{
  const CtgPull *self = plan->pull;

  if (!ctg_store_read (self->store, plan_folders, plan, cancellable, error) ||
      (plan->has_news && !ctg_store_write (self->store, note_folders, plan, cancellable, error)) ||
      !pull_folders (plan, totals, cancellable, error))
    return FALSE;
  if (!plan->has_news && ABS (ctg_clock_now_utc_s () - plan->pulled_utc_s) < NOTE_PULLED_S)
    return TRUE;
  return ctg_store_write (self->store, note_pulled, (gpointer) self, cancellable, error);
}

/**
 * ctg_pull_account:
 * @self: what to work with
 * @totals: (inout): grows
 * @cancellable: (nullable): ends it; what is committed stays
 * @error: as the backend's and the store's
 *
 * Brings an account up to date.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_pull_account (const CtgPull *self, CtgPullTotals *totals, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) planned = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_free);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  FolderPlan plan = { .pull = self, .planned = planned, .changed = changed };
  gboolean done = list_folders (&plan, cancellable, error) && carry_out (&plan, totals, cancellable, error);

  g_clear_pointer (&plan.held, g_ptr_array_unref);
  g_clear_pointer (&plan.infos, g_ptr_array_unref);
  return done;
}
