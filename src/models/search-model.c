/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "search-model.h"

#include "clock.h"
#include "contacts.h"
#include "errors.h"
#include "message-facts.h"
#include "messages.h"
#include "search-query.h"
#include "store.h"

#define MAX_CONTACTS 6
#define MAX_MESSAGES 50
#define MAX_UNLOGGED 20

struct _CtgSearchResult
{
  GObject parent_instance;

  CtgResultKind kind;
  gint64 contact_id;
  gint64 thread;
  gint64 key;
  char *title;      /* (owned) */
  char *subtitle;   /* (owned) */
  gint64 date_utc_s;
};

struct _CtgSearchModel
{
  GObject parent_instance;

  CtgStore *store;            /* (owned) */
  GPtrArray *results;         /* (owned) (element-type CtgSearchResult) */
  GCancellable *cancellable;  /* (owned) (nullable) of the search that runs */
  char *words;                /* (owned) */
  GError *problem;            /* (owned) (nullable) */
  guint generation;
};

static void ctg_search_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (CtgSearchResult, ctg_search_result, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (CtgSearchModel, ctg_search_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ctg_search_model_list_init))

enum { PROP_IS_SEARCHING = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

static void
ctg_search_result_finalize (GObject *object)
{
  CtgSearchResult *self = CTG_SEARCH_RESULT (object);

  g_free (self->title);
  g_free (self->subtitle);
  G_OBJECT_CLASS (ctg_search_result_parent_class)->finalize (object);
}

static void
ctg_search_result_class_init (CtgSearchResultClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ctg_search_result_finalize;
}

static void
ctg_search_result_init (CtgSearchResult *self)
{
}

/* --- On a reader's thread --- */

typedef struct
{
  CtgSearchModel *model;   /* (owned) touched on the main thread only */
  char *words;             /* (owned) */
  guint generation;
  GPtrArray *results;      /* (owned) */
} Job;

static void
job_free (Job *job)
{
  g_free (job->words);
  g_clear_pointer (&job->results, g_ptr_array_unref);
  g_object_unref (job->model);
  g_free (job);
}

static void
add_contact (GPtrArray *results, const CtgContact *contact)
{
  CtgSearchResult *result = g_object_new (CTG_TYPE_SEARCH_RESULT, NULL);
  gboolean has_address = contact->addresses != NULL && contact->addresses[0] != NULL;

  result->kind = CTG_RESULT_CONTACT;
  result->contact_id = contact->id;
  result->title = g_strdup (contact->name);
  result->subtitle = g_strdup (contact->company != NULL && *contact->company != '\0' ? contact->company
                               : has_address ? contact->addresses[0] : "");
  result->date_utc_s = contact->last_utc_s;
  g_ptr_array_add (results, result);
}

static gboolean
find_contacts (CtgDb *db, const char *words, GPtrArray *results, GError **error)
{
  g_autoptr (GPtrArray) terms = ctg_search_query_parse (words, ctg_clock_now_utc_s (), error);
  g_autofree char *people = terms != NULL ? ctg_search_query_dup_people (terms) : NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) contacts = NULL;

  if (people == NULL)
    return terms != NULL;
  ids = ctg_contacts_list_ids (db, people, TRUE, error);
  if (ids == NULL)
    return FALSE;
  contacts = ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, MIN (ids->len, MAX_CONTACTS), error);
  if (contacts == NULL)
    return FALSE;
  for (guint i = 0; i < contacts->len; i++)
    add_contact (results, g_ptr_array_index (contacts, i));
  return TRUE;
}

static char *
dup_title (const CtgMessage *message)
{
  return g_strdup_printf ("%s \u00b7 %s", ctg_facts_name_or_address (message->from_name, message->from_address),
                          message->subject);
}

static void
add_message (CtgDb *db, GPtrArray *results, const CtgHit *hit)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, hit->key, NULL);
  g_autoptr (GArray) contact_ids = ctg_messages_get_contact_ids (db, hit->key, NULL);
  CtgSearchResult *result;

  /* Between the index and the row it may have gone. */
  if (message == NULL || contact_ids == NULL || contact_ids->len == 0)
    return;
  result = g_object_new (CTG_TYPE_SEARCH_RESULT, NULL);
  result->kind = CTG_RESULT_MESSAGE;
  result->contact_id = g_array_index (contact_ids, gint64, 0);
  result->thread = message->thread;
  result->key = hit->key;
  result->title = dup_title (message);
  result->subtitle = g_strdup (hit->snippet);
  result->date_utc_s = message->date_utc_s;
  g_ptr_array_add (results, result);
}

