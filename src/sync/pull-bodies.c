/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies: of what the rules admitted, of reports that may say what came back, and of what a person opens. Asked for by
 * the store's own list of what is still wanted, so that a killed pull goes on where it was. */

#include "pull.h"

#include "attachment-policy.h"
#include "attachment-rule.h"
#include "errors.h"
#include "fault.h"
#include "ingest.h"
#include "pull-large.h"
#include "sent-message.h"
#include "write-queue.h"

#define BATCH 50
#define BATCH_BYTES (8 * 1024 * 1024)
#define LARGE_AT_ONCE 20

typedef struct
{
  const CtgPull *pull;
  CtgPullTotals *totals;
  GHashTable *keys;           /* (owned) (element-type utf8 gint64) remote id to key */
  CtgBodyClass body_class;
  CtgWriteQueue *queue;
  GPtrArray *batch;           /* (owned) (element-type Body) being filled: one sync for many */
  gsize batch_bytes;
  guint n_answered;
} BodyPull;

typedef struct
{
  gint64 key;
  CtgMail *mail;              /* (owned) (nullable) */
  GBytes *source;             /* (owned) (nullable) */
  CtgBodyClass body_class;
  char *account_id;           /* (owned) */
  char *remote_id;            /* (owned) */
  char *reason;               /* (owned) (nullable) why there is no mail */
} Body;

static void
body_free (Body *body)
{
  g_clear_pointer (&body->mail, ctg_mail_unref);
  g_clear_pointer (&body->source, g_bytes_unref);
  g_free (body->account_id);
  g_free (body->remote_id);
  g_free (body->reason);
  g_free (body);
}

static gboolean
commit_body (CtgDb *db, const Body *body, GError **error)
{
  if (body->mail != NULL)
    return ctg_ingest_body (db, body->key, body->mail,
                            body->body_class == CTG_BODY_LOGGED ? body->source : NULL, body->body_class, error) &&
           ctg_sent_message_bounce (db, body->mail, error) && ctg_sent_message_receipt (db, body->mail, error);
  if (body->source != NULL &&
      !ctg_quarantine_add (db, body->account_id, body->remote_id, body->reason, body->source, error))
    return FALSE;
  return ctg_messages_set_body_failed (db, body->key, body->reason, error);
}

static gboolean
commit_bodies (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray *bodies = data;

  ctg_db_note_change (db, CTG_CHANGE_LOG);
  for (guint i = 0; i < bodies->len; i++)
    if (!commit_body (db, g_ptr_array_index (bodies, i), error))
      return FALSE;
  return TRUE;
}

static GPtrArray *
new_batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) body_free);
}

static gboolean
push_batch (BodyPull *body_pull, GError **error)
{
  GPtrArray *batch = body_pull->batch;

  if (batch->len == 0)
    return TRUE;
  body_pull->batch = new_batch ();
  body_pull->batch_bytes = 0;
  return ctg_write_queue_push (body_pull->queue, commit_bodies, batch, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
parse_body (const CtgPull *pull, Body *body)
{
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/body", pull->account_id, body->key);
  int slot = ctg_poison_begin (pull->poison, name);

  if (slot < 0)
    {
      body->reason = g_strdup ("crashed-before");
      return;
    }
  body->mail = ctg_mail_parse (body->source, CTG_MAIL_CONTENT, NULL);
  ctg_poison_end (pull->poison, slot);
  if (body->mail == NULL)
    body->reason = g_strdup ("unreadable");
}

static gboolean
take_body (const char *remote_id, GBytes *bytes, const GError *failure, gpointer data, GError **error)
{
  BodyPull *body_pull = data;
  const gint64 *key = g_hash_table_lookup (body_pull->keys, remote_id);
  Body *body;

  if (key == NULL)
    return TRUE;
  body = g_new0 (Body, 1);
  body->key = *key;
  body->body_class = body_pull->body_class;
  body->account_id = g_strdup (body_pull->pull->account_id);
  body->remote_id = g_strdup (remote_id);
  body->source = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  body_pull->n_answered++;
  if (bytes != NULL)
    parse_body (body_pull->pull, body);
  else
    body->reason = g_strdup (g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE) ? "too-large"
                             : ctg_error_has_reason (failure, "server-error")          ? "server-error"
                                                                                       : "gone");
  body_pull->totals->n_too_large += g_strcmp0 (body->reason, "too-large") == 0;
  if (body->mail == NULL)
    body_pull->totals->n_failed++;
  g_ptr_array_add (body_pull->batch, body);
  body_pull->batch_bytes += bytes != NULL ? g_bytes_get_size (bytes) : 0;
  if (body_pull->batch->len < BATCH && body_pull->batch_bytes < BATCH_BYTES)
    return TRUE;
  return push_batch (body_pull, error);
}

typedef struct
{
  gint64 folder_id;
  GPtrArray *wanted;
  CtgBodyClass body_class;
} WantedQuery;

static gboolean
read_wanted (CtgDb *db, gpointer data, GError **error)
{
  WantedQuery *query = data;

  query->body_class = CTG_BODY_LOGGED;
  query->wanted = ctg_messages_list_wanted (db, query->folder_id, 200, error);
  if (query->wanted == NULL || query->wanted->len > 0)
    return query->wanted != NULL;
  g_ptr_array_unref (query->wanted);
  query->body_class = CTG_BODY_CACHE;
  query->wanted = ctg_messages_list_bounces (db, query->folder_id, 50, error);
  return query->wanted != NULL;
}

static gboolean
fetch_wanted (const CtgPull *self, const CtgFolder *folder, GPtrArray *wanted, CtgBodyClass body_class,
              CtgPullTotals *totals, guint *n_answered, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgWriteQueue) queue = ctg_write_queue_new (self->store);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) remote_ids = g_ptr_array_new ();
  BodyPull body_pull = { self, totals, keys, body_class, queue, new_batch (), 0, 0 };
  gboolean fetched;

  for (guint i = 0; i < wanted->len; i++)
    {
      CtgWantedBody *body = g_ptr_array_index (wanted, i);

      g_hash_table_insert (keys, body->remote_id, &body->key);
      g_ptr_array_add (remote_ids, body->remote_id);
    }
  g_ptr_array_add (remote_ids, NULL);
  fetched = ctg_fault_point ("sync-bodies", error) &&
            ctg_backend_fetch (self->backend, folder->remote_name, folder->token,
                               (const char *const *) remote_ids->pdata, take_body, &body_pull, cancellable, error);
  *n_answered = body_pull.n_answered;
  /* What came before a connection broke is kept all the same: else a weak one would never get past its first batch. */
  fetched = push_batch (&body_pull, fetched ? error : NULL) && fetched;
  g_ptr_array_unref (body_pull.batch);
  return ctg_write_queue_flush (queue, fetched ? error : NULL) && fetched;
}

