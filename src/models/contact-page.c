/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-page.h"

#include "attachment-versions.h"
#include "clock.h"
#include "contacts.h"
#include "errors.h"
#include "messages.h"
#include "store.h"
#include "trap-rule.h"

#define SHOWN_CHANGES \
  (CTG_CHANGE_CONTACTS | CTG_CHANGE_MESSAGES | CTG_CHANGE_LOG | CTG_CHANGE_OUTBOX | CTG_CHANGE_SEQUENCES)
#define RELOAD_INTERVAL_MS 250

/* What one reading brings; replaced as a whole. */
typedef struct
{
  CtgContactFacts *contact;   /* (owned) */
  GPtrArray *threads;         /* (owned) (element-type CtgThreadFacts) */
  GPtrArray *attachments;     /* (owned) (element-type CtgAttachmentFacts) */
  CtgCorrespondence correspondence;
} Reading;

struct _CtgContactPage
{
  GObject parent_instance;

  CtgStore *store;            /* (owned) */
  gint64 id;
  Reading *reading;           /* (owned) (nullable) NULL until the first one */
  guint generation;
  GCancellable *cancellable;  /* (owned) */
  gint64 read_us;
  guint reload_source;
  gboolean is_reading;
  gboolean read_again;
};

G_DEFINE_FINAL_TYPE (CtgContactPage, ctg_contact_page, G_TYPE_OBJECT)

enum { CHANGED, GONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
contact_facts_free (CtgContactFacts *self)
{
  g_free (self->name);
  g_free (self->company);
  g_free (self->phone);
  g_free (self->note);
  g_strfreev (self->addresses);
  g_clear_pointer (&self->memberships, g_ptr_array_unref);
  g_clear_pointer (&self->deals, g_ptr_array_unref);
  g_free (self);
}

static void
thread_facts_free (gpointer data)
{
  CtgThreadFacts *self = data;

  g_free (self->subject);
  g_free (self);
}

static void
reading_free (Reading *self)
{
  g_clear_pointer (&self->contact, contact_facts_free);
  g_clear_pointer (&self->threads, g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_free (self);
}

/* --- Reading, on a reader's thread --- */

typedef struct
{
  CtgContactPage *page;       /* (owned) touched on the main thread only */
  gint64 id;
  Reading *reading;           /* (owned) */
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->reading, reading_free);
  g_object_unref (job->page);
  g_free (job);
}

static CtgContactFacts *
read_contact (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, id, error);
  CtgContactFacts *facts;

  if (contact == NULL)
    return NULL;
  facts = g_new0 (CtgContactFacts, 1);
  facts->id = id;
  facts->name = g_strdup (contact->name != NULL ? contact->name : "");
  facts->company = g_strdup (contact->company != NULL ? contact->company : "");
  facts->phone = g_strdup (contact->phone != NULL ? contact->phone : "");
  facts->note = g_strdup (contact->note != NULL ? contact->note : "");
  facts->addresses = contact->addresses != NULL ? g_strdupv (contact->addresses) : g_new0 (char *, 1);
  facts->n_messages = contact->n_messages;
  facts->last_utc_s = contact->last_utc_s;
  facts->waiting_since_utc_s = contact->waiting_since_utc_s;
  facts->created_utc_s = contact->created_utc_s;
  facts->n_unlogged = ctg_contacts_count_unlogged (db, id, CTG_UNLOGGED_MAX);
  return facts;
}

static GPtrArray *
read_threads (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) threads = ctg_threads_list (db, id, FALSE, error);
  GPtrArray *list;

  if (threads == NULL)
    return NULL;
  list = g_ptr_array_new_full (threads->len, thread_facts_free);
  for (guint i = 0; i < threads->len; i++)
    {
      const CtgThread *thread = g_ptr_array_index (threads, i);
      CtgThreadFacts *facts = g_new0 (CtgThreadFacts, 1);

      facts->thread = thread->thread;
      facts->row = thread->row;
      facts->subject = g_strdup (thread->subject != NULL ? thread->subject : "");
      facts->last_utc_s = thread->last_utc_s;
      facts->n_messages = thread->n_messages;
      facts->n_attachments = thread->n_attachments;
      facts->n_bodies = thread->n_bodies;
      g_ptr_array_add (list, facts);
    }
  return list;
}

