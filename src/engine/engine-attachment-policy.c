/* SPDX-License-Identifier: GPL-3.0-or-later */

/* B06, B08: whose attachments are logged, and asking for those that are not. */

#include "engine-attachment-policy.h"

#include "attachment-policy.h"
#include "attachment-rule.h"
#include "engine-private.h"

typedef struct
{
  CtgAttachmentScope scope;
  char *whose;                 /* (owned) (nullable) */
  gboolean is_off;
} PolicyJob;

static void
policy_job_free (PolicyJob *job)
{
  g_free (job->whose);
  g_free (job);
}

static PolicyJob *
policy_job_new (const CtgAttachmentsOf *whose, gboolean is_off)
{
  PolicyJob *job = g_new0 (PolicyJob, 1);

  job->is_off = is_off;
  if (whose->account_id != NULL)
    {
      job->scope = CTG_ATTACHMENTS_OF_ACCOUNT;
      job->whose = g_strdup (whose->account_id);
    }
  else if (whose->contact_id != 0)
    {
      job->scope = CTG_ATTACHMENTS_OF_CONTACT;
      job->whose = g_strdup_printf ("%" G_GINT64_FORMAT, whose->contact_id);
    }
  return job;
}

static gboolean
write_policy (CtgDb *db, gpointer data, GError **error)
{
  const PolicyJob *job = data;

  return ctg_attachment_policy_set (db, job->scope, job->whose, job->is_off, error);
}

/**
 * ctg_engine_set_attachments_async:
 * @self: the engine
 * @whose: whose attachments
 * @are_logged: whether they are, from now on
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * What is here already stays.
 */
void
ctg_engine_set_attachments_async (CtgEngine *self, const CtgAttachmentsOf *whose, gboolean are_logged,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_policy, policy_job_new (whose, !are_logged), (GDestroyNotify) policy_job_free,
                          callback, user_data);
}

/**
 * ctg_engine_set_attachments_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: whether it is kept
 */
gboolean
ctg_engine_set_attachments_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
read_policy (CtgDb *db, gpointer data, GError **error)
{
  PolicyJob *job = data;

  job->is_off = ctg_attachment_policy_is_off (db, job->scope, job->whose);
  return TRUE;
}

static void
policy_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const PolicyJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_int (task, job->is_off ? 0 : 1);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_load_attachments_async:
 * @self: the engine
 * @whose: whose attachments
 * @callback: called with what is set
 * @user_data: for @callback
 *
 * Reads a switch.
 */
void
ctg_engine_load_attachments_async (CtgEngine *self, const CtgAttachmentsOf *whose, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  PolicyJob *job = policy_job_new (whose, FALSE);

  g_task_set_task_data (task, job, (GDestroyNotify) policy_job_free);
  ctg_store_read_async (self->store, read_policy, job, NULL, NULL, policy_read_cb, task);
}

/**
 * ctg_engine_load_attachments_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: 1: they are logged; 0: not; -1 on error
 */
int
ctg_engine_load_attachments_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

/* --- All of one message --- */

typedef struct
{
  gint64 key;
  gint64 size_bytes;
} LeftOut;

static gboolean
read_left_out (CtgDb *db, gpointer data, GError **error)
{
  LeftOut *left_out = data;

  left_out->size_bytes = ctg_attachment_policy_get_left_out (db, left_out->key, CTG_ATTACHMENTS_BELOW_BYTES);
  return TRUE;
}

static void
left_out_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const LeftOut *left_out = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_int (task, (gssize) left_out->size_bytes);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_load_left_out_async:
 * @self: the engine
 * @message_key: a message that is shown
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks whether a message was too large to come with its attachments (B06).
 */
void
ctg_engine_load_left_out_async (CtgEngine *self, gint64 message_key, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  LeftOut *left_out = g_new0 (LeftOut, 1);

  left_out->key = message_key;
  g_task_set_task_data (task, left_out, g_free);
  ctg_store_read_async (self->store, read_left_out, left_out, NULL, NULL, left_out_read_cb, task);
}

/**
 * ctg_engine_load_left_out_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: its size in bytes, 0 when nothing was left out for it, -1 on error
 */
gint64
ctg_engine_load_left_out_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static gboolean
write_asked (CtgDb *db, gpointer data, GError **error)
{
  return ctg_attachment_policy_ask (db, *(gint64 *) data, error);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *text = ctg_engine_load_text_finish (CTG_ENGINE (source), result, &error);

  if (text != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const gint64 *key = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!ctg_engine_set_attachments_finish (CTG_ENGINE (source), result, &error))
    g_task_return_error (task, error);
  else
    ctg_engine_fetch_text_async (CTG_ENGINE (source), *key, cancellable, fetched_cb, g_steal_pointer (&task));
}

/**
 * ctg_engine_fetch_whole_async:
 * @self: the engine
 * @message_key: a message that its server has
 * @cancellable: (nullable): ends it
 * @callback: called when it is here
 * @user_data: for @callback
 *
 * Fetches a message with its attachments, whatever is set. What is here of it stays until that has come.
 */
void
ctg_engine_fetch_whole_async (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_memdup2 (&message_key, sizeof message_key), g_free);
  ctg_engine_write_async (self, write_asked, g_memdup2 (&message_key, sizeof message_key), g_free, asked_cb, task);
}

/**
 * ctg_engine_fetch_whole_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_TOO_LARGE reason message-too-large, %CTG_ERROR_NOT_FOUND; as the connection's
 *
 * Returns: whether all of it is here
 */
gboolean
ctg_engine_fetch_whole_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
