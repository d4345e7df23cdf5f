/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which part is what:
 *
 *   part                                            becomes
 *   text/plain, not named, not "attachment"         text (of an alternative, the first with words in it)
 *   text/html, likewise                             html, and text where no plain text says the same
 *   the first text of the message, though named     as above: some mailers name the body
 *   message/delivery-status, disposition-           nothing: read by automatic.c
 *     notification, without a name
 *   winmail.dat                                     what is in it: its files, and its words where the letter has none;
 *                                                   itself kept, and not shown
 *   anything else                                   attachment; inline when it has a Content-ID or says so
 *
 * Encrypted parts are attachments and nothing else: no decryption, so nothing of another part can be joined
 * to it (M4, EFAIL). An external body is never fetched, partial messages are not put together. */

#include "mail-body.h"

#include "attachment-name.h"
#include "charset.h"
#include "flowed-text.h"
#include "header-text.h"
#include "html-text.h"
#include "mail-guard.h"
#include "references.h"
#include "tnef.h"
#include "transfer.h"

#include <gio/gio.h>
#include <string.h>
#include <time.h>

#define TEXT_MAX_BYTES (8 * 1024 * 1024)
#define CPU_MAX_S 2
#define TNEF_MAX 4      /* a process each */
#define NESTED_HEADER_MAX_BYTES (64 * 1024)

typedef struct
{
  CtgMail *mail;
  GBytes *bytes;
  CtgMailFlags flags;
  CtgProblems *problems;
  GString *text;
  GString *html;
  gboolean has_body;    /* a text part was seen */
  guint n_tnef;         /* opened */
  gint64 stop_at_us;    /* CPU time of this thread */
} Body;

static gint64
cpu_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Removes what a body must not hold: control characters other than tab and line end; line ends become "\n".
 * In place. */
static void
clean_text (char *text)
{
  char *to = text;

  for (const char *at = text; *at != '\0'; at++)
    {
      guchar byte = (guchar) *at;

      if (byte == '\r')
        {
          if (at[1] != '\n')
            *to++ = '\n';
        }
      else if (byte == 0xc2 && (guchar) at[1] >= 0x80 && (guchar) at[1] < 0xa0)
        at++;
      else if ((byte >= 0x20 && byte != 0x7f) || byte == '\n' || byte == '\t')
        *to++ = *at;
    }
  *to = '\0';
}

/* HTML that names its character set itself, where the part does not: only the beginning is looked at. */
static char *
dup_html_charset (const char *bytes, gsize length)
{
  static const char key[] = "charset=";
  gsize head = MIN (length, 2048);

  for (gsize i = 0; i + sizeof key < head; i++)
    if (g_ascii_strncasecmp (bytes + i, key, sizeof key - 1) == 0)
      {
        const char *name = bytes + i + sizeof key - 1;
        gsize n = 0;

        if (*name == '"' || *name == '\'')
          name++;
        while (name + n < bytes + head && n < 40 && (g_ascii_isalnum (name[n]) || strchr ("-_.:", name[n]) != NULL))
          n++;
        return n > 0 && g_ascii_strncasecmp (name, "utf-16", MIN (n, 6)) != 0 ? g_strndup (name, n) : NULL;
      }
  return NULL;
}

/* UTF-7 can spell "<script>" without a "<": never for HTML (M3). */
static gboolean
is_forbidden_for_html (const char *charset)
{
  return charset != NULL && strcasestr (charset, "utf-7") != NULL;
}

static gboolean
says (const CtgPart *part, const char *parameter, const char *value)
{
  const char *said = ctg_parameters_get (part->content_type, parameter);

  return said != NULL && g_ascii_strcasecmp (said, value) == 0;
}

static char *
join_lines (const CtgPart *part, char *text)
{
  g_autofree char *broken = text;

  return ctg_flowed_text_join (broken, says (part, "delsp", "yes"));
}

/**
 * ctg_mail_body_decode_text:
 * @part: a text part
 * @max_bytes: cut the decoded bytes at this many
 * @problems: (inout): an unknown character set and a cut are added
 *
 * Returns: (transfer full): its text as valid UTF-8 with "\n" line ends and without other control
 *   characters but tabs; of flowed text a line is a paragraph
 */
