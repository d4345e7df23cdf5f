/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "address.h"
#include "authentication.h"
#include "automatic.h"
#include "clock.h"
#include "content-hash.h"
#include "errors.h"
#include "header-fields.h"
#include "header-text.h"
#include "mail-body.h"
#include "mail-date.h"
#include "mail-guard.h"
#include "mail-parts.h"
#include "mail.h"
#include "read-notice.h"
#include "references.h"

/* U2: a window shows 1 000 characters of it. */
#define SUBJECT_MAX_BYTES 4000
#define REFERENCES_MAX 200
#define SENSITIVITY_MAX_BYTES 100

static void
attachment_free (CtgMailAttachment *self)
{
  g_free (self->name);
  g_free (self->type);
  g_free (self->content_id);
  g_free (self->sha256);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

/* Some fields that may stand once stand twice in real mail: all of them are read. */
static GPtrArray *
read_addresses (const CtgFields *header, CtgFieldId id, CtgProblems *problems)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);

  for (const CtgField *field = ctg_fields_get (header, id); field != NULL; field = ctg_fields_next (header, field))
    {
      g_autofree char *value = ctg_field_dup (field);

      ctg_address_parse_into (list, value, problems);
    }
  return list;
}

static char **
read_ids (const CtgFields *header, CtgFieldId id, CtgProblems *problems)
{
  const CtgField *field = ctg_fields_get (header, id);
  GPtrArray *ids;

  if (field == NULL)
    return g_new0 (char *, 1);
  ids = g_ptr_array_new ();
  for (; field != NULL; field = ctg_fields_next (header, field))
    {
      g_autofree char *value = ctg_field_dup (field);

      ctg_references_add_all (ids, value);
    }
  return ctg_references_cap (ids, REFERENCES_MAX, problems);
}

static void
read_all_addresses (CtgMail *self, const CtgFields *header, CtgProblems *problems)
{
  self->from = read_addresses (header, CTG_FIELD_FROM, problems);
  self->sender = read_addresses (header, CTG_FIELD_SENDER, problems);
  self->reply_to = read_addresses (header, CTG_FIELD_REPLY_TO, problems);
  self->to = read_addresses (header, CTG_FIELD_TO, problems);
  self->cc = read_addresses (header, CTG_FIELD_CC, problems);
  self->bcc = read_addresses (header, CTG_FIELD_BCC, problems);
  if (!ctg_fields_has (header, CTG_FIELD_FROM))
    *problems |= CTG_PROBLEM_NO_FROM;
  else if (self->from->len == 0)
    *problems |= CTG_PROBLEM_BAD_FROM;
  else if (self->from->len > 1 || header->count[CTG_FIELD_FROM] > 1)
    *problems |= CTG_PROBLEM_SEVERAL_FROM;
  else if (ctg_mail_get_author (self) == NULL)
    *problems |= CTG_PROBLEM_BAD_FROM;
}

/* The envelope's recipient, as far as the own provider writes it down. Strangers may write it too: it only ever counts
 * with a sender of one's own. */
static void
read_delivery (CtgMail *self, const CtgFields *header, CtgProblems *problems)
{
  static const CtgFieldId others[] = { CTG_FIELD_X_ORIGINAL_TO, CTG_FIELD_ENVELOPE_TO };
  g_autofree char *results = ctg_fields_dup (header, CTG_FIELD_AUTHENTICATION_RESULTS);
  const CtgAddress *author = ctg_mail_get_author (self);

  self->delivered_to = read_addresses (header, CTG_FIELD_DELIVERED_TO, problems);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *value = ctg_fields_dup (header, others[i]);

      if (value != NULL)
        ctg_address_parse_into (self->delivered_to, value, problems);
    }
  if (results != NULL && author != NULL)
    self->authentication = ctg_authentication_read (results, author->address);
}

static gint64
read_date (const CtgFields *header, CtgProblems *problems)
{
  g_autofree char *value = ctg_fields_dup (header, CTG_FIELD_DATE);
  gint64 date_utc_s;

  if (value == NULL || *value == '\0')
    {
      *problems |= CTG_PROBLEM_NO_DATE;
      return 0;
    }
  if (!ctg_mail_date_parse (value, &date_utc_s) || ctg_mail_date_is_absurd (date_utc_s, ctg_clock_now_utc_s ()))
    {
      *problems |= CTG_PROBLEM_BAD_DATE;
      return 0;
    }
  return date_utc_s;
}

