/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's HTML for the view: cleaned, with the pictures that came with it. Read from what is kept; nothing is
 * fetched. */

#include "engine-private.h"

#include "errors.h"
#include "html-clean.h"
#include "http.h"
#include "mail.h"
#include "messages.h"

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
} HtmlJob;

static void
html_job_free (HtmlJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->source, g_bytes_unref);
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
  g_ptr_array_unref (self->remote);
  g_ptr_array_unref (self->links);
  g_hash_table_unref (self->pictures);
  g_free (self);
}

static gboolean
read_source (CtgDb *db, gpointer data, GError **error)
{
  HtmlJob *job = data;

  if (ctg_messages_has_html (db, job->key))
    job->source = ctg_messages_get_source (db, job->key, NULL);
  return TRUE;
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
  clean = ctg_html_clean (mail->html, job->with_remote ? CTG_HTML_CLEAN_WITH_IMAGES : CTG_HTML_CLEAN_NONE, error);
  if (clean == NULL)
    return NULL;
  letter = g_new0 (CtgLetterHtml, 1);
  letter->html = g_steal_pointer (&clean->html);
  letter->remote = g_ptr_array_ref (clean->remote);
  letter->links = g_ptr_array_ref (clean->links);
  letter->pictures = collect_pictures (mail);
  letter->with_remote = job->with_remote;
  return letter;
}

/**
 * ctg_engine_load_html_async:
 * @self: the engine
 * @message_key: a message whose body is held
 * @with_remote: whether pictures from elsewhere keep their address, for ctg_engine_fetch_picture_async()
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
