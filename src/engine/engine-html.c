/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's HTML for the view: cleaned, with the pictures that came with it. Read from what is kept; nothing is
 * fetched. */

#include "engine-private.h"

#include "errors.h"
#include "html-clean.h"
#include "mail.h"
#include "messages.h"

#include <string.h>

#define PICTURES_MAX_BYTES (32 * 1024 * 1024)

typedef struct
{
  CtgEngine *engine;   /* (owned) */
  gint64 key;
  GBytes *source;      /* (owned) (nullable) */
} HtmlJob;

static void
html_job_free (HtmlJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->source, g_bytes_unref);
  g_free (job);
}

static void
picture_free (CtgPicture *picture)
{
  g_bytes_unref (picture->bytes);
  g_free (picture->type);
  g_free (picture);
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
  GHashTable *pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) picture_free);
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
  clean = ctg_html_clean (mail->html, CTG_HTML_CLEAN_NONE, error);
  if (clean == NULL)
    return NULL;
  letter = g_new0 (CtgLetterHtml, 1);
  letter->html = g_steal_pointer (&clean->html);
  letter->remote = g_ptr_array_ref (clean->remote);
  letter->links = g_ptr_array_ref (clean->links);
  letter->pictures = collect_pictures (mail);
  return letter;
}

/**
 * ctg_engine_load_html_async:
 * @self: the engine
 * @message_key: a message whose body is held
 * @cancellable: (nullable): ends it
 * @callback: called with the HTML
 * @user_data: for @callback
 *
 * Reads a letter's HTML and makes it harmless.
 */
void
ctg_engine_load_html_async (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  HtmlJob *job = g_new0 (HtmlJob, 1);

  job->engine = g_object_ref (self);
  job->key = message_key;
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