static char *
read_line (const CtgFields *header, CtgFieldId id, gsize max_bytes, CtgProblems *problems)
{
  g_autofree char *value = ctg_fields_dup (header, id);

  return value != NULL ? ctg_header_text_one_line (value, max_bytes, problems) : NULL;
}

static void
read_message_id (CtgMail *self, const CtgFields *header, CtgProblems *problems)
{
  g_autofree char *value = ctg_fields_dup (header, CTG_FIELD_MESSAGE_ID);

  self->message_id = value != NULL ? ctg_references_dup_first (value) : NULL;
  self->has_message_id = self->message_id != NULL;
  if (self->has_message_id)
    return;
  *problems |= CTG_PROBLEM_NO_MESSAGE_ID;
  self->message_id = ctg_content_hash_dup_id (header);
}

static void
read_header (CtgMail *self, const CtgFields *header, CtgProblems *problems)
{
  g_autofree char *sensitivity = read_line (header, CTG_FIELD_SENSITIVITY, SENSITIVITY_MAX_BYTES, problems);

  read_message_id (self, header, problems);
  self->in_reply_to = read_ids (header, CTG_FIELD_IN_REPLY_TO, problems);
  self->references = read_ids (header, CTG_FIELD_REFERENCES, problems);
  read_all_addresses (self, header, problems);
  read_delivery (self, header, problems);
  self->subject = read_line (header, CTG_FIELD_SUBJECT, SUBJECT_MAX_BYTES, problems);
  if (self->subject == NULL)
    self->subject = g_strdup ("");
  self->date_utc_s = read_date (header, problems);
  if (sensitivity != NULL)
    self->sensitivity = g_utf8_strdown (sensitivity, -1);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  self->text = g_strdup ("");
}

static void
read_body (CtgMail *self, const CtgFields *header, const char *body, GBytes *bytes, CtgMailFlags flags,
           CtgProblems *problems)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (CtgParts) parts = ctg_parts_scan (header, body, data + length, problems);

  ctg_mail_body_fill (self, parts, bytes, flags, problems);
  ctg_automatic_detect (self, header, parts);
}

/* A known field is what tells a message from any other file. */
static gboolean
is_mail (const CtgFields *header)
{
  for (guint i = 0; i < CTG_N_FIELDS; i++)
    if (header->first[i] >= 0)
      return TRUE;
  return FALSE;
}

static CtgMail *
make_mail (const CtgFields *header, const char *body, GBytes *bytes, CtgMailFlags flags, CtgProblems problems)
{
  CtgMail *self = g_new0 (CtgMail, 1);

  g_atomic_ref_count_init (&self->ref_count);
  read_header (self, header, &problems);
  if (flags & CTG_MAIL_HEADERS_ONLY)
    ctg_automatic_detect (self, header, NULL);
  else
    read_body (self, header, body, bytes, flags, &problems);
  ctg_read_notice_find_wish (self, header);
  self->content_hash = ctg_content_hash_make (header);
  self->problems = ctg_problems_to_tokens (problems);
  return self;
}

/**
 * ctg_mail_parse:
 * @bytes: a whole message, or a header block with %CTG_MAIL_HEADERS_ONLY
 * @flags: what is to be read
 * @error: set when there is nothing to show at all
 *
 * Reads a message behind caps (see mail-guard.c): whatever it is made of, it costs bounded time and memory
 * and no stack worth mentioning. What was capped or mended is in its problems. Any thread.
 *
 * Errors: INVALID_INPUT when the bytes are no message
 * Specification: RFC 5322, RFC 2045 to 2049, RFC 2231
 * Returns: (transfer full) (nullable): the message
 */
CtgMail *
ctg_mail_parse (GBytes *bytes, CtgMailFlags flags, GError **error)
{
  g_autoptr (GBytes) prepared = NULL;
  g_autoptr (CtgFields) header = ctg_fields_new ();
  CtgProblems problems = 0;
  const char *data, *body;
  gsize length;
  CtgMail *self;

  g_return_val_if_fail (bytes != NULL, NULL);
  prepared = ctg_mail_guard_prepare (bytes, &problems);
  data = g_bytes_get_data (prepared, &length);
  body = length > 0 ? ctg_fields_scan (header, data, data + length, &problems) : data;
  if (!is_mail (header))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-a-message", "These bytes hold no mail header");
      return NULL;
    }
  self = make_mail (header, body, prepared, flags, problems);
  self->size_bytes = (gint64) g_bytes_get_size (bytes);
  return self;
}
