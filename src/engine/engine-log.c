/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging by hand, and the bodies people open. */

#include "engine-private.h"

#include "errors.h"
#include "ingest.h"
#include "log-policy.h"
#include "mail.h"
#include "mailbox-files.h"
#include "messages.h"
#include "own-addresses.h"

#include <string.h>

typedef struct
{
  CtgEngine *engine;     /* (owned) */
  gint64 key;
  gint64 contact_id;
  gboolean is_accepted;  /* from the tray */
  GHashTable *own;       /* (owned) (nullable) */
  guint n_entries;
  CtgLocation *location; /* (owned) (nullable) */
  gboolean has_body;
  gboolean from_server;  /* also what is here already */
  char *message_id;      /* (owned) (nullable) of the row, to know the message again in its file */
  char *text;            /* (owned) (nullable) */
} LogJob;

static void
log_job_free (LogJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->own, g_hash_table_unref);
  g_clear_pointer (&job->location, ctg_location_free);
  g_free (job->message_id);
  g_free (job->text);
  g_free (job);
}

static LogJob *
log_job_new (CtgEngine *self, gint64 key, gint64 contact_id)
{
  LogJob *job = g_new0 (LogJob, 1);

  job->engine = g_object_ref (self);
  job->key = key;
  job->contact_id = contact_id;
  return job;
}

static gboolean
read_location (CtgDb *db, gpointer data, GError **error)
{
  LogJob *job = data;
  g_autoptr (CtgMessage) message = ctg_messages_get (db, job->key, error);

  if (message == NULL)
    return FALSE;
  job->has_body = message->has_body;
  g_free (job->message_id);
  job->message_id = g_strdup (message->message_id);
  g_clear_pointer (&job->location, ctg_location_free);
  job->location = ctg_messages_get_location (db, job->key, NULL);
  return TRUE;
}

/* A message of a file, read again where it was met. */

typedef struct
{
  gint64 key;
  CtgMail *mail;
  GBytes *source;
  CtgBodyClass body_class;
} FileBody;

static gboolean
write_file_body (CtgDb *db, gpointer data, GError **error)
{
  FileBody *body = data;

  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_ingest_body (db, body->key, body->mail, body->body_class == CTG_BODY_LOGGED ? body->source : NULL,
                          body->body_class, error);
}

static gboolean
load_from_file (LogJob *job, CtgBodyClass body_class, GError **error)
{
  const CtgLocation *location = job->location;
  g_autoptr (GBytes) source = ctg_mailbox_files_read (location->path, location->offset, location->length, error);
  g_autoptr (CtgMail) mail = source != NULL ? ctg_mail_parse (source, CTG_MAIL_CONTENT, error) : NULL;
  FileBody body = { job->key, mail, source, body_class };

  if (mail == NULL)
    return FALSE;
  /* A mailbox file that was written to since holds another message at this place. */
  if (!g_str_equal (mail->message_id, job->message_id))
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "file-gone", "%s has changed", location->path);
      return FALSE;
    }
  return ctg_store_write (job->engine->store, write_file_body, &body, NULL, error);
}

/* Logging. */

static gboolean
log_as (CtgDb *db, LogJob *job, const char *rule, const char *matched, GError **error)
{
  if (!ctg_ingest_log (db, job->own, job->key, job->contact_id, rule, matched, &job->n_entries, error))
    return FALSE;
  if (job->n_entries > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-contact", "None of the message's people is a contact");
  return FALSE;
}

static gboolean
accept_from_tray (CtgDb *db, LogJob *job, GError **error)
{
  g_autoptr (CtgTrayEntry) entry = ctg_tray_get (db, job->key, error);
  g_autofree char *text = NULL;

  if (entry == NULL)
    return FALSE;
  text = g_strconcat (entry->rule, " ", entry->matched_message_id, NULL);
  return ctg_undo_begin (db, "accept", job->key, text, error) &&
         log_as (db, job, "confirmed", entry->matched_message_id, error);
}

static gboolean
write_log (CtgDb *db, gpointer data, GError **error)
{
  LogJob *job = data;

  ctg_db_note_change (db, CTG_CHANGE_LOG | CTG_CHANGE_MESSAGES | CTG_CHANGE_CONTACTS);
  if (job->is_accepted)
    return accept_from_tray (db, job, error);
  return ctg_undo_begin (db, "log", job->key, NULL, error) && log_as (db, job, "manual", NULL, error);
}

static gpointer
log_job (gpointer data, GCancellable *cancellable, GError **error)
{
  LogJob *job = data;

  job->own = ctg_own_addresses_read (job->engine->store, error);
  if (job->own == NULL || !ctg_store_read (job->engine->store, read_location, job, cancellable, error))
    return NULL;
  /* A file that is gone is said before anything is logged: an entry without its letter is worth little. */
  if (!job->has_body && job->location != NULL && job->location->path != NULL &&
      !load_from_file (job, CTG_BODY_LOGGED, error))
    return NULL;
  if (!ctg_store_write (job->engine->store, write_log, job, cancellable, error))
    return NULL;
  return g_memdup2 (&job->n_entries, sizeof job->n_entries);
}

static void
logged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  guint *n_entries = ctg_worker_run_finish (result, &error);

  if (n_entries == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* The bodies of what has just become logged are fetched with the next look. */
  ctg_engine_retry (g_task_get_source_object (task), NULL);
  g_task_return_int (task, *n_entries);
  g_free (n_entries);
}

static void
log_async (CtgEngine *self, LogJob *job, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->files, log_job, job, (GDestroyNotify) log_job_free, g_free, NULL, logged_cb,
                        g_task_new (self, NULL, callback, user_data));
}