static gboolean
read_correspondence (CtgDb *db, gint64 id, CtgCorrespondence *correspondence, GError **error)
{
  g_autoptr (GArray) dates = NULL;

  ctg_correspondence_begin (correspondence, ctg_clock_now_utc_s ());
  dates = ctg_contacts_list_dates (db, id, correspondence->months[0].start_utc_s, error);
  for (guint i = 0; dates != NULL && i < dates->len; i++)
    {
      const CtgLetterDate *date = &g_array_index (dates, CtgLetterDate, i);

      ctg_correspondence_add (correspondence, date->utc_s, date->is_outgoing);
    }
  return dates != NULL;
}

static gboolean
read_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GPtrArray) attachments = NULL;

  job->reading = g_new0 (Reading, 1);
  job->reading->contact = read_contact (db, job->id, error);
  if (job->reading->contact == NULL)
    return FALSE;
  job->reading->contact->memberships = ctg_memberships_read (db, job->id, error);
  job->reading->contact->deals = ctg_page_deals_read (db, 0, job->id, error);
  if (job->reading->contact->memberships == NULL || job->reading->contact->deals == NULL)
    return FALSE;
  job->reading->threads = read_threads (db, job->id, error);
  if (job->reading->threads == NULL)
    return FALSE;
  if (!read_correspondence (db, job->id, &job->reading->correspondence, error))
    return FALSE;
  attachments = ctg_attachments_by_contact (db, job->id, error);
  if (attachments == NULL)
    return FALSE;
  job->reading->attachments = ctg_attachment_versions_shelve (attachments);
  return TRUE;
}

static void read_now (CtgContactPage *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  CtgContactPage *self = job->page;
  g_autoptr (GError) error = NULL;
  gboolean ok = ctg_store_read_finish (CTG_STORE (source), result, &error);

  self->is_reading = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      job_free (job);
      return;
    }
  if (ok)
    {
      g_clear_pointer (&self->reading, reading_free);
      self->reading = g_steal_pointer (&job->reading);
      self->generation++;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  else if (g_error_matches (error, CTG_ERROR, CTG_ERROR_NOT_FOUND))
    g_signal_emit (self, signals[GONE], 0);
  if (self->read_again && !g_cancellable_is_cancelled (self->cancellable))
    read_now (self);
  job_free (job);
}

static void
read_now (CtgContactPage *self)
{
  Job *job;

  g_clear_handle_id (&self->reload_source, g_source_remove);
  if (self->is_reading)
    {
      self->read_again = TRUE;
      return;
    }
  job = g_new0 (Job, 1);
  job->page = g_object_ref (self);
  job->id = self->id;
  self->is_reading = TRUE;
  self->read_again = FALSE;
  self->read_us = ctg_clock_monotonic_us ();
  ctg_store_read_async (self->store, read_job, job, NULL, self->cancellable, read_cb, job);
}

static gboolean
reload_cb (gpointer data)
{
  CTG_CONTACT_PAGE (data)->reload_source = 0;
  read_now (data);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (CtgContactPage *self, guint changes)
{
  gint64 since_ms = (ctg_clock_monotonic_us () - self->read_us) / 1000;

  if ((changes & SHOWN_CHANGES) == 0 || self->reload_source != 0)
    return;
  if (since_ms >= RELOAD_INTERVAL_MS)
    read_now (self);
  else
    self->reload_source = g_timeout_add ((guint) (RELOAD_INTERVAL_MS - MAX (0, since_ms)), reload_cb, self);
}

static void
ctg_contact_page_dispose (GObject *object)
{
  CtgContactPage *self = CTG_CONTACT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ctg_contact_page_parent_class)->dispose (object);
}

static void
ctg_contact_page_finalize (GObject *object)
{
  CtgContactPage *self = CTG_CONTACT_PAGE (object);

  g_clear_pointer (&self->reading, reading_free);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ctg_contact_page_parent_class)->finalize (object);
}

static void
ctg_contact_page_class_init (CtgContactPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ctg_contact_page_dispose;
  object_class->finalize = ctg_contact_page_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[GONE] = g_signal_new ("gone", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
ctg_contact_page_init (CtgContactPage *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * ctg_contact_page_new:
 * @store: the database to read
 * @contact_id: the contact
 *
 * Begins to read a contact's page; `changed` says when it is here. Dispose of it (g_object_run_dispose()) to stop.
 *
 * Returns: (transfer full): the page
 */
CtgContactPage *
ctg_contact_page_new (CtgStore *store, gint64 contact_id)
{
  CtgContactPage *self = g_object_new (CTG_TYPE_CONTACT_PAGE, NULL);

  self->store = g_object_ref (store);
  self->id = contact_id;
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  read_now (self);
  return self;
}

/**
 * ctg_contact_page_get_id:
 * @self: the page
 *
 * Returns: the contact's id
 */
gint64
ctg_contact_page_get_id (CtgContactPage *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_PAGE (self), 0);
  return self->id;
}

/**
 * ctg_contact_page_get_contact:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): who it is, %NULL until the first `changed`; valid until the next
 */
const CtgContactFacts *
ctg_contact_page_get_contact (CtgContactPage *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_PAGE (self), NULL);
  return self->reading != NULL ? self->reading->contact : NULL;
}

/**
 * ctg_contact_page_get_correspondence:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): how much was written; as ctg_contact_page_get_contact()
 */
const CtgCorrespondence *
ctg_contact_page_get_correspondence (CtgContactPage *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_PAGE (self), NULL);
  return self->reading != NULL ? &self->reading->correspondence : NULL;
}

