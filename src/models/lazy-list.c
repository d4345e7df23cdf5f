/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lazy-list.h"

#include "clock.h"
#include "errors.h"
#include "store.h"

#define REQUERY_INTERVAL_MS 250   /* at most four id queries a second, however fast a pull commits */
#define RECORDS_PER_JOB 64        /* 0.08 ms by primary key */

/* A middle of which more rows go and more rows come than this is emitted in two steps: GTK 4.8 looks for each old item
 * among the new ones and asks a list of a million for every item (4 s); going and coming apart take 23 ms. */
#define MAX_REPLACED 256

typedef struct
{
  GObject *store;            /* (owned) */
  GArray *ids;               /* (owned) (element-type gint64) */
  GHashTable *live;          /* (owned) id -> item, not owned: the item's death removes it */
  GHashTable *wanted;        /* (owned) set of ids to be read */
  GCancellable *cancellable; /* (owned) */
  gint64 queried_us;         /* when the last id query began */
  guint requery_source;
  guint load_source;
  gboolean is_querying;
  gboolean query_again;
  gboolean is_loading;
  gboolean is_loaded;
} CtgLazyListPrivate;

typedef struct
{
  CtgLazyList *list;         /* (owned) */
  gpointer arguments;        /* (owned) (nullable) */
  GArray *ids;               /* (owned) (nullable) */
  GPtrArray *records;        /* (owned) (nullable) */
} Job;

static void ctg_lazy_list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (CtgLazyList, ctg_lazy_list, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (CtgLazyList)
                                  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ctg_lazy_list_model_init))

enum { PROP_STORE = 1, PROP_IS_LOADED, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

#define PRIVATE(self) ((CtgLazyListPrivate *) ctg_lazy_list_get_instance_private (self))

static void load_wanted (CtgLazyList *self);

static gint64
id_at (GArray *ids, guint position)
{
  return g_array_index (ids, gint64, position);
}

static void
job_free (Job *job)
{
  if (job->arguments != NULL)
    CTG_LAZY_LIST_GET_CLASS (job->list)->free_arguments (job->arguments);
  g_clear_pointer (&job->ids, g_array_unref);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_object_unref (job->list);
  g_free (job);
}

/* --- Items --- */

typedef struct
{
  CtgLazyList *list;
  gint64 id;
} Life;

static void
item_died_cb (gpointer data, GObject *item)
{
  g_autofree Life *life = data;

  g_hash_table_remove (PRIVATE (life->list)->live, &life->id);
  g_hash_table_remove (PRIVATE (life->list)->wanted, &life->id);
}

static void
want (CtgLazyList *self, gint64 id)
{
  CtgLazyListPrivate *priv = PRIVATE (self);

  g_hash_table_add (priv->wanted, g_memdup2 (&id, sizeof id));
  load_wanted (self);
}

static gpointer
make_item (CtgLazyList *self, gint64 id)
{
  CtgLazyListPrivate *priv = PRIVATE (self);
  GObject *item = g_object_new (CTG_LAZY_LIST_GET_CLASS (self)->item_type, "id", id, NULL);
  Life *life = g_new (Life, 1);

  life->list = self;
  life->id = id;
  g_hash_table_insert (priv->live, g_memdup2 (&id, sizeof id), item);
  /* The life itself is needed at dispose, to cut the tie. */
  g_object_set_data (item, "ctg-life", life);
  g_object_weak_ref (item, item_died_cb, life);
  want (self, id);
  return item;
}

/* --- Records --- */

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->records = CTG_LAZY_LIST_GET_CLASS (job->list)->load_records (db, (const gint64 *) (gpointer) job->ids->data,
                                                                    job->ids->len, error);
  return job->records != NULL;
}

