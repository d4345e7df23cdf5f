/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "account-list.h"

#include "accounts.h"
#include "history.h"
#include "errors.h"
#include "identities.h"
#include "requests.h"
#include "store.h"

struct _CtgAccountItem
{
  GObject parent_instance;

  CtgMailboxFacts *facts;      /* (owned) */
};

struct _CtgAccountList
{
  GObject parent_instance;

  CtgStore *store;             /* (owned) */
  GPtrArray *items;            /* (owned) (element-type CtgAccountItem) */
  GCancellable *cancellable;   /* (owned) */
  gboolean is_reading;
  gboolean read_again;
  gboolean is_loaded;
};

static void ctg_account_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (CtgAccountItem, ctg_account_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (CtgAccountList, ctg_account_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ctg_account_list_model_init))

enum { PROP_IS_LOADED = 1, N_PROPERTIES };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

/* --- Facts --- */

static void
sender_facts_free (CtgSenderFacts *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

static void
mailbox_facts_free (CtgMailboxFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->address);
  g_free (self->display_name);
  g_free (self->kind);
  g_free (self->incoming_host);
  g_free (self->outgoing_host);
  ctg_endpoint_free (self->incoming);
  ctg_endpoint_free (self->outgoing);
  g_free (self->problem_code);
  g_free (self->problem_reason);
  g_free (self->problem_server_text);
  g_free (self->sent_name);
  g_free (self->sent_reason);
  g_ptr_array_unref (self->senders);
  g_free (self->large_folders);
  g_free (self);
}

static CtgMailboxFacts *
mailbox_facts_new (const CtgAccount *account)
{
  CtgMailboxFacts *self = g_new0 (CtgMailboxFacts, 1);

  self->id = g_strdup (account->id);
  self->address = g_strdup (account->address);
  self->display_name = g_strdup (account->display_name != NULL ? account->display_name : "");
  self->kind = g_strdup (account->kind);
  self->incoming_host = g_strdup (account->incoming != NULL ? account->incoming->host : "");
  self->outgoing_host = account->outgoing != NULL ? g_strdup (account->outgoing->host) : NULL;
  self->incoming = ctg_endpoint_copy (account->incoming);
  self->outgoing = ctg_endpoint_copy (account->outgoing);
  self->separate_outgoing = account->separate_outgoing;
  self->state = account->state == CTG_ACCOUNT_CONNECTED ? CTG_MAILBOX_CONNECTED
                : account->state == CTG_ACCOUNT_PAUSED  ? CTG_MAILBOX_PAUSED
                                                        : CTG_MAILBOX_DISCONNECTED;
  self->problem_code = g_strdup (account->problem_code);
  self->problem_reason = g_strdup (account->problem_reason);
  self->problem_server_text = g_strdup (account->problem_server_text);
  self->state_since_utc_s = account->state_since_utc_s;
  self->last_pull_utc_s = account->last_pull_utc_s;
  self->sent_reason = g_strdup (account->sent_reason);
  self->automation = account->automation;
  self->is_team = account->is_team;
  self->is_default = account->is_default;
  self->senders = g_ptr_array_new_with_free_func ((GDestroyNotify) sender_facts_free);
  return self;
}

/* --- Items --- */

static void
ctg_account_item_finalize (GObject *object)
{
  mailbox_facts_free (CTG_ACCOUNT_ITEM (object)->facts);
  G_OBJECT_CLASS (ctg_account_item_parent_class)->finalize (object);
}

static void
ctg_account_item_class_init (CtgAccountItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ctg_account_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
ctg_account_item_init (CtgAccountItem *self)
{
}

/**
 * ctg_account_item_get_facts:
 * @self: an item
 *
 * Returns: (transfer none): what is known of the mailbox; valid until the next `changed`
 */
const CtgMailboxFacts *
ctg_account_item_get_facts (CtgAccountItem *self)
{
  g_return_val_if_fail (CTG_IS_ACCOUNT_ITEM (self), NULL);
  return self->facts;
}

/* --- Reading --- */

typedef struct
{
  CtgAccountList *list;   /* (owned) touched on the main thread only */
  GPtrArray *facts;       /* (owned) (nullable) (element-type CtgMailboxFacts) */
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->facts, g_ptr_array_unref);
  g_object_unref (job->list);
  g_free (job);
}

