/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be done by one process only is done by the holder of the lock. Another process leaves a row and waits for
 * its answer; the holder is woken by the database's change notice and answers one request after the other. */

#include "engine-private.h"

#include "errors.h"
#include "messages.h"
#include "requests.h"

#define POLL_MS 200

/* Errors on their way to another process. */

/**
 * ctg_engine_error_to_text:
 * @error: what failed here
 *
 * Returns: (transfer full): one line, for ctg_engine_error_from_text() in the process that asked
 */
char *
ctg_engine_error_to_text (const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);
  const char *fields[] = { error->domain == CTG_ERROR ? ctg_error_code_to_string (error->code) : "", details.reason,
                           details.host, details.server_text, error->message };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *field = g_strdelimit (g_strdup (fields[i] != NULL ? fields[i] : ""), "\t\n", ' ');

      g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", field);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static CtgErrorCode
code_from_name (const char *name)
{
  for (int code = 0; code < CTG_N_ERRORS; code++)
    if (g_str_equal (ctg_error_code_to_string (code), name))
      return (CtgErrorCode) code;
  return CTG_ERROR_FAILED;
}

/**
 * ctg_engine_error_from_text:
 * @text: what ctg_engine_error_to_text() made; anything else is taken for a message
 *
 * Returns: (transfer full): what failed in the other process
 */
GError *
ctg_engine_error_from_text (const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, "\t", 5);
  GError *error;

  if (g_strv_length (fields) != 5)
    return ctg_error_new (CTG_ERROR_FAILED, NULL, "%s", text);
  error = ctg_error_new (code_from_name (fields[0]), *fields[1] != '\0' ? fields[1] : NULL, "%s", fields[4]);
  ctg_error_add_server (&error, *fields[2] != '\0' ? fields[2] : NULL, *fields[3] != '\0' ? fields[3] : NULL);
  return error;
}

/* The holder's side. */

typedef struct
{
  CtgEngine *engine;     /* (owned) */
  CtgRequest *request;   /* (owned) (nullable) */
  CtgRequestState state;
  char *answer;          /* (owned) */
} Serving;

static void serve_next (CtgEngine *self);

static void
serving_free (Serving *serving)
{
  g_object_unref (serving->engine);
  g_clear_pointer (&serving->request, ctg_request_free);
  g_free (serving->answer);
  g_free (serving);
}

static gboolean
write_answer (CtgDb *db, gpointer data, GError **error)
{
  const Serving *serving = data;

  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return ctg_requests_finish (db, serving->request->id, serving->state, serving->answer, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEngine) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_store_write_finish (self->store, result, &error))
    g_info ("a request was not answered: %s", error->message);
  serve_next (self);
}

static void
answer (Serving *serving, CtgRequestState state, const char *text)
{
  CtgEngine *self = serving->engine;

  serving->state = state;
  serving->answer = g_strdup (text);
  ctg_store_write_async (self->store, write_answer, serving, (GDestroyNotify) serving_free, NULL, answered_cb,
                         g_object_ref (self));
}

static void
answer_error (Serving *serving, const GError *error)
{
  g_autofree char *text = ctg_engine_error_to_text (error);

  answer (serving, CTG_REQUEST_FAILED, text);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Serving *serving = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) counts = ctg_engine_sync_finish (serving->engine, result, &error);
  g_autofree char *text = counts != NULL ? ctg_sync_counts_to_text (counts) : NULL;

  if (text != NULL)
    answer (serving, CTG_REQUEST_DONE, text);
  else
    answer_error (serving, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Serving *serving = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ctg_engine_load_text_finish (serving->engine, result, &error);

  if (text != NULL)
    answer (serving, CTG_REQUEST_DONE, "");
  else
    answer_error (serving, error);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Serving *serving = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ctg_engine_answer_purge_finish (serving->engine, result, &error);

  if (text != NULL)
    answer (serving, CTG_REQUEST_DONE, text);
  else
    answer_error (serving, error);
}

static void
serve (Serving *serving)
{
  CtgEngine *self = serving->engine;
  const CtgRequest *request = serving->request;

  if (g_str_equal (request->kind, "sync"))
    ctg_engine_sync_async (self, *request->argument != '\0' ? request->argument : NULL, NULL, synced_cb, serving);
  else if (g_str_equal (request->kind, "body"))
    ctg_engine_load_text_async (self, g_ascii_strtoll (request->argument, NULL, 10), NULL, loaded_cb, serving);
  else if (g_str_equal (request->kind, "purge"))
    ctg_engine_answer_purge_async (self, request->argument, purged_cb, serving);
  else if (g_str_equal (request->kind, "run"))
    {
      ctg_engine_run_account (self, request->argument);
      answer (serving, CTG_REQUEST_DONE, "");
    }
  else if (g_str_equal (request->kind, "history"))
    {
      ctg_engine_retry (self, request->argument);
      answer (serving, CTG_REQUEST_DONE, "");
    }
  else if (g_str_equal (request->kind, "halt"))
    {
      ctg_engine_halt_account (self, request->argument);
      answer (serving, CTG_REQUEST_DONE, "");
    }
  else
    answer (serving, CTG_REQUEST_FAILED, "unknown request");
}