static void
deliver (CtgLazyList *self, GArray *ids, GPtrArray *records)
{
  g_assert (ids->len == records->len);
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = id_at (ids, i);
      GObject *item = g_hash_table_lookup (PRIVATE (self)->live, &id);
      gpointer record = g_steal_pointer (&g_ptr_array_index (records, i));

      if (item != NULL)
        {
          g_object_ref (item);
          ctg_lazy_item_take (CTG_LAZY_ITEM (item), record);
          g_object_unref (item);
        }
      else if (record != NULL)
        {
          g_autoptr (GTypeClass) class = g_type_class_ref (CTG_LAZY_LIST_GET_CLASS (self)->item_type);

          ((CtgLazyItemClass *) class)->free_record (record);
        }
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  CtgLazyListPrivate *priv = PRIVATE (job->list);
  g_autoptr (GError) error = NULL;

  priv->is_loading = FALSE;
  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    deliver (job->list, job->ids, job->records);
  else if (!ctg_error_is_cancelled (error))
    g_info ("Rows could not be read: %s", error->message);
  if (!g_cancellable_is_cancelled (priv->cancellable))
    load_wanted (job->list);
  job_free (job);
}

static GArray *
take_wanted (CtgLazyListPrivate *priv)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, priv->wanted);
  while (ids->len < RECORDS_PER_JOB && g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_array_append_vals (ids, id, 1);
      g_hash_table_iter_remove (&iter);
    }
  return ids;
}

static gboolean
load_source_cb (gpointer data)
{
  CtgLazyListPrivate *priv = PRIVATE (CTG_LAZY_LIST (data));
  Job *job;

  priv->load_source = 0;
  if (priv->is_loading || g_hash_table_size (priv->wanted) == 0)
    return G_SOURCE_REMOVE;
  job = g_new0 (Job, 1);
  job->list = g_object_ref (data);
  job->ids = take_wanted (priv);
  priv->is_loading = TRUE;
  ctg_store_read_async (CTG_STORE (priv->store), load_job, job, NULL, priv->cancellable, loaded_cb, job);
  return G_SOURCE_REMOVE;
}

/* Not at once: a view asks for all the rows of a frame one after the other. Before the frame is drawn, though. */
static void
load_wanted (CtgLazyList *self)
{
  CtgLazyListPrivate *priv = PRIVATE (self);

  if (!priv->is_loading && priv->load_source == 0 && g_hash_table_size (priv->wanted) > 0)
    priv->load_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, load_source_cb, self, NULL);
}

/* --- Ids --- */

/* Exchanges the rows that differ, keeping the same beginning and end, so that a view keeps its place. */
static void
exchange_ids (CtgLazyList *self, GArray *ids)
{
  CtgLazyListPrivate *priv = PRIVATE (self);
  guint n_before = priv->ids->len, n_after = ids->len, start = 0, end = 0, removed, added;

  while (start < n_before && start < n_after && id_at (priv->ids, start) == id_at (ids, start))
    start++;
  while (end < n_before - start && end < n_after - start &&
         id_at (priv->ids, n_before - 1 - end) == id_at (ids, n_after - 1 - end))
    end++;
  removed = n_before - start - end;
  added = n_after - start - end;
  if (MIN (removed, added) > MAX_REPLACED)
    {
      g_array_remove_range (priv->ids, start, removed);
      g_list_model_items_changed (G_LIST_MODEL (self), start, removed, 0);
      removed = 0;
    }
  g_array_unref (priv->ids);
  priv->ids = g_array_ref (ids);
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, removed, added);
}

/* What is shown may say something else now. Items show what they had until their new record is here. */
static void
refresh_live (CtgLazyList *self)
{
  CtgLazyListPrivate *priv = PRIVATE (self);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, priv->live);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (priv->wanted, g_memdup2 (id, sizeof (gint64)));
  load_wanted (self);
}

static gboolean
query_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->ids = CTG_LAZY_LIST_GET_CLASS (job->list)->query_ids (db, job->arguments, error);
  return job->ids != NULL;
}

