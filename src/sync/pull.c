/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pull is three questions: which folders there are (one round trip), what is new in each watched one (headers, in
 * steps, each step's rows and token in one transaction), and the bodies of what the rules admitted. It may be killed
 * anywhere: the next one goes on from the last committed token, and bodies still wanted are asked for again. */

#include "pull.h"

#include "clock.h"
#include "errors.h"
#include "fault.h"
#include "label-locations.h"
#include "messages.h"
#include "plan.h"
#include "pull-step.h"
#include "requests.h"

/* A pull that found nothing new is noted this often, to spare the disk: it is one commit less, most times the
 * only one. */
#define NOTE_PULLED_S 60

/* Folders. */

typedef struct
{
  const CtgPull *pull;
  GPtrArray *held;            /* (owned) (element-type CtgFolder) before this pull */
  GPtrArray *infos;           /* (owned) (element-type CtgFolderInfo) */
  const CtgFolderInfo *sent;
  CtgSentReason sent_reason;
  GPtrArray *planned;         /* (element-type CtgFolder) watched, with their tokens */
  GPtrArray *labels;          /* (element-type CtgFolder) not read themselves; a token is left from when they were */
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
  return known != NULL && known->is_watched == folder->is_watched && known->role == folder->role &&
         (known->is_watched || known->token == NULL) && g_strcmp0 (known->name, folder->name) == 0;
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
  g_ptr_array_add (what == CTG_PLAN_LABEL ? plan->labels : plan->planned, folder);
  folder->id = known != NULL ? known->id : 0;
  folder->account_id = g_strdup (plan->pull->account_id);
  folder->remote_name = g_strdup (info->remote_name);
  folder->name = g_strdup (info->name);
  folder->role = info->role;
  folder->is_watched = what != CTG_PLAN_LABEL;
  folder->n_messages = info->n_messages;
  folder->token = known != NULL ? g_strdup (known->token) : NULL;
  if (what == CTG_PLAN_PULL)
    g_ptr_array_add (plan->changed, folder);
  if (what == CTG_PLAN_PULL || !is_as_held (folder, known) ||
      (folder->is_watched && info->n_messages > CTG_PULL_LARGE_FOLDER))
    plan->has_news = TRUE;
}

static gboolean
has_new_sent (const FolderPlan *plan, const CtgAccount *account)
{
  return plan->sent != NULL && g_strcmp0 (account->sent_remote_name, plan->sent->remote_name) != 0;
}

static const CtgFolderInfo *
find_info (GPtrArray *infos, const char *remote_name)
{
  for (guint i = 0; remote_name != NULL && i < infos->len; i++)
    {
      const CtgFolderInfo *info = g_ptr_array_index (infos, i);

      if (info->can_select && g_str_equal (info->remote_name, remote_name))
        return info;
    }
  return NULL;
}

/* What a person has said counts as long as it is there; a name that merely contains the letters is never taken
 * unasked (B35). */
static void
choose_sent (FolderPlan *plan, const CtgAccount *account)
{
  gboolean is_said = g_strcmp0 (account->sent_reason, ctg_sent_reason_to_string (CTG_SENT_PERSON)) == 0;

  plan->sent = is_said ? find_info (plan->infos, account->sent_remote_name) : NULL;
  plan->sent_reason = CTG_SENT_PERSON;
  if (plan->sent != NULL)
    return;
  plan->sent = ctg_sent_folder_choose (plan->infos, &plan->sent_reason);
  if (plan->sent_reason == CTG_SENT_CONTAINS)
    plan->sent = NULL;
}

/* On a reader: a pull with nothing new writes nothing. */
static gboolean
plan_folders (CtgDb *db, gpointer data, GError **error)
{
  FolderPlan *plan = data;
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, plan->pull->account_id, error);

  if (account == NULL)
    return FALSE;
  choose_sent (plan, account);
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

/* What was read as a folder before is void: the same messages come from the folder of all mail. */
static gboolean
note_label (CtgDb *db, CtgFolder *folder, GError **error)
{
  g_autofree char *token = g_steal_pointer (&folder->token);

  if (!ctg_folders_upsert (db, folder, error))
    return FALSE;
  return token == NULL ||
         (ctg_messages_drop_locations (db, folder->id, NULL, error) &&
          ctg_folders_move_token (db, folder->id, token, NULL, -1, ctg_clock_now_utc_s (), error));
}

/* Of the folder of all mail nobody can say that it should hold less. */
static gboolean
note_planned (CtgDb *db, const FolderPlan *plan, CtgFolder *folder, GError **error)
{
  return ctg_folders_upsert (db, folder, error) &&
         (folder->token != NULL || ctg_label_locations_drop_folder (db, folder->id, error)) &&
         (plan->labels->len > 0 ||
          ctg_pull_note_size (db, folder->account_id, folder->name, folder->n_messages, error));
}

static gboolean
note_folders (CtgDb *db, gpointer data, GError **error)
{
  const FolderPlan *plan = data;

  if (!note_sent (db, plan, error))
    return FALSE;
  for (guint i = 0; i < plan->labels->len; i++)
    if (!note_label (db, g_ptr_array_index (plan->labels, i), error))
      return FALSE;
  for (guint i = 0; i < plan->planned->len; i++)
    if (!note_planned (db, plan, g_ptr_array_index (plan->planned, i), error))
      return FALSE;
  return TRUE;
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
      g_autoptr (CtgLabelPlaces) places = NULL;

      if (plan->labels->len > 0)
        places = ctg_label_places_new (plan->labels, folder->id);
      if (!ctg_pull_headers (self, folder, places, totals, cancellable, error) ||
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
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_free);
  FolderPlan plan = { .pull = self, .planned = planned, .changed = changed, .labels = labels };
  gboolean done = list_folders (&plan, cancellable, error) && carry_out (&plan, totals, cancellable, error);

  g_clear_pointer (&plan.held, g_ptr_array_unref);
  g_clear_pointer (&plan.infos, g_ptr_array_unref);
  return done;
}