/**
 * ctg_contact_page_get_threads:
 * @self: the page
 *
 * Returns: (transfer none) (nullable) (element-type CtgThreadFacts): the threads, newest first; as
 *   ctg_contact_page_get_contact()
 */
GPtrArray *
ctg_contact_page_get_threads (CtgContactPage *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_PAGE (self), NULL);
  return self->reading != NULL ? self->reading->threads : NULL;
}

/**
 * ctg_contact_page_get_attachments:
 * @self: the page
 *
 * Returns: (transfer none) (nullable) (element-type CtgAttachmentFacts): newest first; as
 *   ctg_contact_page_get_contact()
 */
GPtrArray *
ctg_contact_page_get_attachments (CtgContactPage *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_PAGE (self), NULL);
  return self->reading != NULL ? self->reading->attachments : NULL;
}

/**
 * ctg_contact_page_get_generation:
 * @self: the page
 *
 * Returns: how often it has been read: what was loaded of a thread at another generation may be old
 */
guint
ctg_contact_page_get_generation (CtgContactPage *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_PAGE (self), 0);
  return self->generation;
}

/**
 * ctg_thread_facts_equal:
 * @a: a thread
 * @b: a thread
 *
 * Returns: whether both look the same on a page
 */
gboolean
ctg_thread_facts_equal (const CtgThreadFacts *a, const CtgThreadFacts *b)
{
  return a->thread == b->thread && a->last_utc_s == b->last_utc_s && a->n_messages == b->n_messages &&
         a->n_attachments == b->n_attachments && a->n_bodies == b->n_bodies && g_strcmp0 (a->subject, b->subject) == 0;
}

/* --- One thread's messages --- */

typedef struct
{
  gint64 contact_id;
  gint64 thread;
  GPtrArray *messages;   /* (owned) (nullable) */
} Thread;

static void
thread_free (gpointer data)
{
  Thread *thread = data;

  g_clear_pointer (&thread->messages, g_ptr_array_unref);
  g_free (thread);
}

/* A thread is named by its oldest letter, and shows that one's subject. */
static void
mark_own_subjects (CtgDb *db, const Thread *thread)
{
  g_autoptr (CtgMessage) first = ctg_messages_get (db, thread->thread, NULL);

  for (guint i = 0; first != NULL && i < thread->messages->len; i++)
    {
      CtgMessageFacts *message = g_ptr_array_index (thread->messages, i);

      message->has_own_subject = !ctg_trap_rule_has_subject_of (message->subject, first->subject);
    }
}

static gboolean
thread_job (CtgDb *db, gpointer data, GError **error)
{
  Thread *thread = data;
  g_autoptr (GArray) keys = ctg_threads_get_messages (db, thread->thread, thread->contact_id, error);

  if (keys == NULL)
    return FALSE;
  thread->messages = ctg_message_facts_read (db, (const gint64 *) (gpointer) keys->data, keys->len, error);
  if (thread->messages == NULL)
    return FALSE;
  mark_own_subjects (db, thread);
  return TRUE;
}

static void
thread_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Thread *thread = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&thread->messages), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_contact_page_load_thread_async:
 * @self: the page
 * @thread: one of its threads
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads the messages of a thread that are logged on this contact, all but their texts.
 */
void
ctg_contact_page_load_thread_async (CtgContactPage *self, gint64 thread, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Thread *data = g_new0 (Thread, 1);

  data->contact_id = self->id;
  data->thread = thread;
  g_task_set_task_data (task, data, thread_free);
  ctg_store_read_async (self->store, thread_job, data, NULL, cancellable, thread_cb, task);
}

/**
 * ctg_contact_page_load_thread_finish:
 * @self: the page
 * @result: what the callback got
 * @error: what it failed with
 *
 * Returns: (transfer full) (element-type CtgMessageFacts): oldest first
 */
GPtrArray *
ctg_contact_page_load_thread_finish (CtgContactPage *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