/**
 * ctg_engine_log_async:
 * @self: the engine
 * @message_key: a held message
 * @contact_id: on whom, or 0 for every contact among its people
 * @callback: called when it is logged
 * @user_data: for @callback
 *
 * Logs a message by hand, and what is held and answers it.
 */
void
ctg_engine_log_async (CtgEngine *self, gint64 message_key, gint64 contact_id, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  log_async (self, log_job_new (self, message_key, contact_id), callback, user_data);
}

/**
 * ctg_engine_accept_async:
 * @self: the engine
 * @message_key: a message that waits for a decision
 * @contact_id: on whom, or 0 for every contact among its people
 * @callback: called when it is logged; ctg_engine_log_finish() says the same here
 * @user_data: for @callback
 *
 * Logs what a rule spoke for but left to a person.
 */
void
ctg_engine_accept_async (CtgEngine *self, gint64 message_key, gint64 contact_id, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LogJob *job = log_job_new (self, message_key, contact_id);

  job->is_accepted = TRUE;
  log_async (self, job, callback, user_data);
}

/**
 * ctg_engine_log_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason no-contact, file-gone or not-in-tray, %CTG_ERROR_STORAGE
 *
 * Returns: how many entries were made, -1 on error
 */
int
ctg_engine_log_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static gboolean
write_unlog (CtgDb *db, gpointer data, GError **error)
{
  const LogJob *job = data;

  ctg_db_note_change (db, CTG_CHANGE_LOG | CTG_CHANGE_MESSAGES | CTG_CHANGE_CONTACTS);
  if (!ctg_undo_begin (db, "unlog", job->key, NULL, error) ||
      !ctg_messages_unlog (db, job->key, job->contact_id, error))
    return FALSE;
  /* No rule is to log again what a person took off. */
  return ctg_messages_is_logged (db, job->key) || ctg_tray_refuse (db, job->key, error);
}

/**
 * ctg_engine_unlog_async:
 * @self: the engine
 * @message_key: a logged message
 * @contact_id: of whom, or 0 for all
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes a message off a contact; what is logged on nobody then is not logged by itself again.
 */
void
ctg_engine_unlog_async (CtgEngine *self, gint64 message_key, gint64 contact_id, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ctg_engine_write_async (self, write_unlog, log_job_new (self, message_key, contact_id),
                          (GDestroyNotify) log_job_free, callback, user_data);
}

/**
 * ctg_engine_unlog_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_unlog_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Bodies. The way: the database, else the file, else the running account, else whoever holds the lock, else a session
 * of our own under the lock. */

static gboolean
read_text (CtgDb *db, gpointer data, GError **error)
{
  LogJob *job = data;

  if (!read_location (db, job, error))
    return FALSE;
  g_free (job->text);
  job->text = ctg_messages_get_text (db, job->key, NULL);
  return TRUE;
}

static gpointer
text_job (gpointer data, GCancellable *cancellable, GError **error)
{
  LogJob *job = data;
  CtgStore *store = job->engine->store;

  if (!ctg_store_read (store, read_text, job, cancellable, error))
    return NULL;
  if (job->text == NULL && job->location != NULL && job->location->path != NULL &&
      (!load_from_file (job, CTG_BODY_CACHE, error) || !ctg_store_read (store, read_text, job, cancellable, error)))
    return NULL;
  return job;
}

static void
read_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LogJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_worker_run_finish (result, &error) == NULL)
    g_task_return_error (task, error);
  else if (job->text == NULL)
    g_task_return_error (task, ctg_error_new (CTG_ERROR_NOT_FOUND, "body-gone", "The body is not to be had"));
  else
    g_task_return_pointer (task, g_steal_pointer (&job->text), g_free);
}