static gboolean
take_request (CtgDb *db, gpointer data, GError **error)
{
  Serving *serving = data;
  GError *failure = NULL;

  serving->request = ctg_requests_take (db, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Serving *serving = data;
  CtgEngine *self = serving->engine;

  if (ctg_store_write_finish (self->store, result, NULL) && serving->request != NULL && self->runners != NULL)
    {
      serve (serving);
      return;
    }
  self->takes_requests = FALSE;
  serving_free (serving);
}

static void
serve_next (CtgEngine *self)
{
  Serving *serving;

  if (self->runners == NULL)
    return;
  serving = g_new0 (Serving, 1);
  serving->engine = g_object_ref (self);
  ctg_store_write_async (self->store, take_request, serving, NULL, NULL, taken_cb, serving);
}

/**
 * ctg_engine_serve_requests:
 * @self: the engine, started
 *
 * Answers the requests left by other processes, one after the other.
 */
void
ctg_engine_serve_requests (CtgEngine *self)
{
  if (self->takes_requests)
    return;
  self->takes_requests = TRUE;
  serve_next (self);
}

/* The asking side. */

typedef struct
{
  char *kind;            /* (owned) */
  char *argument;        /* (owned) */
  gint64 id;
  CtgRequest *row;       /* (owned) (nullable) */
  guint timer;
} Asking;

static void
asking_free (Asking *asking)
{
  g_clear_handle_id (&asking->timer, g_source_remove);
  g_clear_pointer (&asking->row, ctg_request_free);
  g_free (asking->kind);
  g_free (asking->argument);
  g_free (asking);
}

static gboolean
add_request (CtgDb *db, gpointer data, GError **error)
{
  Asking *asking = data;

  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return ctg_requests_add (db, asking->kind, asking->argument, &asking->id, error);
}

static gboolean
read_request (CtgDb *db, gpointer data, GError **error)
{
  Asking *asking = data;

  g_clear_pointer (&asking->row, ctg_request_free);
  asking->row = ctg_requests_get (db, asking->id, error);
  return asking->row != NULL;
}

static gboolean
withdraw_request (CtgDb *db, gpointer data, GError **error)
{
  const Asking *asking = data;

  return ctg_requests_finish (db, asking->id, CTG_REQUEST_FAILED, "withdrawn", error);
}

/* Whoever held the lock may have let it go, by its end or because it only needed it for a while, without having looked
 * at requests. */
static gboolean
is_holder_gone (CtgEngine *self)
{
  CtgEngineLock *lock = self->lock == NULL ? ctg_engine_lock_take (self->profile->data_dir, NULL) : NULL;

  if (lock == NULL)
    return FALSE;
  ctg_engine_lock_release (lock);
  return TRUE;
}

static gboolean
poll_cb (gpointer data)
{
  GTask *task = data;
  CtgEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) ||
      !ctg_store_read (self->store, read_request, asking, NULL, &error))
    g_task_return_error (task, error);
  else if (asking->row->state == CTG_REQUEST_DONE)
    g_task_return_pointer (task, g_strdup (asking->row->result), g_free);
  else if (asking->row->state == CTG_REQUEST_FAILED)
    g_task_return_error (task, ctg_engine_error_from_text (asking->row->result));
  else if (!is_holder_gone (self))
    return G_SOURCE_CONTINUE;
  else if (ctg_store_write (self->store, withdraw_request, asking, NULL, &error))
    g_task_return_error (task, ctg_error_new (CTG_ERROR_BUSY, "holder-gone", "Nobody is there to answer"));
  else
    g_task_return_error (task, error);
  asking->timer = 0;
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtgEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_write_finish (self->store, result, &error))
    {
      asking->timer = g_timeout_add (POLL_MS, poll_cb, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * ctg_engine_leave_request:
 * @self: the engine, without the lock
 * @kind: what is wanted
 * @argument: of what
 *
 * Leaves a request to whoever holds the lock, now or next, and does not wait.
 */
void
ctg_engine_leave_request (CtgEngine *self, const char *kind, const char *argument)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->kind = g_strdup (kind);
  asking->argument = g_strdup (argument);
  ctg_store_write_async (self->store, add_request, asking, (GDestroyNotify) asking_free, NULL, NULL, NULL);
}

/**
 * ctg_engine_request_async:
 * @self: the engine, without the lock
 * @kind: what is wanted
 * @argument: of what
 * @cancellable: (nullable): stops waiting; the request stays
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Leaves a request to the lock's holder and waits for its answer. Whoever holds it may end first: then the request is
 * withdrawn, and the caller begins anew.
 */
void
ctg_engine_request_async (CtgEngine *self, const char *kind, const char *argument, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Asking *asking = g_new0 (Asking, 1);

  asking->kind = g_strdup (kind);
  asking->argument = g_strdup (argument != NULL ? argument : "");
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  ctg_store_write_async (self->store, add_request, asking, NULL, NULL, added_cb, task);
}

/**
 * ctg_engine_request_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: what the holder answered; %CTG_ERROR_BUSY with reason holder-gone: the lock is free, nothing was done
 *
 * Returns: (transfer full): the answer's text
 */
char *
ctg_engine_request_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