static void
add_unlogged (CtgDb *db, GPtrArray *results, gint64 key)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, key, NULL);
  CtgSearchResult *result;

  if (message == NULL)
    return;
  result = g_object_new (CTG_TYPE_SEARCH_RESULT, NULL);
  result->kind = CTG_RESULT_UNLOGGED;
  result->key = key;
  result->title = dup_title (message);
  result->subtitle = g_strdup ("");
  result->date_utc_s = message->date_utc_s;
  g_ptr_array_add (results, result);
}

/* By itself, behind the other: it takes longer, and what is logged is what one looks for most. */
static gboolean
search_unlogged_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GArray) keys = ctg_search_unlogged (db, job->words, MAX_UNLOGGED, error);

  job->results = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    add_unlogged (db, job->results, g_array_index (keys, gint64, i));
  return keys != NULL;
}

static gboolean
search_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GPtrArray) hits = NULL;

  job->results = g_ptr_array_new_with_free_func (g_object_unref);
  if (!find_contacts (db, job->words, job->results, error))
    return FALSE;
  hits = ctg_search (db, job->words, MAX_MESSAGES, error);
  if (hits == NULL)
    return FALSE;
  for (guint i = 0; i < hits->len; i++)
    add_message (db, job->results, g_ptr_array_index (hits, i));
  return TRUE;
}

/* --- On the main thread --- */

static void
replace_results (CtgSearchModel *self, GPtrArray *results)
{
  guint n_before = self->results->len;

  g_ptr_array_unref (self->results);
  self->results = g_ptr_array_ref (results);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, results->len);
}

/* @results: %NULL when @problem says why; what was found for earlier words would be the wrong answer then. */
static void
take_answer (CtgSearchModel *self, GPtrArray *results, GError *problem)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);

  g_clear_error (&self->problem);
  self->problem = problem;
  replace_results (self, results != NULL ? results : none);
}

static void
begin (CtgSearchModel *self, CtgStoreFunc search, GAsyncReadyCallback callback)
{
  Job *job = g_new0 (Job, 1);

  job->model = g_object_ref (self);
  job->words = g_strdup (self->words);
  job->generation = self->generation;
  ctg_store_read_async (self->store, search, job, NULL, self->cancellable, callback, job);
}