/* "Archivio, INBOX": what pulls have found too large for the provider's comfort. */
static char *
join_large_folders (GPtrArray *problems, const char *account_id)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const CtgProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (problem->reason, "large-folder") != 0 || g_strcmp0 (problem->account_id, account_id) != 0)
        continue;
      if (names->len > 0)
        g_string_append (names, ", ");
      g_string_append (names, problem->subject);
    }
  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

/* The oldest that is not finished: they are done one after the other. */
static CtgPastFacts
find_past (GPtrArray *all, const char *account_id)
{
  CtgPastFacts facts = { 0 };

  for (guint i = 0; i < all->len; i++)
    {
      const CtgHistory *row = g_ptr_array_index (all, i);
      gint64 n_total = row->n_total + row->n_logged;
      gint64 n_done = row->n_done + row->n_logged - MIN (row->n_bodies_wanted, row->n_logged);

      if (!g_str_equal (row->account_id, account_id) ||
          (row->state != CTG_HISTORY_OPEN && row->state != CTG_HISTORY_PAUSED))
        continue;
      facts.id = row->id;
      facts.is_paused = row->state == CTG_HISTORY_PAUSED;
      facts.n_logged = (guint) row->n_logged;
      facts.fraction = n_total > 0 ? MIN (1.0, (double) n_done / (double) n_total) : 0;
    }
  return facts;
}

static void
take_senders (CtgMailboxFacts *facts, GPtrArray *identities)
{
  for (guint i = 0; i < identities->len; i++)
    {
      const CtgIdentity *identity = g_ptr_array_index (identities, i);
      CtgSenderFacts *sender;

      if (!g_str_equal (identity->account_id, facts->id))
        continue;
      sender = g_new0 (CtgSenderFacts, 1);
      sender->name = g_strdup (identity->name);
      sender->address = g_strdup (identity->address);
      sender->is_default = identity->is_default;
      sender->is_own = identity->is_own;
      g_ptr_array_add (facts->senders, sender);
    }
}

static gboolean
read_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, error);
  g_autoptr (GPtrArray) problems = accounts != NULL ? ctg_problems_list (db, error) : NULL;
  g_autoptr (GPtrArray) past = problems != NULL ? ctg_history_list (db, error) : NULL;
  g_autoptr (GPtrArray) identities = past != NULL ? ctg_identities_list (db, NULL, error) : NULL;

  if (identities == NULL)
    return FALSE;
  job->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mailbox_facts_free);
  for (guint i = 0; i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);

      CtgMailboxFacts *facts;

      if (account->state == CTG_ACCOUNT_REMOVED)
        continue;
      facts = mailbox_facts_new (account);
      facts->large_folders = join_large_folders (problems, account->id);
      facts->past = find_past (past, account->id);
      facts->sent_name = ctg_folders_dup_sent_name (db, account->id);
      take_senders (facts, identities);
      g_ptr_array_add (job->facts, facts);
    }
  return TRUE;
}

static gboolean
is_same_order (CtgAccountList *self, GPtrArray *facts)
{
  if (self->items->len != facts->len)
    return FALSE;
  for (guint i = 0; i < facts->len; i++)
    if (!g_str_equal (((CtgAccountItem *) g_ptr_array_index (self->items, i))->facts->id,
                      ((CtgMailboxFacts *) g_ptr_array_index (facts, i))->id))
      return FALSE;
  return TRUE;
}

