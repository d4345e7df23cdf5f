/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a receipt says of the letter it is about. Three kinds are understood:
 *
 *   a reader's notification (RFC 8098)           displayed -> read; deleted -> discarded
 *   a server's report of success (RFC 3464)      delivered
 *   certified mail (DPCM 2 November 2005)        accettazione -> certified; avvenuta-consegna -> delivered;
 *                                                non-accettazione, rilevazione-virus -> not certified;
 *                                                errore-consegna -> not delivered; else nothing yet
 *
 * What is read here is what a stranger wrote: whether the letter exists and went to whom the receipt names is the
 * caller's to ask. */

#include "news.h"

#include "delivery-report.h"
#include "references.h"
#include "text.h"
#include "transfer.h"

#include <string.h>

#define PART_MAX_BYTES ((gsize) 256 * 1024)
#define ADDRESS_MAX_BYTES 320

static const CtgPart *
find_part (const CtgParts *parts, const char *type)
{
  for (guint i = 0; parts != NULL && i < parts->parts->len; i++)
    if (g_str_equal (ctg_part_get_type (parts->parts->pdata[i]), type))
      return parts->parts->pdata[i];
  return NULL;
}

/* "rfc822; ada@example.it" */
static char *
dup_address (const CtgFields *fields, const char *name)
{
  g_autofree char *value = ctg_fields_dup_named (fields, name);
  const char *semicolon = value != NULL ? strchr (value, ';') : NULL;
  g_autofree char *address = semicolon != NULL ? ctg_text_clean (semicolon + 1, ADDRESS_MAX_BYTES) : NULL;

  return address != NULL && strchr (address, '@') != NULL ? g_strdup (g_strstrip (address)) : NULL;
}

/* "manual-action/MDN-sent-manually; displayed/error": the word behind the semicolon. */
static CtgNews
read_disposition (const char *value)
{
  const char *type = value != NULL ? strchr (value, ';') : NULL;

  if (type == NULL)
    return CTG_NEWS_NONE;
  type += 1 + strspn (type + 1, " \t");
  if (g_ascii_strncasecmp (type, "displayed", 9) == 0)
    return CTG_NEWS_READ;
  return g_ascii_strncasecmp (type, "deleted", 7) == 0 ? CTG_NEWS_DISCARDED : CTG_NEWS_NONE;
}

static void
read_disposition_part (CtgMail *mail, const CtgPart *part)
{
  CtgProblems ignored = 0;
  g_autoptr (GBytes) content = ctg_transfer_decode (part, NULL, &ignored);
  g_autoptr (CtgFields) fields = ctg_fields_new ();
  gsize length;
  const char *at = g_bytes_get_data (content, &length);
  g_autofree char *disposition = NULL;
  g_autofree char *id = NULL;

  ctg_fields_scan (fields, at, at + MIN (length, PART_MAX_BYTES), &ignored);
  disposition = ctg_fields_dup_named (fields, "disposition");
  id = ctg_fields_dup_named (fields, "original-message-id");
  mail->news = read_disposition (disposition);
  mail->news_message_id = id != NULL ? ctg_references_dup_first (id) : NULL;
  mail->news_recipient = dup_address (fields, "original-recipient");
  if (mail->news_recipient == NULL)
    mail->news_recipient = dup_address (fields, "final-recipient");
}

static void
read_success (CtgMail *mail, const CtgPart *part)
{
  CtgDeliveryReport report;

  ctg_delivery_report_read (part, &report);
  if (report.action == CTG_REPORT_DELIVERED)
    {
      mail->news = CTG_NEWS_DELIVERED;
      mail->news_recipient = g_steal_pointer (&report.recipient);
    }
  ctg_delivery_report_clear (&report);
}

/* --- Certified mail --- */

static CtgNews
read_kind (const char *kind)
{
  static const struct { const char *word; CtgNews news; } kinds[] = {
    { "non-accettazione", CTG_NEWS_NOT_CERTIFIED },
    { "rilevazione-virus", CTG_NEWS_NOT_CERTIFIED },
    { "preavviso-errore-consegna", CTG_NEWS_NONE },
    { "errore-consegna", CTG_NEWS_NOT_DELIVERED },
    { "avvenuta-consegna", CTG_NEWS_DELIVERED },
    { "accettazione", CTG_NEWS_CERTIFIED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (kind, kinds[i].word) == 0)
      return kinds[i].news;
  return CTG_NEWS_NONE;
}

/* <consegna>ada@pec.example</consegna> in the provider's own data: one address, or nothing. */
static char *
dup_delivered (const CtgParts *parts)
{
  const CtgPart *part = find_part (parts, "application/xml");
  CtgProblems ignored = 0;
  g_autoptr (GBytes) content = part != NULL ? ctg_transfer_decode (part, NULL, &ignored) : NULL;
  gsize length = 0;
  const char *at = content != NULL ? g_bytes_get_data (content, &length) : NULL;
  g_autofree char *text = at != NULL ? g_strndup (at, MIN (length, PART_MAX_BYTES)) : g_strdup ("");
  const char *start = strstr (text, "<consegna>");
  const char *end = start != NULL ? strstr (start, "</consegna>") : NULL;
  g_autofree char *between = end != NULL ? g_strndup (start + 10, (gsize) (end - start) - 10) : NULL;
  g_autofree char *address = between != NULL ? ctg_text_clean (between, ADDRESS_MAX_BYTES) : NULL;

  return address != NULL && strchr (address, '@') != NULL ? g_strdup (g_strstrip (address)) : NULL;
}

static void
read_certified (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  g_autofree char *kind = ctg_fields_dup (header, CTG_FIELD_X_RICEVUTA);
  g_autofree char *id = ctg_fields_dup_named (header, "x-riferimento-message-id");

  if (kind == NULL || id == NULL)
    return;
  mail->news = read_kind (g_strstrip (kind));
  mail->news_message_id = ctg_references_dup_first (id);
  if (mail->news == CTG_NEWS_DELIVERED || mail->news == CTG_NEWS_NOT_DELIVERED)
    mail->news_recipient = dup_delivered (parts);
}

/**
 * ctg_news_to_string:
 * @news: what a receipt says
 *
 * Returns: (transfer none): the token of the command line's JSON
 */
const char *
ctg_news_to_string (CtgNews news)
{
  static const char *const names[] = { "none", "certified", "not-certified", "delivered", "not-delivered", "read",
                                       "discarded" };

  g_return_val_if_fail ((guint) news < G_N_ELEMENTS (names), "none");
  return names[news];
}

/**
 * ctg_news_read:
 * @mail: a message of which is known who wrote it
 * @header: its header block
 * @parts: (nullable): its parts, %NULL when only the header is known
 *
 * Sets what a receipt says, by the table at the head of this file.
 *
 * Specification: RFC 8098 section 3, RFC 3464 section 2
 */
void
ctg_news_read (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  const CtgPart *disposition = find_part (parts, "message/disposition-notification");
  const CtgPart *report = find_part (parts, "message/delivery-status");

  if (disposition != NULL)
    read_disposition_part (mail, disposition);
  else if (report != NULL && mail->automatic == CTG_AUTOMATIC_RECEIPT)
    read_success (mail, report);
  else if (mail->automatic == CTG_AUTOMATIC_RECEIPT || mail->automatic == CTG_AUTOMATIC_BOUNCE)
    read_certified (mail, header, parts);
}