static void
end (CtgSearchModel *self)
{
  g_clear_object (&self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

static void
append_results (CtgSearchModel *self, GPtrArray *results)
{
  guint n_before = self->results->len;

  for (guint i = 0; i < results->len; i++)
    g_ptr_array_add (self->results, g_object_ref (g_ptr_array_index (results, i)));
  if (results->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, results->len);
}

/* What is logged is found, whatever becomes of this. */
static void
search_unlogged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  CtgSearchModel *self = job->model;
  gboolean ok = ctg_store_read_finish (CTG_STORE (source), result, NULL);

  if (job->generation == self->generation)
    {
      if (ok)
        append_results (self, job->results);
      end (self);
    }
  job_free (job);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  CtgSearchModel *self = job->model;
  g_autoptr (GError) error = NULL;
  gboolean ok = ctg_store_read_finish (CTG_STORE (source), result, &error);

  if (job->generation == self->generation)
    {
      if (!ctg_error_is_cancelled (error))
        take_answer (self, ok ? job->results : NULL, g_steal_pointer (&error));
      if (ok)
        begin (self, search_unlogged_job, search_unlogged_cb);
      else
        end (self);
    }
  job_free (job);
}

static void
stop_search (CtgSearchModel *self)
{
  self->generation++;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
start_search (CtgSearchModel *self)
{
  self->cancellable = g_cancellable_new ();
  begin (self, search_job, search_cb);
}

static GType
get_item_type (GListModel *model)
{
  return CTG_TYPE_SEARCH_RESULT;
}

static guint
get_n_items (GListModel *model)
{
  return CTG_SEARCH_MODEL (model)->results->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *results = CTG_SEARCH_MODEL (model)->results;

  return position < results->len ? g_object_ref (g_ptr_array_index (results, position)) : NULL;
}

static void
ctg_search_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ctg_search_model_dispose (GObject *object)
{
  CtgSearchModel *self = CTG_SEARCH_MODEL (object);

  stop_search (self);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ctg_search_model_parent_class)->dispose (object);
}

static void
ctg_search_model_finalize (GObject *object)
{
  CtgSearchModel *self = CTG_SEARCH_MODEL (object);

  g_ptr_array_unref (self->results);
  g_free (self->words);
  g_clear_error (&self->problem);
  G_OBJECT_CLASS (ctg_search_model_parent_class)->finalize (object);
}

static void
ctg_search_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_SEARCHING)
    g_value_set_boolean (value, ctg_search_model_is_searching (CTG_SEARCH_MODEL (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_search_model_class_init (CtgSearchModelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ctg_search_model_dispose;
  object_class->finalize = ctg_search_model_finalize;
  object_class->get_property = ctg_search_model_get_property;
  properties[PROP_IS_SEARCHING] = g_param_spec_boolean ("is-searching", NULL, NULL, FALSE,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ctg_search_model_init (CtgSearchModel *self)
{
  self->results = g_ptr_array_new_with_free_func (g_object_unref);
  self->words = g_strdup ("");
}

/**
 * ctg_search_model_new:
 * @store: the database to read
 *
 * Makes an empty search.
 *
 * Returns: (transfer full): the model
 */
CtgSearchModel *
ctg_search_model_new (CtgStore *store)
{
  CtgSearchModel *self = g_object_new (CTG_TYPE_SEARCH_MODEL, NULL);

  self->store = g_object_ref (store);
  return self;
}

/**
 * ctg_search_model_set_words:
 * @self: the search
 * @words: what was typed so far, see ctg_search_query_parse()
 *
 * Searches, giving up the search before. Results stay until the new ones are here; without words there are none.
 */
void
ctg_search_model_set_words (CtgSearchModel *self, const char *words)
{
  g_autofree char *stripped = g_strstrip (g_strdup (words));

  g_return_if_fail (CTG_IS_SEARCH_MODEL (self));
  if (g_str_equal (stripped, self->words))
    return;
  stop_search (self);
  g_free (self->words);
  self->words = g_steal_pointer (&stripped);
  if (*self->words != '\0')
    start_search (self);
  else
    take_answer (self, NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

/**
 * ctg_search_model_is_searching:
 * @self: the search
 *
 * Returns: whether the results are still those of earlier words
 */
gboolean
ctg_search_model_is_searching (CtgSearchModel *self)
{
  g_return_val_if_fail (CTG_IS_SEARCH_MODEL (self), FALSE);
  return self->cancellable != NULL;
}

/**
 * ctg_search_model_get_problem:
 * @self: the search
 *
 * Returns: (transfer none) (nullable): why the last words could not be searched for
 */
const GError *
ctg_search_model_get_problem (CtgSearchModel *self)
{
  g_return_val_if_fail (CTG_IS_SEARCH_MODEL (self), NULL);
  return self->problem;
}

/**
 * ctg_search_result_get_kind:
 * @self: a result
 *
 * Returns: what was found
 */
CtgResultKind
ctg_search_result_get_kind (CtgSearchResult *self)
{
  return self->kind;
}

/**
 * ctg_search_result_get_contact_id:
 * @self: a result
 *
 * Returns: the contact found, or on whom the letter is logged
 */
gint64
ctg_search_result_get_contact_id (CtgSearchResult *self)
{
  return self->contact_id;
}

/**
 * ctg_search_result_get_thread:
 * @self: a result
 *
 * Returns: a letter's thread, 0 for a contact
 */
gint64
ctg_search_result_get_thread (CtgSearchResult *self)
{
  return self->thread;
}

/**
 * ctg_search_result_get_key:
 * @self: a result
 *
 * Returns: a letter's key, 0 for a contact
 */
gint64
ctg_search_result_get_key (CtgSearchResult *self)
{
  return self->key;
}

/**
 * ctg_search_result_get_title:
 * @self: a result
 *
 * Returns: (transfer none): its strong line
 */
const char *
ctg_search_result_get_title (CtgSearchResult *self)
{
  return self->title;
}

/**
 * ctg_search_result_get_subtitle:
 * @self: a result
 *
 * Returns: (transfer none): its dim line; in a letter's, what matched stands between U+2068 and U+2069
 */
const char *
ctg_search_result_get_subtitle (CtgSearchResult *self)
{
  return self->subtitle;
}

/**
 * ctg_search_result_get_date_utc_s:
 * @self: a result
 *
 * Returns: the letter's date, or a contact's last letter's; 0: none
 */
gint64
ctg_search_result_get_date_utc_s (CtgSearchResult *self)
{
  return self->date_utc_s;
}