static void
queried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  CtgLazyListPrivate *priv = PRIVATE (job->list);
  g_autoptr (GError) error = NULL;
  gboolean ok = ctg_store_read_finish (CTG_STORE (source), result, &error);

  priv->is_querying = FALSE;
  if (ok && !g_cancellable_is_cancelled (priv->cancellable))
    {
      refresh_live (job->list);
      exchange_ids (job->list, job->ids);
      if (!priv->is_loaded)
        {
          priv->is_loaded = TRUE;
          g_object_notify_by_pspec (G_OBJECT (job->list), properties[PROP_IS_LOADED]);
        }
    }
  else if (!ok && !ctg_error_is_cancelled (error))
    g_info ("A list could not be read: %s", error->message);
  if (priv->query_again && !g_cancellable_is_cancelled (priv->cancellable))
    ctg_lazy_list_requery (job->list);
  job_free (job);
}

static void
start_query (CtgLazyList *self)
{
  CtgLazyListPrivate *priv = PRIVATE (self);
  CtgLazyListClass *class = CTG_LAZY_LIST_GET_CLASS (self);
  Job *job = g_new0 (Job, 1);

  job->list = g_object_ref (self);
  job->arguments = class->dup_arguments != NULL ? class->dup_arguments (self) : NULL;
  priv->is_querying = TRUE;
  priv->query_again = FALSE;
  priv->queried_us = ctg_clock_monotonic_us ();
  ctg_store_read_async (CTG_STORE (priv->store), query_job, job, NULL, priv->cancellable, queried_cb, job);
}

static gboolean
requery_source_cb (gpointer data)
{
  PRIVATE (CTG_LAZY_LIST (data))->requery_source = 0;
  ctg_lazy_list_requery (data);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (CtgLazyList *self, guint changes)
{
  CtgLazyListPrivate *priv = PRIVATE (self);
  gint64 since_ms = (ctg_clock_monotonic_us () - priv->queried_us) / 1000;

  if ((changes & CTG_LAZY_LIST_GET_CLASS (self)->changes) == 0 || priv->requery_source != 0)
    return;
  if (since_ms >= REQUERY_INTERVAL_MS)
    ctg_lazy_list_requery (self);
  else
    priv->requery_source = g_timeout_add ((guint) (REQUERY_INTERVAL_MS - MAX (0, since_ms)), requery_source_cb, self);
}

/* --- The list model --- */

static GType
get_item_type (GListModel *model)
{
  return CTG_LAZY_LIST_GET_CLASS (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return PRIVATE (CTG_LAZY_LIST (model))->ids->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CtgLazyList *self = CTG_LAZY_LIST (model);
  CtgLazyListPrivate *priv = PRIVATE (self);
  GObject *item;
  gint64 id;

  if (position >= priv->ids->len)
    return NULL;
  id = id_at (priv->ids, position);
  item = g_hash_table_lookup (priv->live, &id);
  return item != NULL ? g_object_ref (item) : make_item (self, id);
}

static void
ctg_lazy_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- The object --- */

static void
forget_items (CtgLazyListPrivate *priv)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, priv->live);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      g_autofree Life *life = g_object_steal_data (item, "ctg-life");

      g_object_weak_unref (item, item_died_cb, life);
    }
  g_hash_table_remove_all (priv->live);
}

