/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's bytes, ready for DATA: CRLF, seven bits, no line over 76 columns in a body, so that no extension of a
 * server is needed (S2). Headers are written by GMime only, and a value with a control character is refused before it
 * comes near one (S1): what a contact, a file or a stranger's letter says is never mended in silence. */

#include "mail-build.h"
#include "errors.h"
#include "gmime-init.h"
#include "read-notice.h"
#include "text.h"

#include <gmime/gmime.h>
#include <string.h>

#define TYPE_LETTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "!#$&-^_.+"

/* Enough for a thread of a year; servers cut longer header blocks. */
#define MAX_REFERENCES 50

static gboolean
check_value (const char *value, const char *what, GError **error)
{
  if (value == NULL || (!ctg_text_has_control (value) && g_utf8_validate (value, -1, NULL)))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "control-character", "A control character stands in: %s", what);
  return FALSE;
}

/**
 * ctg_mail_is_id:
 * @id: a Message-ID without <>, as another letter had it
 *
 * Strangers' ids can be anything; those that a header cannot carry are left out of References.
 *
 * Returns: whether it can be written into a header
 */
gboolean
ctg_mail_is_id (const char *id)
{
  return *id != '\0' && g_str_is_ascii (id) && !ctg_text_has_control (id) && strpbrk (id, "<> ") == NULL;
}

static gboolean
check_id (const char *id, GError **error)
{
  if (id == NULL || ctg_mail_is_id (id))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "message-id", "Not a Message-ID");
  return FALSE;
}

static gboolean
check_address (const CtgAddress *address, GError **error)
{
  g_autofree char *same = NULL;

  if (!check_value (address->name, "a name", error))
    return FALSE;
  same = ctg_address_normalise (address->address, error);
  return same != NULL;
}

