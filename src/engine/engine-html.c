/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's HTML for the view: cleaned, with the pictures that came with it. Read from what is kept; nothing is
 * fetched. */

#include "engine-private.h"

#include "errors.h"
#include "html-clean.h"
#include "http.h"
#include "mail.h"
#include "messages.h"
#include "picture-senders.h"

#include <string.h>

#define PICTURES_MAX_BYTES (32 * 1024 * 1024)
#define PICTURE_MAX_BYTES (8 * 1024 * 1024)
#define PICTURE_TIMEOUT_MS 20000

typedef struct
{
  CtgEngine *engine;   /* (owned) */
  gint64 key;
  gboolean with_remote;
  GBytes *source;      /* (owned) (nullable) */
  char *sender;        /* (owned) (nullable) */
  gboolean is_trusted;
} HtmlJob;

static void
html_job_free (HtmlJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->source, g_bytes_unref);
  g_free (job->sender);
  g_free (job);
}

/**
 * ctg_picture_free:
 * @self: (transfer full) (nullable): a picture
 */
void
ctg_picture_free (CtgPicture *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->bytes);
  g_free (self->type);
  g_free (self);
}

/**
 * ctg_letter_html_free:
 * @self: (transfer full) (nullable): a letter's HTML
 */
void
ctg_letter_html_free (CtgLetterHtml *self)
{
  if (self == NULL)
    return;
  g_free (self->html);
  g_free (self->sender);
  g_ptr_array_unref (self->remote);
  g_ptr_array_unref (self->links);
  g_hash_table_unref (self->pictures);
  g_free (self);
}

/* A name that anybody can write at the head of a letter is not trusted where the provider says that it is wrong. */
static gboolean
read_sender (CtgDb *db, HtmlJob *job, GError **error)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, job->key, error);
  g_autofree char *sensitivity = NULL;
  int authentication;

  if (message == NULL || !ctg_messages_get_marks (db, job->key, &authentication, &sensitivity, error))
    return FALSE;
  job->sender = g_strdup (message->from_address);
  job->is_trusted = authentication != CTG_AUTHENTICATION_FAIL && ctg_picture_senders_has (db, job->sender);
  return TRUE;
}

static gboolean
read_source (CtgDb *db, gpointer data, GError **error)
{
  HtmlJob *job = data;

  if (!ctg_messages_has_html (db, job->key))
    return TRUE;
  job->source = ctg_messages_get_source (db, job->key, NULL);
  return read_sender (db, job, error);
}

/* By Content-ID. A drawing that is a document of its own (SVG) is no picture. */
static GHashTable *
collect_pictures (const CtgMail *mail)
{
  GHashTable *pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ctg_picture_free);
  gsize n_bytes = 0;

  for (guint i = 0; i < mail->attachments->len; i++)
    {
      const CtgMailAttachment *part = g_ptr_array_index (mail->attachments, i);
      CtgPicture *picture;

      if (part->content_id == NULL || part->content == NULL || !g_str_has_prefix (part->type, "image/") ||
          g_str_has_prefix (part->type, "image/svg") ||
          (n_bytes += g_bytes_get_size (part->content)) > PICTURES_MAX_BYTES)
        continue;
      picture = g_new0 (CtgPicture, 1);
      picture->bytes = g_bytes_ref (part->content);
      picture->type = g_strdup (part->type);
      g_hash_table_replace (pictures, g_strdup (part->content_id), picture);
    }
  return pictures;
}

static gpointer
html_job (gpointer data, GCancellable *cancellable, GError **error)
{
  HtmlJob *job = data;
  g_autoptr (CtgMail) mail = NULL;
  g_autoptr (CtgCleanHtml) clean = NULL;
  CtgLetterHtml *letter;

  if (!ctg_store_read (job->engine->store, read_source, job, cancellable, error))
    return NULL;
  mail = job->source != NULL ? ctg_mail_parse (job->source, CTG_MAIL_CONTENT, error) : NULL;
  if (mail == NULL || mail->html == NULL)
    {
      g_clear_error (error);
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-html", "The letter has no HTML");
      return NULL;
    }
  job->with_remote = job->with_remote || job->is_trusted;
  clean = ctg_html_clean (mail->html, job->with_remote ? CTG_HTML_CLEAN_WITH_IMAGES : CTG_HTML_CLEAN_NONE, error);
  if (clean == NULL)
    return NULL;
  letter = g_new0 (CtgLetterHtml, 1);
  letter->html = g_steal_pointer (&clean->html);
  letter->remote = g_ptr_array_ref (clean->remote);
  letter->links = g_ptr_array_ref (clean->links);
  letter->pictures = collect_pictures (mail);
  letter->with_remote = job->with_remote;
  letter->sender = g_steal_pointer (&job->sender);
  letter->is_trusted = job->is_trusted;
  return letter;
}