static void
ctg_lazy_list_dispose (GObject *object)
{
  CtgLazyListPrivate *priv = PRIVATE (CTG_LAZY_LIST (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_handle_id (&priv->requery_source, g_source_remove);
  g_clear_handle_id (&priv->load_source, g_source_remove);
  forget_items (priv);
  g_hash_table_remove_all (priv->wanted);
  g_clear_object (&priv->store);
  G_OBJECT_CLASS (ctg_lazy_list_parent_class)->dispose (object);
}

static void
ctg_lazy_list_finalize (GObject *object)
{
  CtgLazyListPrivate *priv = PRIVATE (CTG_LAZY_LIST (object));

  g_array_unref (priv->ids);
  g_hash_table_unref (priv->live);
  g_hash_table_unref (priv->wanted);
  g_object_unref (priv->cancellable);
  G_OBJECT_CLASS (ctg_lazy_list_parent_class)->finalize (object);
}

static void
ctg_lazy_list_constructed (GObject *object)
{
  CtgLazyList *self = CTG_LAZY_LIST (object);

  G_OBJECT_CLASS (ctg_lazy_list_parent_class)->constructed (object);
  g_signal_connect_object (PRIVATE (self)->store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  start_query (self);
}

static void
ctg_lazy_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STORE)
    PRIVATE (CTG_LAZY_LIST (object))->store = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_lazy_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_LOADED)
    g_value_set_boolean (value, PRIVATE (CTG_LAZY_LIST (object))->is_loaded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_lazy_list_class_init (CtgLazyListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->constructed = ctg_lazy_list_constructed;
  object_class->dispose = ctg_lazy_list_dispose;
  object_class->finalize = ctg_lazy_list_finalize;
  object_class->set_property = ctg_lazy_list_set_property;
  object_class->get_property = ctg_lazy_list_get_property;
  class->free_arguments = g_free;
  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, G_TYPE_OBJECT,
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ctg_lazy_list_init (CtgLazyList *self)
{
  CtgLazyListPrivate *priv = PRIVATE (self);

  priv->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  priv->live = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  priv->wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  priv->cancellable = g_cancellable_new ();
}

/**
 * ctg_lazy_list_get_store:
 * @self: a list
 *
 * Returns: (transfer none): the store it reads
 */
CtgStore *
ctg_lazy_list_get_store (CtgLazyList *self)
{
  g_return_val_if_fail (CTG_IS_LAZY_LIST (self), NULL);
  return CTG_STORE (PRIVATE (self)->store);
}

/**
 * ctg_lazy_list_is_loaded:
 * @self: a list
 *
 * Returns: whether the ids have been read once: only then is an empty list empty. Property `is-loaded`.
 */
gboolean
ctg_lazy_list_is_loaded (CtgLazyList *self)
{
  g_return_val_if_fail (CTG_IS_LAZY_LIST (self), FALSE);
  return PRIVATE (self)->is_loaded;
}

/**
 * ctg_lazy_list_requery:
 * @self: a list
 *
 * Reads the ids again at once, for a subclass whose arguments changed; while a query runs, after it.
 */
void
ctg_lazy_list_requery (CtgLazyList *self)
{
  CtgLazyListPrivate *priv = PRIVATE (self);

  g_return_if_fail (CTG_IS_LAZY_LIST (self));
  g_clear_handle_id (&priv->requery_source, g_source_remove);
  if (priv->is_querying)
    priv->query_again = TRUE;
  else
    start_query (self);
}

/**
 * ctg_lazy_list_find:
 * @self: a list
 * @id: a row's key
 * @position: (out) (optional): where it is
 *
 * Looks an id up, in linear time (1 ms for a million): for a selection to be kept, not for each row.
 *
 * Returns: whether it is in the list
 */
gboolean
ctg_lazy_list_find (CtgLazyList *self, gint64 id, guint *position)
{
  GArray *ids;

  g_return_val_if_fail (CTG_IS_LAZY_LIST (self), FALSE);
  ids = PRIVATE (self)->ids;
  for (guint i = 0; i < ids->len; i++)
    {
      if (id_at (ids, i) != id)
        continue;
      if (position != NULL)
        *position = i;
      return TRUE;
    }
  return FALSE;
}

/**
 * ctg_lazy_list_get_id:
 * @self: a list
 * @position: a position
 *
 * Returns: the id there without making an item, 0: there is none
 */
gint64
ctg_lazy_list_get_id (CtgLazyList *self, guint position)
{
  g_return_val_if_fail (CTG_IS_LAZY_LIST (self), 0);
  return position < PRIVATE (self)->ids->len ? id_at (PRIVATE (self)->ids, position) : 0;
}

/**
 * ctg_lazy_list_get_n_live:
 * @self: a list
 *
 * Returns: items alive now, for tests
 */
guint
ctg_lazy_list_get_n_live (CtgLazyList *self)
{
  g_return_val_if_fail (CTG_IS_LAZY_LIST (self), 0);
  return g_hash_table_size (PRIVATE (self)->live);
}
