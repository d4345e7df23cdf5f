/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telling a sender that a letter was read (RFC 8098): who asks for it, and the report that says it. Whether it is said
 * is the reader's to decide, each time. No wish is seen where telling would be wrong or of no use:
 *
 *   a program or a list wrote the letter, or nobody takes what comes back (an empty Return-Path)
 *   several addresses are to be told: a stranger's way to have others written to
 *   something in the wish has to be understood and is not (section 2.2, "required")
 *   the letter has no Message-ID by which its sender would know it
 */

#include "read-notice.h"
#include "errors.h"

#include <gmime/gmime.h>
#include <string.h>

static gboolean
has_word (const CtgFields *header, const char *name, const char *word)
{
  g_autofree char *value = ctg_fields_dup_named (header, name);
  g_autofree char *lower = value != NULL ? g_ascii_strdown (value, -1) : NULL;

  return lower != NULL && strstr (lower, word) != NULL;
}

static gboolean
takes_nothing_back (const CtgFields *header)
{
  g_autofree char *path = ctg_fields_dup (header, CTG_FIELD_RETURN_PATH);

  return path != NULL && g_str_equal (g_strstrip (path), "<>");
}

/**
 * ctg_read_notice_find_wish:
 * @mail: a message of which is known who wrote it
 * @header: its header block
 *
 * Sets whom the letter's sender wants to be told that it was read, by the list at the head of this file.
 *
 * Specification: RFC 8098 sections 2.1 and 2.2
 */
void
ctg_read_notice_find_wish (CtgMail *mail, const CtgFields *header)
{
  g_autofree char *value = NULL;
  g_autoptr (GPtrArray) addresses = NULL;

  if (mail->automatic != CTG_AUTOMATIC_HUMAN || !mail->has_message_id)
    return;
  value = ctg_fields_dup_named (header, "disposition-notification-to");
  addresses = value != NULL ? ctg_address_parse_list (value) : NULL;
  if (addresses == NULL || addresses->len != 1 || takes_nothing_back (header) ||
      has_word (header, "disposition-notification-options", "required"))
    return;
  mail->receipt_address = ctg_address_normalise (((CtgAddress *) addresses->pdata[0])->address, NULL);
}

/**
 * ctg_read_notice_check:
 * @notice: what is to be said
 * @error: %CTG_ERROR_INVALID_INPUT "message-id", "address"
 *
 * Returns: whether a report can say it
 */
gboolean
ctg_read_notice_check (const CtgReadNotice *notice, GError **error)
{
  g_autofree char *reader = ctg_mail_wire_address (notice->reader, error);

  if (reader == NULL)
    return FALSE;
  if (ctg_mail_is_id (notice->message_id))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "message-id", "Not a Message-ID");
  return FALSE;
}

static GMimeObject *
make_fields (const CtgReadNotice *notice)
{
  GMimePart *part = g_mime_part_new_with_type ("message", "disposition-notification");
  g_autofree char *reader = ctg_mail_wire_address (notice->reader, NULL);
  g_autofree char *fields =
    g_strdup_printf ("Final-Recipient: rfc822;%s\r\nOriginal-Message-ID: <%s>\r\n"
                     "Disposition: manual-action/MDN-sent-manually; displayed\r\n", reader, notice->message_id);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (fields, strlen (fields));
  GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_7BIT);
  g_object_unref (content);
  g_object_unref (stream);
  return GMIME_OBJECT (part);
}

/**
 * ctg_read_notice_make_body:
 * @notice: what is said
 * @words: (transfer full): the same for people
 *
 * Says nothing of this computer or program, and brings nothing of the letter back.
 *
 * Specification: RFC 8098 section 3
 * Returns: (transfer full): the report
 */
GMimeObject *
ctg_read_notice_make_body (const CtgReadNotice *notice, GMimeObject *words)
{
  GMimeMultipart *report = g_mime_multipart_new_with_subtype ("report");
  GMimeObject *fields = make_fields (notice);

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (report), "report-type", "disposition-notification");
  g_mime_multipart_add (report, words);
  g_mime_multipart_add (report, fields);
  g_object_unref (words);
  g_object_unref (fields);
  return GMIME_OBJECT (report);
}