typedef struct
{
  gint64 folder_id;
  GPtrArray *wanted;   /* (element-type CtgWantedBody) */
  gint64 failed_key;
} LargeQuery;

static gboolean
read_large (CtgDb *db, gpointer data, GError **error)
{
  LargeQuery *query = data;

  query->wanted = ctg_messages_list_large (db, query->folder_id, CTG_ATTACHMENTS_BELOW_BYTES, LARGE_AT_ONCE, error);
  return query->wanted != NULL;
}

static gboolean
write_large_failed (CtgDb *db, gpointer data, GError **error)
{
  const LargeQuery *query = data;

  return ctg_messages_set_body_failed (db, query->failed_key, "too-large", error);
}

/* What ends the session, or is no fault of the letter, ends the pull; else it waits until a person asks for it. */
static gboolean
is_of_the_letter (const GError *error)
{
  return g_error_matches (error, CTG_ERROR, CTG_ERROR_UNSUPPORTED) ||
         g_error_matches (error, CTG_ERROR, CTG_ERROR_NOT_FOUND) ||
         g_error_matches (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT) ||
         g_error_matches (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
}

static gboolean
fetch_large_text (const CtgPull *self, const CtgFolder *folder, const CtgWantedBody *body, GCancellable *cancellable,
                  GError **error)
{
  CtgLargeLetter letter = { body->key, body->remote_id, CTG_BODY_LOGGED, FALSE };
  LargeQuery query = { .failed_key = body->key };
  g_autoptr (GError) failure = NULL;

  if (ctg_pull_large (self, folder, &letter, cancellable, &failure))
    return TRUE;
  if (is_of_the_letter (failure))
    return ctg_store_write (self->store, write_large_failed, &query, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* B06: of these only what they say comes by itself. None of them is wanted any more then. */
static gboolean
fetch_large_texts (const CtgPull *self, const CtgFolder *folder, GCancellable *cancellable, GError **error)
{
  LargeQuery query = { .folder_id = folder->id };
  g_autoptr (GPtrArray) wanted = NULL;
  gboolean more = TRUE;

  while (more)
    {
      g_clear_pointer (&wanted, g_ptr_array_unref);
      if (!ctg_store_read (self->store, read_large, &query, cancellable, error))
        return FALSE;
      wanted = query.wanted;
      more = wanted->len == LARGE_AT_ONCE;
      for (guint i = 0; i < wanted->len; i++)
        if (!fetch_large_text (self, folder, wanted->pdata[i], cancellable, error))
          return FALSE;
    }
  return TRUE;
}

/**
 * ctg_pull_some_bodies:
 * @self: what to work with
 * @folder: a folder, with a token of it
 * @totals: (inout): grows
 * @more: (out): whether there may be more to fetch
 * @cancellable: (nullable): ends it between two messages
 * @error: as the backend's and the store's
 *
 * Fetches the next bodies of what is logged and met in @folder, then of reports on mail sent from here, at most some
 * hundreds.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_pull_some_bodies (const CtgPull *self, const CtgFolder *folder, CtgPullTotals *totals, gboolean *more,
                      GCancellable *cancellable, GError **error)
{
  WantedQuery query = { .folder_id = folder->id };
  g_autoptr (GPtrArray) wanted = NULL;
  guint n_answered = 0;

  *more = FALSE;
  if (!fetch_large_texts (self, folder, cancellable, error) ||
      !ctg_store_read (self->store, read_wanted, &query, cancellable, error))
    return FALSE;
  wanted = query.wanted;
  if (wanted->len == 0)
    return TRUE;
  if (!fetch_wanted (self, folder, wanted, query.body_class, totals, &n_answered, cancellable, error))
    return FALSE;
  *more = n_answered > 0;
  return TRUE;
}

/**
 * ctg_pull_bodies:
 * @self: what to work with
 * @folder: a watched folder, with its token
 * @totals: (inout): grows
 * @cancellable: (nullable): ends it between two messages
 * @error: as the backend's and the store's
 *
 * Fetches the bodies of what is logged and met in @folder, until none is wanted any more.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_pull_bodies (const CtgPull *self, const CtgFolder *folder, CtgPullTotals *totals, GCancellable *cancellable,
                 GError **error)
{
  gboolean more = TRUE;

  while (more)
    if (!ctg_pull_some_bodies (self, folder, totals, &more, cancellable, error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  gint64 key;
  CtgLocation *location;
  GPtrArray *folders;
  CtgMessage *message;
  const char *account_id;
  CtgAttachmentPolicy policy;
} LocationQuery;

static gboolean
read_location (CtgDb *db, gpointer data, GError **error)
{
  LocationQuery *query = data;

  query->message = ctg_messages_get (db, query->key, error);
  if (query->message == NULL)
    return FALSE;
  ctg_attachment_policy_read (db, query->key, &query->policy);
  query->location = ctg_messages_get_location (db, query->key, error);
  if (query->location == NULL)
    return FALSE;
  query->folders = ctg_folders_list (db, query->account_id, error);
  return query->folders != NULL;
}

static const CtgFolder *
find_folder (GPtrArray *folders, gint64 id)
{
  for (guint i = 0; i < folders->len; i++)
    {
      const CtgFolder *folder = g_ptr_array_index (folders, i);

      if (folder->id == id)
        return folder;
    }
  return NULL;
}

/**
 * ctg_pull_one_body:
 * @self: what to work with
 * @key: a held message of this account
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_NOT_FOUND when the server no longer has it, %CTG_ERROR_TOO_LARGE with reason message-large
 *   (unless a person asked for it) or message-too-large (there is no room for it); as the backend's and the store's
 *
 * Fetches the body of a message a person opens.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_pull_one_body (const CtgPull *self, gint64 key, GCancellable *cancellable, GError **error)
{
  LocationQuery query = { .key = key, .account_id = self->account_id };
  g_autoptr (CtgLocation) location = NULL;
  g_autoptr (CtgMessage) message = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_wanted_body_free);
  CtgPullTotals totals = { 0 };
  const CtgFolder *folder;
  CtgWantedBody *body;
  guint n_answered = 0;
  gboolean found = ctg_store_read (self->store, read_location, &query, cancellable, error);

  location = query.location;
  message = query.message;
  folders = query.folders;
  if (!found)
    return FALSE;
  folder = find_folder (folders, location->folder_id);
  if (folder == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "The message's folder is gone");
      return FALSE;
    }
  if (message->size_bytes >= CTG_ATTACHMENTS_BELOW_BYTES)
    {
      CtgLargeLetter letter = { key, location->remote_id, message->is_logged ? CTG_BODY_LOGGED : CTG_BODY_CACHE,
                                query.policy.is_asked_for };
      g_autoptr (GError) failure = NULL;

      if (ctg_pull_large (self, folder, &letter, cancellable, &failure))
        return TRUE;
      if (!g_error_matches (failure, CTG_ERROR, CTG_ERROR_UNSUPPORTED))
        return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
    }
  if (!query.policy.is_asked_for && message->size_bytes >= CTG_ATTACHMENTS_BELOW_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "message-large", "The message has %" G_GINT64_FORMAT " bytes",
                     message->size_bytes);
      return FALSE;
    }
  body = g_new0 (CtgWantedBody, 1);
  body->key = key;
  body->remote_id = g_strdup (location->remote_id);
  g_ptr_array_add (wanted, body);
  if (!fetch_wanted (self, folder, wanted, message->is_logged ? CTG_BODY_LOGGED : CTG_BODY_CACHE, &totals,
                     &n_answered, cancellable, error))
    return FALSE;
  if (totals.n_too_large > 0)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "message-too-large", "The message has %" G_GINT64_FORMAT " bytes",
                     message->size_bytes);
      return FALSE;
    }
  if (n_answered == 0 || totals.n_failed > 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "The server no longer has this message");
      return FALSE;
    }
  return TRUE;
}