char *
ctg_mail_body_decode_text (const CtgPart *part, gsize max_bytes, CtgProblems *problems)
{
  g_autoptr (GBytes) content = ctg_transfer_decode (part, NULL, problems);
  const char *charset = ctg_parameters_get (part->content_type, "charset");
  gboolean is_html = g_str_equal (ctg_part_get_type (part), "text/html");
  g_autofree char *named = NULL;
  gsize length;
  const char *bytes = g_bytes_get_data (content, &length);
  char *text;

  if (length > max_bytes)
    {
      *problems |= CTG_PROBLEM_TEXT_TRUNCATED;
      length = max_bytes;
    }
  if (charset == NULL && is_html && length > 0)
    charset = named = dup_html_charset (bytes, length);
  if (is_html && is_forbidden_for_html (charset))
    charset = NULL;
  text = ctg_charset_to_utf8 (charset, length > 0 ? bytes : "", length, problems);
  clean_text (text);
  return !is_html && says (part, "format", "flowed") ? join_lines (part, text) : text;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\n")] == '\0';
}

static void
append_block (GString *all, const char *text, CtgProblems *problems)
{
  gsize length = strlen (text);

  if (all->len + length + 1 > TEXT_MAX_BYTES)
    {
      *problems |= CTG_PROBLEM_TEXT_TRUNCATED;
      return;
    }
  if (all->len > 0 && all->str[all->len - 1] != '\n')
    g_string_append_c (all, '\n');
  g_string_append_len (all, text, (gssize) length);
}

static CtgPart *
find_alternative (const CtgPart *part)
{
  for (CtgPart *at = part->parent; at != NULL; at = at->parent)
    if (g_str_equal (at->content_type->value, "multipart/alternative"))
      return at;
  return NULL;
}

static void
take_text (Body *self, const CtgPart *part)
{
  CtgPart *alternative = find_alternative (part);
  gboolean is_html = g_str_equal (ctg_part_get_type (part), "text/html");
  g_autofree char *text = ctg_mail_body_decode_text (part, TEXT_MAX_BYTES, self->problems);

  self->has_body = TRUE;
  if (is_html)
    append_block (self->html, text, self->problems);
  if (alternative != NULL && alternative->has_text)
    return;
  if (is_html)
    {
      g_autofree char *html = g_steal_pointer (&text);

      text = ctg_html_to_text (html, self->problems);
    }
  if (is_blank (text))
    return;
  append_block (self->text, text, self->problems);
  if (alternative != NULL)
    alternative->has_text = TRUE;
}

static char *
dup_part_name (const CtgPart *part, CtgProblems *problems)
{
  char *name = NULL;

  if (part->disposition != NULL)
    name = ctg_parameters_dup_decoded (part->disposition, "filename", problems);
  return name != NULL ? name : ctg_parameters_dup_decoded (part->content_type, "name", problems);
}

/* An enclosed message is called by its subject. */
static char *
dup_message_name (const CtgPart *part, CtgProblems *problems)
{
  g_autoptr (CtgFields) fields = ctg_fields_new ();
  CtgProblems ignored = 0;
  g_autofree char *value = NULL, *subject = NULL;

  ctg_fields_scan (fields, part->body, part->body + MIN (part->body_length, NESTED_HEADER_MAX_BYTES), &ignored);
  value = ctg_fields_dup (fields, CTG_FIELD_SUBJECT);
  if (value != NULL)
    subject = ctg_header_text_one_line (value, 150, problems);
  return subject != NULL && *subject != '\0' ? g_strconcat (subject, ".eml", NULL) : g_strdup ("message.eml");
}

static char *
dup_content_id (const CtgPart *part)
{
  g_autofree char *value = ctg_fields_dup (part->header, CTG_FIELD_CONTENT_ID);

  return value != NULL ? ctg_references_dup_first (value) : NULL;
}

static const char *
get_disposition (const CtgPart *part)
{
  return part->disposition != NULL ? part->disposition->value : "";
}

static void
fill_content (Body *self, const CtgPart *part, CtgMailAttachment *attachment)
{
  if (self->flags & CTG_MAIL_CONTENT)
    {
      attachment->content = ctg_transfer_decode (part, self->bytes, self->problems);
      attachment->size_bytes = (gint64) g_bytes_get_size (attachment->content);
      attachment->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, attachment->content);
      return;
    }
  attachment->size_bytes = ctg_transfer_digest (part, &attachment->sha256, self->problems);
}

static void
take_packed_file (Body *self, const CtgTnefFile *file)
{
  CtgMailAttachment *attachment = g_new0 (CtgMailAttachment, 1);
  g_autofree char *guess = g_content_type_guess (file->name, NULL, 0, NULL);
  g_autofree char *type = g_content_type_get_mime_type (guess);

  attachment->name = ctg_attachment_safe_name (*file->name != '\0' ? file->name : NULL);
  attachment->type = g_strdup (type != NULL ? type : "application/octet-stream");
  attachment->content = g_bytes_ref (file->content);
  attachment->size_bytes = (gint64) g_bytes_get_size (file->content);
  attachment->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->content);
  g_ptr_array_add (self->mail->attachments, attachment);
}