static void
read_again (GTask *task)
{
  CtgEngine *self = g_task_get_source_object (task);

  ctg_worker_run_async (self->files, text_job, g_task_get_task_data (task), NULL, NULL,
                        g_task_get_cancellable (task), read_again_cb, task);
}

static void fetch_body (GTask *task);

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *answer = ctg_engine_request_finish (g_task_get_source_object (task), result, &error);

  if (ctg_error_has_reason (error, "holder-gone"))
    {
      g_clear_error (&error);
      fetch_body (g_steal_pointer (&task));
    }
  else if (answer == NULL)
    g_task_return_error (task, error);
  else
    read_again (g_steal_pointer (&task));
}

typedef struct
{
  GTask *task;           /* (owned) */
  CtgRunner *own_runner; /* (owned) (nullable) made for this one body */
} BodyWait;

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree BodyWait *wait = data;
  g_autoptr (GTask) task = wait->task;
  CtgEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean fetched = ctg_runner_load_body_finish (NULL, result, &error);

  if (wait->own_runner != NULL)
    {
      ctg_runner_free (wait->own_runner);
      ctg_engine_release (self);
    }
  if (!fetched)
    g_task_return_error (task, error);
  else
    read_again (g_steal_pointer (&task));
}

static void
fetch_here (GTask *task, CtgRunner *runner, CtgRunner *own_runner)
{
  const LogJob *job = g_task_get_task_data (task);
  BodyWait *wait = g_new0 (BodyWait, 1);

  wait->task = task;
  wait->own_runner = own_runner;
  ctg_runner_load_body_async (runner, job->key, g_task_get_cancellable (task), fetched_cb, wait);
}

static void
fetch_body (GTask *task)
{
  CtgEngine *self = g_task_get_source_object (task);
  const LogJob *job = g_task_get_task_data (task);
  const char *account_id = job->location->account_id;
  CtgRunner *runner = self->runners != NULL ? g_hash_table_lookup (self->runners, account_id) : NULL;
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, job->key);

  if (runner != NULL)
    fetch_here (task, runner, NULL);
  else if (self->runners == NULL && self->lock == NULL && ctg_engine_hold (self, NULL))
    {
      runner = ctg_engine_make_runner (self, account_id, FALSE);
      fetch_here (task, runner, runner);
    }
  else if (self->runners != NULL)
    {
      g_task_return_new_error (task, CTG_ERROR, CTG_ERROR_NOT_FOUND, "The mailbox is not connected");
      g_object_unref (task);
    }
  else
    ctg_engine_request_async (self, "body", key, g_task_get_cancellable (task), requested_cb, task);
}

static void
text_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LogJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_worker_run_finish (result, &error) == NULL)
    g_task_return_error (task, error);
  else if (job->text != NULL && !job->from_server)
    g_task_return_pointer (task, g_steal_pointer (&job->text), g_free);
  else if (job->location == NULL || job->location->account_id == NULL)
    g_task_return_error (task, ctg_error_new (CTG_ERROR_NOT_FOUND, "body-gone", "The body is not to be had"));
  else
    fetch_body (g_steal_pointer (&task));
}

static void
load_text (CtgEngine *self, gint64 message_key, gboolean from_server, GTask *task)
{
  LogJob *job = log_job_new (self, message_key, 0);

  job->from_server = from_server;
  g_task_set_task_data (task, job, (GDestroyNotify) log_job_free);
  ctg_worker_run_async (self->files, text_job, job, NULL, NULL, g_task_get_cancellable (task), text_read_cb, task);
}

/**
 * ctg_engine_fetch_text_async:
 * @self: the engine
 * @message_key: a held message
 * @cancellable: (nullable): ends it
 * @callback: called with the text, to be finished by ctg_engine_load_text_finish()
 * @user_data: for @callback
 *
 * Fetches a body from the server, also where it is here.
 */
void
ctg_engine_fetch_text_async (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  load_text (self, message_key, TRUE, g_task_new (self, cancellable, callback, user_data));
}

/**
 * ctg_engine_load_text_async:
 * @self: the engine
 * @message_key: a held message
 * @cancellable: (nullable): ends it
 * @callback: called with the text
 * @user_data: for @callback
 *
 * Reads a body from the database, or fetches it; an unlogged one is then kept for 7 days.
 */
void
ctg_engine_load_text_async (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  load_text (self, message_key, FALSE, g_task_new (self, cancellable, callback, user_data));
}

/**
 * ctg_engine_load_text_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason body-gone or file-gone; as the connection's
 *
 * Returns: (transfer full): the text
 */
char *
ctg_engine_load_text_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