static void
refresh_items (CtgAccountList *self, GPtrArray *facts)
{
  for (guint i = 0; i < facts->len; i++)
    {
      CtgAccountItem *item = g_ptr_array_index (self->items, i);

      mailbox_facts_free (item->facts);
      item->facts = g_steal_pointer (&g_ptr_array_index (facts, i));
      g_signal_emit (item, signals[CHANGED], 0);
    }
}

/* A handful of mailboxes: when one comes or goes, all rows are made anew. */
static void
replace_items (CtgAccountList *self, GPtrArray *facts)
{
  guint n_before = self->items->len;

  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < facts->len; i++)
    {
      CtgAccountItem *item = g_object_new (CTG_TYPE_ACCOUNT_ITEM, NULL);

      item->facts = g_steal_pointer (&g_ptr_array_index (facts, i));
      g_ptr_array_add (self->items, item);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->items->len);
}

static void read_now (CtgAccountList *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  CtgAccountList *self = job->list;
  g_autoptr (GError) error = NULL;
  gboolean ok = ctg_store_read_finish (CTG_STORE (source), result, &error);

  self->is_reading = FALSE;
  if (ok && is_same_order (self, job->facts))
    refresh_items (self, job->facts);
  else if (ok)
    replace_items (self, job->facts);
  else if (!ctg_error_is_cancelled (error))
    g_info ("The mailboxes could not be read: %s", error->message);
  if (ok && !self->is_loaded)
    {
      self->is_loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
    }
  if (self->read_again && !g_cancellable_is_cancelled (self->cancellable))
    read_now (self);
  job_free (job);
}

static void
read_now (CtgAccountList *self)
{
  Job *job;

  if (self->is_reading)
    {
      self->read_again = TRUE;
      return;
    }
  job = g_new0 (Job, 1);
  job->list = g_object_ref (self);
  self->is_reading = TRUE;
  self->read_again = FALSE;
  ctg_store_read_async (self->store, read_job, job, NULL, self->cancellable, read_cb, job);
}

static void
store_changed_cb (CtgAccountList *self, guint changes)
{
  if ((changes & (CTG_CHANGE_ACCOUNTS | CTG_CHANGE_PROBLEMS | CTG_CHANGE_REQUESTS)) != 0)
    read_now (self);
}

/* --- The list model --- */

static GType
get_item_type (GListModel *model)
{
  return CTG_TYPE_ACCOUNT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return CTG_ACCOUNT_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = CTG_ACCOUNT_LIST (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
ctg_account_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ctg_account_list_dispose (GObject *object)
{
  CtgAccountList *self = CTG_ACCOUNT_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ctg_account_list_parent_class)->dispose (object);
}

static void
ctg_account_list_finalize (GObject *object)
{
  g_ptr_array_unref (CTG_ACCOUNT_LIST (object)->items);
  g_object_unref (CTG_ACCOUNT_LIST (object)->cancellable);
  G_OBJECT_CLASS (ctg_account_list_parent_class)->finalize (object);
}

static void
ctg_account_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_LOADED)
    g_value_set_boolean (value, CTG_ACCOUNT_LIST (object)->is_loaded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_account_list_class_init (CtgAccountListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ctg_account_list_dispose;
  object_class->finalize = ctg_account_list_finalize;
  object_class->get_property = ctg_account_list_get_property;
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ctg_account_list_init (CtgAccountList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * ctg_account_list_new:
 * @store: the database to read
 *
 * Makes the list of mailboxes. Its items are #CtgAccountItem.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgAccountList *
ctg_account_list_new (CtgStore *store)
{
  CtgAccountList *self = g_object_new (CTG_TYPE_ACCOUNT_LIST, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  read_now (self);
  return self;
}

/**
 * ctg_account_list_is_loaded:
 * @self: the list
 *
 * Returns: whether it has been read once: only then is an empty list empty. Property `is-loaded`.
 */
gboolean
ctg_account_list_is_loaded (CtgAccountList *self)
{
  g_return_val_if_fail (CTG_IS_ACCOUNT_LIST (self), FALSE);
  return self->is_loaded;
}