static gboolean
check_addresses (GPtrArray *addresses, GError **error)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    if (!check_address (g_ptr_array_index (addresses, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
check_attachments (GPtrArray *attachments, GError **error)
{
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const CtgMailAttachment *attachment = g_ptr_array_index (attachments, i);

      if (!check_value (attachment->name, "a file's name", error) ||
          !check_value (attachment->type, "a file's type", error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_letter (const CtgLetter *letter, GError **error)
{
  for (guint i = 0; letter->references != NULL && letter->references[i] != NULL; i++)
    if (!check_id (letter->references[i], error))
      return FALSE;
  return check_value (letter->subject, "the subject", error) && check_id (letter->message_id, error) &&
         check_id (letter->in_reply_to, error) && check_address (letter->from, error) &&
         (letter->reply_to == NULL || check_address (letter->reply_to, error)) &&
         check_addresses (letter->to, error) && check_addresses (letter->cc, error) &&
         check_attachments (letter->attachments, error) &&
         (letter->notice == NULL || ctg_read_notice_check (letter->notice, error));
}

/**
 * ctg_mail_wire_address:
 * @address: an addr-spec
 * @error: %CTG_ERROR_INVALID_INPUT
 *
 * Its form for servers: the domain in ASCII. Other letters before the at sign stay, and need SMTPUTF8.
 *
 * Specification: RFC 5890 section 2.3.2.1, RFC 6531
 * Returns: (transfer full) (nullable): the address
 */
char *
ctg_mail_wire_address (const char *address, GError **error)
{
  g_autofree char *same = ctg_address_normalise (address, error);
  const char *domain = same != NULL ? ctg_address_get_domain (same) : NULL;
  g_autofree char *ascii = NULL;

  if (domain == NULL)
    return NULL;
  if (g_str_is_ascii (domain))
    return g_steal_pointer (&same);
  ascii = g_hostname_to_ascii (domain);
  if (ascii != NULL)
    return g_strdup_printf ("%.*s%s", (int) (domain - same), same, ascii);
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address", "Not an e-mail address: %.200s", address);
  return NULL;
}

/**
 * ctg_mail_make_id:
 * @address: of the sender
 *
 * Specification: RFC 5322 section 3.6.4
 * Returns: (transfer full): a new Message-ID without <>, of random digits and the sender's domain: it says nothing
 *   of this computer
 */
char *
ctg_mail_make_id (const char *address)
{
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *wire = ctg_mail_wire_address (address, NULL);
  const char *domain = wire != NULL ? ctg_address_get_domain (wire) : NULL;

  return g_strdup_printf ("%s@%s", unique, domain != NULL ? domain : "carteggio.invalid");
}

static void
add_mailbox (GMimeMessage *message, GMimeAddressType type, const CtgAddress *address)
{
  g_autofree char *wire = ctg_mail_wire_address (address->address, NULL);
  const char *name = address->name != NULL && *address->name != '\0' ? address->name : NULL;

  g_mime_message_add_mailbox (message, type, name, wire);
}

static void
add_mailboxes (GMimeMessage *message, GMimeAddressType type, GPtrArray *addresses)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    add_mailbox (message, type, g_ptr_array_index (addresses, i));
}

static void
set_header (GMimeMessage *message, const char *name, const char *value)
{
  g_mime_object_set_header (GMIME_OBJECT (message), name, value, NULL);
}

static void
set_references (GMimeMessage *message, const CtgLetter *letter)
{
  guint n = letter->references != NULL ? g_strv_length ((char **) letter->references) : 0;
  g_autoptr (GString) value = g_string_new (NULL);

  /* The first names the thread, the last ones the place in it. */
  for (guint i = 0; i < n; i++)
    if (i == 0 || n - i < MAX_REFERENCES)
      g_string_append_printf (value, "%s<%s>", value->len > 0 ? " " : "", letter->references[i]);
  if (value->len > 0)
    set_header (message, "References", value->str);
  if (letter->in_reply_to != NULL)
    {
      g_autofree char *parent = g_strdup_printf ("<%s>", letter->in_reply_to);

      set_header (message, "In-Reply-To", parent);
    }
}

static void
set_date (GMimeMessage *message, gint64 date_utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (date_utc_s);

  g_mime_message_set_date (message, date);
}

static void
set_marks (GMimeMessage *message, const CtgLetter *letter)
{
  g_autofree char *sender = ctg_mail_wire_address (letter->from->address, NULL);

  if (letter->asks_receipt)
    set_header (message, "Disposition-Notification-To", sender);
  if (!letter->is_automatic)
    return;
  set_header (message, "Auto-Submitted", "auto-generated");
  set_header (message, "X-Auto-Response-Suppress", "All");
}

static GMimeObject *
make_text (const char *subtype, const char *text)
{
  GMimeTextPart *part = g_mime_text_part_new_with_subtype (subtype);

  g_mime_text_part_set_charset (part, "utf-8");
  g_mime_text_part_set_text (part, text);
  g_mime_part_set_content_encoding (GMIME_PART (part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return GMIME_OBJECT (part);
}

static void
add_part (GMimeMultipart *multipart, GMimeObject *part)
{
  g_mime_multipart_add (multipart, part);
  g_object_unref (part);
}

static GMimeObject *
make_words (const CtgLetter *letter)
{
  GMimeMultipart *both;

  if (letter->html == NULL)
    return make_text ("plain", letter->text);
  both = g_mime_multipart_new_with_subtype ("alternative");
  add_part (both, make_text ("plain", letter->text));
  add_part (both, make_text ("html", letter->html));
  return GMIME_OBJECT (both);
}

/* A type is two words of RFC 2045's letters; anything else is bytes. */
static GMimePart *
make_typed_part (const char *type)
{
  g_auto (GStrv) words = g_strsplit (type != NULL ? type : "", "/", 2);
  gboolean is_type = g_strv_length (words) == 2;

  for (guint i = 0; is_type && i < 2; i++)
    is_type = *words[i] != '\0' && words[i][strspn (words[i], TYPE_LETTERS)] == '\0';
  if (!is_type || g_ascii_strcasecmp (words[0], "multipart") == 0 || g_ascii_strcasecmp (words[0], "message") == 0)
    return g_mime_part_new_with_type ("application", "octet-stream");
  return g_mime_part_new_with_type (words[0], words[1]);
}

static GMimeObject *
make_attachment (const CtgMailAttachment *attachment)
{
  GMimePart *part = make_typed_part (attachment->type);
  gsize length;
  const char *bytes = g_bytes_get_data (attachment->content, &length);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (bytes, length);
  GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_BINARY);

  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, attachment->name);
  g_object_unref (content);
  g_object_unref (stream);
  return GMIME_OBJECT (part);
}

static GMimeObject *
make_body (const CtgLetter *letter)
{
  GMimeMultipart *mixed;

  if (letter->notice != NULL)
    return ctg_read_notice_make_body (letter->notice, make_words (letter));
  if (letter->attachments == NULL || letter->attachments->len == 0)
    return make_words (letter);
  mixed = g_mime_multipart_new_with_subtype ("mixed");
  add_part (mixed, make_words (letter));
  for (guint i = 0; i < letter->attachments->len; i++)
    add_part (mixed, make_attachment (g_ptr_array_index (letter->attachments, i)));
  return GMIME_OBJECT (mixed);
}

static GMimeMessage *
make_message (const CtgLetter *letter)
{
  GMimeMessage *message = g_mime_message_new (TRUE);
  GMimeObject *body = make_body (letter);

  add_mailbox (message, GMIME_ADDRESS_TYPE_FROM, letter->from);
  add_mailboxes (message, GMIME_ADDRESS_TYPE_TO, letter->to);
  add_mailboxes (message, GMIME_ADDRESS_TYPE_CC, letter->cc);
  if (letter->reply_to != NULL)
    add_mailbox (message, GMIME_ADDRESS_TYPE_REPLY_TO, letter->reply_to);
  g_mime_message_set_subject (message, letter->subject, "utf-8");
  g_mime_message_set_message_id (message, letter->message_id);
  set_date (message, letter->date_utc_s);
  set_references (message, letter);
  set_marks (message, letter);
  set_header (message, "MIME-Version", "1.0");
  g_mime_message_set_mime_part (message, body);
  g_object_unref (body);
  return message;
}

static GBytes *
write_message (GMimeMessage *message)
{
  GMimeStream *stream = g_mime_stream_mem_new ();
  GMimeFormatOptions *options = g_mime_format_options_new ();
  GByteArray *array;
  GBytes *bytes;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  bytes = g_bytes_new (array->data, array->len);
  g_mime_format_options_free (options);
  g_object_unref (stream);
  return bytes;
}

/**
 * ctg_mail_build:
 * @letter: what to write
 * @error: %CTG_ERROR_INVALID_INPUT: an address that is none, "control-character", "message-id"
 *
 * Writes a letter. Every line ends in CRLF; all is ASCII, unless an address has other letters before its at sign.
 *
 * Specification: RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 3834 section 5, RFC 8098
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *
ctg_mail_build (const CtgLetter *letter, GError **error)
{
  GMimeMessage *message;
  GBytes *bytes;

  if (!check_letter (letter, error))
    return NULL;
  ctg_gmime_init ();
  message = make_message (letter);
  bytes = write_message (message);
  g_object_unref (message);
  return bytes;
}
