/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters of 50 000 000 bytes and more (B06). By itself comes what they say: their headers and texts. When a person
 * asks for all of one, its other parts come too, each piece by piece into a file of its own: what is held in memory
 * does not grow with the letter. Its source is not kept: nobody could hold that. */

#include "pull-large.h"

#include "errors.h"
#include "files.h"
#include "ingest.h"
#include "messages.h"
#include "transfer-stream.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A disk is not filled by a stranger. */
#define PART_MAX_BYTES (G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024)

typedef struct
{
  const CtgPull *pull;
  const CtgFolder *folder;
  const CtgLargeLetter *letter;
  CtgOutline *outline;      /* (owned) */
  CtgMail *mail;            /* (owned) */
  GPtrArray *attachments;   /* (owned) (element-type CtgAttachment) */
} Large;

static void
large_clear (Large *self)
{
  /* What was adopted is not there under this name any more. */
  for (guint i = 0; self->attachments != NULL && i < self->attachments->len; i++)
    if (((CtgAttachment *) self->attachments->pdata[i])->content_path != NULL)
      g_unlink (((CtgAttachment *) self->attachments->pdata[i])->content_path);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->outline, ctg_outline_free);
  g_clear_pointer (&self->mail, ctg_mail_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Large, large_clear)

/* Piece by piece --------------------------------------------------------------------------------------------------- */

typedef struct
{
  int file;
  CtgTransferStream *decoder;   /* (owned) */
  GChecksum *checksum;          /* (owned) */
  gint64 size_bytes;
} Download;

static gboolean
take_piece (GBytes *piece, gpointer data, GError **error)
{
  Download *self = data;
  g_autoptr (GBytes) decoded = ctg_transfer_stream_step (self->decoder, piece);
  gsize length;
  const guchar *bytes = g_bytes_get_data (decoded, &length);

  self->size_bytes += (gint64) length;
  if (self->size_bytes > PART_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "message-too-large", "A part has more than 2 GB");
      return FALSE;
    }
  g_checksum_update (self->checksum, bytes, (gssize) length);
  return ctg_write_all (self->file, bytes, length, CTG_FILE_OF_PROFILE, error);
}

static gboolean
download_into (Large *self, const CtgOutlinePart *part, CtgAttachment *attachment, int file, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (CtgTransferStream) decoder = ctg_transfer_stream_new (part->encoding);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Download download = { file, decoder, checksum, 0 };

  if (!ctg_backend_fetch_part (self->pull->backend, self->folder->remote_name, self->folder->token,
                               self->letter->remote_id, part, take_piece, &download, cancellable, error))
    return FALSE;
  attachment->sha256 = g_strdup (g_checksum_get_string (checksum));
  attachment->size_bytes = download.size_bytes;
  return TRUE;
}

static gboolean
download (Large *self, const CtgOutlinePart *part, CtgAttachment *attachment, GCancellable *cancellable,
          GError **error)
{
  int file = ctg_store_make_attachment_file (self->pull->store, &attachment->content_path, error);
  gboolean done;

  if (file < 0)
    return FALSE;
  done = download_into (self, part, attachment, file, cancellable, error);
  if (close (file) != 0 && done)
    done = ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "write an attachment");
  return done;
}

/* The letter ------------------------------------------------------------------------------------------------------- */

static gboolean
parse (Large *self, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/outline", self->pull->account_id,
                                           self->letter->key);
  int slot = ctg_poison_begin (self->pull->poison, name);

  if (slot < 0)
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "crashed-before", "This message could not be read before");
      return FALSE;
    }
  self->mail = ctg_mail_parse (self->outline->bytes, CTG_MAIL_CONTENT, error);
  ctg_poison_end (self->pull->poison, slot);
  return self->mail != NULL;
}

static gboolean
take_attachment (Large *self, const CtgMailAttachment *source, GCancellable *cancellable, GError **error)
{
  const CtgOutlinePart *part = ctg_outline_find (self->outline, source->content);
  CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

  g_ptr_array_add (self->attachments, attachment);
  attachment->name = g_strdup (source->name);
  attachment->type = g_strdup (source->type);
  attachment->content_id = g_strdup (source->content_id);
  attachment->is_inline = source->is_inline;
  attachment->size_bytes = part != NULL ? ctg_outline_part_get_size (part) : source->size_bytes;
  if (self->letter->is_wanted_whole && part != NULL)
    return download (self, part, attachment, cancellable, error);
  if (self->letter->is_wanted_whole)
    {
      attachment->sha256 = g_strdup (source->sha256);
      attachment->content = g_bytes_ref (source->content);
    }
  return TRUE;
}

static gboolean
take_attachments (Large *self, GCancellable *cancellable, GError **error)
{
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  for (guint i = 0; i < self->mail->attachments->len; i++)
    if (!take_attachment (self, self->mail->attachments->pdata[i], cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
commit_large (CtgDb *db, gpointer data, GError **error)
{
  Large *self = data;

  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_ingest_outline (db, self->letter->key, self->mail, self->attachments, self->letter->body_class, error);
}

/**
 * ctg_pull_large:
 * @self: what to work with
 * @folder: where the letter is
 * @letter: which one, and what of it
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_UNSUPPORTED where the service cannot give parts of a message; %CTG_ERROR_NOT_FOUND,
 *   %CTG_ERROR_TOO_LARGE; as the backend's and the store's
 *
 * Fetches a letter's headers and texts, and its other parts if they are wanted.
 *
 * Returns: whether it is held
 */
gboolean
ctg_pull_large (const CtgPull *self, const CtgFolder *folder, const CtgLargeLetter *letter, GCancellable *cancellable,
                GError **error)
{
  g_auto (Large) large = { .pull = self, .folder = folder, .letter = letter };

  large.outline = ctg_backend_get_outline (self->backend, folder->remote_name, folder->token, letter->remote_id,
                                           cancellable, error);
  return large.outline != NULL && parse (&large, error) && take_attachments (&large, cancellable, error) &&
         ctg_store_write (self->store, commit_large, &large, cancellable, error);
}