/* M4. What cannot be opened stays an attachment like any other; what can is kept for the letter's own bytes. */
static void
open_tnef (Body *self, CtgMailAttachment *packed)
{
  g_autoptr (CtgTnef) tnef = NULL;

  if (self->n_tnef++ >= TNEF_MAX)
    return;
  tnef = ctg_tnef_open (packed->content, self->problems);
  if (tnef == NULL)
    return;
  packed->is_inline = TRUE;
  for (guint i = 0; i < tnef->files->len; i++)
    take_packed_file (self, tnef->files->pdata[i]);
  if (tnef->text == NULL || !is_blank (self->text->str))
    return;
  clean_text (tnef->text);
  append_block (self->text, tnef->text, self->problems);
}

static void
take_attachment (Body *self, const CtgPart *part, const char *raw_name)
{
  CtgMailAttachment *attachment = g_new0 (CtgMailAttachment, 1);
  gboolean is_message = g_str_equal (ctg_part_get_type (part), "message/rfc822");
  g_autofree char *made = raw_name == NULL && is_message ? dup_message_name (part, self->problems) : NULL;

  attachment->name = ctg_attachment_safe_name (made != NULL ? made : raw_name);
  attachment->type = g_strdup (ctg_part_get_type (part));
  attachment->content_id = dup_content_id (part);
  attachment->is_inline = g_str_equal (get_disposition (part), "inline") ||
                          (attachment->content_id != NULL && !g_str_equal (get_disposition (part), "attachment"));
  fill_content (self, part, attachment);
  g_ptr_array_add (self->mail->attachments, attachment);
  if (attachment->content != NULL && ctg_tnef_is (attachment->type, attachment->name, attachment->content))
    open_tnef (self, attachment);
}

static gboolean
is_report_detail (const CtgPart *part)
{
  const char *type = ctg_part_get_type (part);

  return g_str_equal (type, "message/delivery-status") || g_str_equal (type, "message/disposition-notification") ||
         g_str_equal (type, "message/global-delivery-status");
}

static gboolean
is_body_text (const Body *self, const CtgPart *part, const char *name)
{
  const char *type = ctg_part_get_type (part);

  if (!g_str_equal (type, "text/plain") && !g_str_equal (type, "text/html"))
    return FALSE;
  if (g_str_equal (get_disposition (part), "attachment"))
    return FALSE;
  return name == NULL || !self->has_body;
}

static void
take_leaf (Body *self, const CtgPart *part)
{
  g_autofree char *name = dup_part_name (part, self->problems);

  if (is_body_text (self, part, name))
    take_text (self, part);
  else if (name != NULL || !is_report_detail (part))
    if (!(*self->problems & CTG_PROBLEM_TOO_LARGE))
      take_attachment (self, part, name);
}

/* A multipart in which no part was found: its words are shown rather than lost. */
static void
take_broken (Body *self, CtgPart *part)
{
  g_free (part->content_type->value);
  part->content_type->value = g_strdup ("text/plain");
  *self->problems |= CTG_PROBLEM_BAD_MULTIPART;
  take_text (self, part);
}

static void
take_part (Body *self, CtgPart *part)
{
  if (ctg_part_is_multipart (part))
    return;
  if (g_str_has_prefix (ctg_part_get_type (part), "multipart/"))
    take_broken (self, part);
  else
    take_leaf (self, part);
}

/**
 * ctg_mail_body_fill:
 * @mail: whose text, html and attachments are to be set
 * @parts: its parts
 * @bytes: the bytes they are slices of
 * @flags: whether to keep the attachments' content
 * @problems: (inout): caps and mends are added
 *
 * Decodes a message's parts into what is shown, indexed and stored. Stops after 2 s of CPU.
 */
void
ctg_mail_body_fill (CtgMail *mail, const CtgParts *parts, GBytes *bytes, CtgMailFlags flags, CtgProblems *problems)
{
  Body body = { mail, bytes, flags, problems };

  body.text = g_string_new (NULL);
  body.html = g_string_new (NULL);
  body.stop_at_us = cpu_time_us () + CPU_MAX_S * G_USEC_PER_SEC;
  for (guint i = 0; i < parts->parts->len; i++)
    {
      if (cpu_time_us () > body.stop_at_us)
        {
          *problems |= CTG_PROBLEM_TIME_LIMIT;
          break;
        }
      take_part (&body, parts->parts->pdata[i]);
    }
  g_free (mail->text);
  mail->text = g_string_free (body.text, FALSE);
  mail->html = g_string_free (body.html, body.html->len == 0);
}