/**
 * ctg_engine_load_html_async:
 * @self: the engine
 * @message_key: a message whose body is held
 * @with_remote: whether pictures from elsewhere keep their address, for ctg_engine_fetch_picture_async(); those of a
 *   trusted sender do in any case
 * @cancellable: (nullable): ends it
 * @callback: called with the HTML
 * @user_data: for @callback
 *
 * Reads a letter's HTML and makes it harmless.
 */
void
ctg_engine_load_html_async (CtgEngine *self, gint64 message_key, gboolean with_remote, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  HtmlJob *job = g_new0 (HtmlJob, 1);

  job->engine = g_object_ref (self);
  job->key = message_key;
  job->with_remote = with_remote;
  ctg_worker_run_async (self->files, html_job, job, (GDestroyNotify) html_job_free,
                        (GDestroyNotify) ctg_letter_html_free, cancellable, callback, user_data);
}

/**
 * ctg_engine_load_html_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-html"; %CTG_ERROR_TOO_LARGE "html-too-large"
 *
 * Returns: (transfer full) (nullable): the letter's HTML
 */
CtgLetterHtml *
ctg_engine_load_html_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

typedef struct
{
  char *sender;          /* (owned) */
  gboolean is_trusted;
} TrustJob;

static void
trust_job_free (TrustJob *job)
{
  g_free (job->sender);
  g_free (job);
}

static gboolean
write_trust (CtgDb *db, gpointer data, GError **error)
{
  TrustJob *job = data;

  return ctg_picture_senders_set (db, job->sender, job->is_trusted, error);
}

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_store_write_finish (CTG_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_trust_pictures_async:
 * @self: the engine
 * @sender: an address
 * @is_trusted: whether pictures from elsewhere are shown in this sender's letters without being asked for
 * @callback: called when it is kept
 * @user_data: for @callback
 */
void
ctg_engine_trust_pictures_async (CtgEngine *self, const char *sender, gboolean is_trusted,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  TrustJob *job = g_new0 (TrustJob, 1);

  job->sender = g_strdup (sender);
  job->is_trusted = is_trusted;
  ctg_store_write_async (self->store, write_trust, job, (GDestroyNotify) trust_job_free, NULL, trusted_cb,
                         g_task_new (self, NULL, callback, user_data));
}

/**
 * ctg_engine_trust_pictures_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Returns: whether it is kept
 */
gboolean
ctg_engine_trust_pictures_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What it is by its first bytes, whatever the server says (F3). */
static const char *
sniff_picture (GBytes *bytes)
{
  static const struct { const char *magic; gsize length; const char *type; } rows[] = {
    { "\x89PNG\r\n\x1a\n", 8, "image/png" }, { "\xff\xd8\xff", 3, "image/jpeg" }, { "GIF87a", 6, "image/gif" },
    { "GIF89a", 6, "image/gif" },             { "BM", 2, "image/bmp" },
  };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (length >= rows[i].length && memcmp (data, rows[i].magic, rows[i].length) == 0)
      return rows[i].type;
  return length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0 ? "image/webp" : NULL;
}

static void
fetch_thread (GTask *task, gpointer engine, gpointer url, GCancellable *cancellable)
{
  CtgHttpRequest request = { .url = url, .max_bytes = PICTURE_MAX_BYTES, .timeout_ms = PICTURE_TIMEOUT_MS };
  GError *error = NULL;
  g_autoptr (CtgHttpAnswer) answer = ctg_http_get (&request, cancellable, &error);
  const char *type = answer != NULL && answer->status == 200 ? sniff_picture (answer->body) : NULL;
  CtgPicture *picture;

  if (type == NULL)
    {
      g_task_return_error (task, error != NULL ? error : ctg_error_new (CTG_ERROR_NOT_FOUND, NULL, "No picture there"));
      return;
    }
  picture = g_new0 (CtgPicture, 1);
  picture->bytes = g_bytes_ref (answer->body);
  picture->type = g_strdup (type);
  g_task_return_pointer (task, picture, (GDestroyNotify) ctg_picture_free);
}

/**
 * ctg_engine_fetch_picture_async:
 * @self: the engine
 * @url: where it is, https
 * @cancellable: (nullable): ends it
 * @callback: called with the picture
 * @user_data: for @callback
 *
 * Asks for a picture that a person wants to see. Whoever has it learns that, and when, and from where.
 */
void
ctg_engine_fetch_picture_async (CtgEngine *self, const char *url, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (url), g_free);
  g_task_run_in_thread (task, fetch_thread);
}

/**
 * ctg_engine_fetch_picture_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: as ctg_http_get(); %CTG_ERROR_NOT_FOUND when it is no picture
 *
 * Returns: (transfer full) (nullable): the picture
 */
CtgPicture *
ctg_engine_fetch_picture_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
