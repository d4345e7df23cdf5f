/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who wrote a message: a person or a program. The first row that fits decides.
 *
 *   part message/delivery-status: failed, delayed      -> bounce; delivered, relayed -> receipt
 *   a disposition notification said to be a rejection  -> bounce: Dovecot's, of a full mailbox (RFC 5429)
 *   part or report of a disposition notification       -> receipt (RFC 8098)
 *   report-type=delivery-status, without that part     -> bounce
 *   X-Ricevuta (Italian certified mail)                -> receipt; errors and refusals -> bounce
 *   certified mail's subjects without that field       -> as above, from "posta-certificata@" only
 *   a mail store's own entry among the letters         -> reply
 *   X-Failed-Recipients, or a mail system as sender    -> bounce
 *   postmasters and null Return-Path                   -> bounce, when subject or text agree
 *   a subject that only mail systems write             -> bounce, when the text agrees: gateways sign as they like
 *   any other multipart/report                         -> reply (abuse, TLS and DMARC reports)
 *   Auto-Submitted other than "no" (RFC 3834)          -> list with List-Id or List-Unsubscribe, else reply
 *   X-Autoreply, X-Autorespond, X-Mail-Autoreply,
 *     Precedence: auto_reply                           -> reply
 *   subject that only auto-responders use              -> reply
 *   a discussion: List-Post with an address, or a list
 *     program's field, or an answer sent to a list     -> human: people write to each other there
 *   List-Id, List-Unsubscribe, Precedence: bulk, list,
 *     junk                                             -> list
 *   X-Auto-Response-Suppress: All or AutoReply         -> reply
 *   null Return-Path, "no-reply@"                      -> reply
 *   anything else                                      -> human
 */

#include "automatic.h"

#include "bounce-reason.h"
#include "bounce-text.h"
#include "delivery-report.h"
#include "news.h"
#include "references.h"
#include "text.h"

#include <string.h>

#define RETURNED_HEADER_MAX_BYTES ((gsize) 64 * 1024)
#define ADDRESS_MAX_BYTES 320
#define BOUNCE_TEXT_MAX_BYTES 4096

/**
 * ctg_automatic_to_string:
 * @automatic: who wrote it
 *
 * Returns: (transfer none): the token of the command line's JSON
 */
const char *
ctg_automatic_to_string (CtgAutomatic automatic)
{
  static const char *const names[] = { "human", "auto-reply", "bounce", "list", "receipt" };

  g_return_val_if_fail ((guint) automatic < G_N_ELEMENTS (names), "human");
  return names[automatic];
}

static gboolean
has_prefix_of (const char *text, const char *const *prefixes)
{
  for (; *prefixes != NULL; prefixes++)
    if (g_ascii_strncasecmp (text, *prefixes, strlen (*prefixes)) == 0)
      return TRUE;
  return FALSE;
}

/* @words: in lower case. The text is folded once: dozens of words are looked for in each message, and strcasestr()
 * sets itself up anew for each. */
static gboolean
contains_any (const char *text, const char *const *words)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);

  for (; *words != NULL; words++)
    if (strstr (folded, *words) != NULL)
      return TRUE;
  return FALSE;
}

static const CtgPart *
find_part (const CtgParts *parts, const char *type)
{
  for (guint i = 0; parts != NULL && i < parts->parts->len; i++)
    if (g_str_equal (ctg_part_get_type (parts->parts->pdata[i]), type))
      return parts->parts->pdata[i];
  return NULL;
}

static gboolean
value_contains (const CtgFields *header, CtgFieldId id, const char *word)
{
  g_autofree char *value = ctg_fields_dup (header, id);

  return value != NULL && strcasestr (value, word) != NULL;
}

static gboolean
has_null_return_path (const CtgFields *header)
{
  g_autofree char *value = ctg_fields_dup (header, CTG_FIELD_RETURN_PATH);

  return value != NULL && g_str_equal (g_strstrip (value), "<>");
}

static GPtrArray *
collect_others (const CtgMail *mail)
{
  GPtrArray *others = g_ptr_array_new ();

  g_ptr_array_extend (others, mail->to, NULL, NULL);
  g_ptr_array_extend (others, mail->from, NULL, NULL);
  return others;
}

/* Servers return the letter, or its header alone, as a part (RFC 3462 section 2). */
static const CtgPart *
find_returned (const CtgParts *parts)
{
  static const char *const types[] = { "message/rfc822", "text/rfc822-headers", "message/global",
                                       "message/global-headers" };
  const CtgPart *part = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types) && part == NULL; i++)
    part = find_part (parts, types[i]);
  return part;
}

/* Older ones put it below their words. */
static char *
dup_id_in_text (const char *text)
{
  static const char *const marks[] = { "\nMessage-ID:", "\nMessage-Id:", "\nMessage-id:" };
  const char *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (marks) && found == NULL; i++)
    found = strstr (text, marks[i]);
  return found != NULL ? ctg_references_dup_first (found + strlen (marks[0])) : NULL;
}

static char *
dup_returned_id (const CtgMail *mail, const CtgParts *parts)
{
  const CtgPart *part = parts != NULL ? find_returned (parts) : NULL;
  g_autoptr (CtgFields) fields = ctg_fields_new ();
  CtgProblems ignored = 0;
  g_autofree char *value = NULL;

  if (part == NULL)
    return mail->text != NULL ? dup_id_in_text (mail->text) : NULL;
  ctg_fields_scan (fields, part->body, part->body + MIN (part->body_length, RETURNED_HEADER_MAX_BYTES), &ignored);
  value = ctg_fields_dup (fields, CTG_FIELD_MESSAGE_ID);
  return value != NULL ? ctg_references_dup_first (value) : NULL;
}

/* Takes the report's strings over; what it lacks is read from the text and the subject. */
static void
set_bounce (CtgMail *mail, CtgDeliveryReport *report)
{
  g_autoptr (GPtrArray) others = collect_others (mail);
  g_autofree char *prose = ctg_bounce_text_dup_report (mail->text);
  g_autofree char *about = NULL, *words = NULL;

  if (report->recipient == NULL)
    report->recipient = ctg_bounce_text_find_recipient (prose, others);
  about = ctg_bounce_text_dup_words (prose, report->recipient);
  words = g_strconcat (mail->subject, "\n", about, NULL);
  if (report->status == NULL)
    report->status = ctg_bounce_text_find_status (about);
  if (report->status == NULL)
    report->status = ctg_bounce_text_status_of_reply (about);
  if (report->status == NULL)
    report->status = ctg_bounce_reason_make_status (words);
  mail->automatic = CTG_AUTOMATIC_BOUNCE;
  mail->bounce_recipient = report->recipient != NULL ? ctg_text_clean (report->recipient, ADDRESS_MAX_BYTES) : NULL;
  mail->bounce_status = g_steal_pointer (&report->status);
  mail->bounce_is_delay = report->action == CTG_REPORT_DELAYED ||
                          (report->action == CTG_REPORT_NONE && mail->bounce_status != NULL &&
                           mail->bounce_status[0] == '4');
  mail->bounce_is_hard = report->action != CTG_REPORT_DELAYED &&
                         ctg_bounce_reason_is_hard (mail->bounce_status, report->diagnostic, words);
  ctg_delivery_report_clear (report);
}

/* RFC 3464 section 2.3.3; a delay is a bounce that is not final, with a code of class 4. */
static gboolean
detect_report (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  const CtgPart *part = find_part (parts, "message/delivery-status");
  CtgDeliveryReport report;

  if (part == NULL)
    part = find_part (parts, "message/global-delivery-status");
  if (part == NULL)
    return FALSE;
  ctg_delivery_report_read (part, &report);
  if (report.action == CTG_REPORT_DELIVERED)
    {
      mail->automatic = CTG_AUTOMATIC_RECEIPT;
      ctg_delivery_report_clear (&report);
      return TRUE;
    }
  if (report.status == NULL && report.action == CTG_REPORT_DELAYED)
    report.status = g_strdup ("4.0.0");
  set_bounce (mail, &report);
  return TRUE;
}

static char *
dup_failed_recipient (const CtgFields *header)
{
  char *recipient = ctg_fields_dup (header, CTG_FIELD_X_FAILED_RECIPIENTS);

  if (recipient != NULL)
    recipient[strcspn (recipient, ", ")] = '\0';
  return recipient;
}

/* What the header alone says of a report, for pulls that read nothing else and for reports without their part. */
static gboolean
detect_report_header (CtgMail *mail, const CtgFields *header)
{
  CtgDeliveryReport report = { CTG_REPORT_NONE };

  if (!value_contains (header, CTG_FIELD_CONTENT_TYPE, "multipart/report"))
    return FALSE;
  if (value_contains (header, CTG_FIELD_CONTENT_TYPE, "disposition-notification"))
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else if (value_contains (header, CTG_FIELD_CONTENT_TYPE, "delivery-status"))
    {
      report.recipient = dup_failed_recipient (header);
      set_bounce (mail, &report);
    }
  else
    return FALSE;
  return TRUE;
}

static void
set_refused (CtgMail *mail)
{
  mail->automatic = CTG_AUTOMATIC_BOUNCE;
  mail->bounce_status = g_strdup ("5.0.0");
}

static void
set_delayed (CtgMail *mail)
{
  mail->automatic = CTG_AUTOMATIC_BOUNCE;
  mail->bounce_status = g_strdup ("4.0.0");
  mail->bounce_is_delay = TRUE;
}

/* DPCM 2 November 2005, technical rules of certified mail, section 6: the kinds of receipts and notices. */
static gboolean
detect_certified (CtgMail *mail, const CtgFields *header)
{
  static const char *const refused[] = { "ANOMALIA MESSAGGIO", "AVVISO DI NON ACCETTAZIONE",
                                         "AVVISO DI MANCATA CONSEGNA",
                                         "PROBLEMA DI SICUREZZA", NULL };
  static const char *const receipts[] = { "ACCETTAZIONE:", "CONSEGNA:", "PRESA IN CARICO:",
                                          "AVVENUTA CONSEGNA", NULL };
  g_autofree char *kind = ctg_fields_dup (header, CTG_FIELD_X_RICEVUTA);
  const CtgAddress *author = mail->from->len > 0 ? mail->from->pdata[0] : NULL;
  gboolean is_provider = author != NULL && strcasestr (author->address, "posta-certificata@") != NULL;

  if (kind != NULL && strstr (kind, "preavviso") != NULL)
    set_delayed (mail);
  else if (kind != NULL && (strstr (kind, "errore") != NULL || strstr (kind, "non-") != NULL ||
                            strstr (kind, "virus") != NULL))
    set_refused (mail);
  else if (kind != NULL)
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else if (is_provider && has_prefix_of (mail->subject, refused))
    set_refused (mail);
  else if (is_provider && has_prefix_of (mail->subject, receipts))
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else
    return FALSE;
  return TRUE;
}

static gboolean
sender_has (const CtgMail *mail, const char *const *words)
{
  const CtgAddress *author = mail->from->len > 0 ? mail->from->pdata[0] : NULL;

  return author != NULL && (contains_any (author->address, words) || contains_any (author->name, words));
}

/* Nobody signs like this who is not a mail system. */
static gboolean
is_mail_system (const CtgMail *mail)
{
  static const char *const senders[] = {
    "mailer-daemon", "mailer daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mail daemon", "mail delivery s",
    "mail deliver system", "mail delivery agent", "microsoftexchange", "mdaemon@", NULL };

  return sender_has (mail, senders);
}

/* These also write letters of their own. */
static gboolean
may_be_mail_system (const CtgMail *mail)
{
  static const char *const senders[] = {
    "postmaster", "post_master", "post.master", "bounce", "system administrator", "systemadministrator",
    "amministratore di sistema", "mail administrator", "mail system", "mail server", "administrator@", "no-reply",
    "noreply", "no_reply", "donotreply", "mail delivery", "sysadmin", "smtp@", "mailadmin", "daemon@", NULL };

  return sender_has (mail, senders);
}

static gboolean
has_bounce_subject (const CtgMail *mail)
{
  static const char *const words[] = {
    "undeliver", "delivery status notification", "delivery failure", "delivery failed", "mail delivery",
    "returned mail",
    "failure notice", "delivery notification", "could not be delivered", "mancata consegna", "non recapitat",
    "non recapitabile", "impossibile recapitare", "mancato recapito", "consegna non riuscita",
    "recapito non riuscito",
    "notifica di stato del recapito", "mail system error", "returning message", "delivery delayed",
    "messaggio non consegnat",
    "unzustellbar", "non remis", "warning: message", "user unknown", NULL };

  return contains_any (mail->subject, words);
}

static gboolean
has_bounce_text (const CtgMail *mail)
{
  static const char *const phrases[] = {
    "did not reach the following recipient", "could not be reached", "could not be delivered", "couldn't be "
    "delivered",
    "was not delivered", "cannot be delivered", "not be delivered to", "has not been delivered", "unable to deliver",
    "wasn't able to deliver", "delivery to the following recipient", "delivery to these recipients",
    "delivery has failed", "the following addresses had", "permanent fatal error", "this is a permanent error",
    "undeliverable", "undelivered", "requested action not taken", "error: invalid user address", "user unknown",
    "unable to deliver message", "mailbox unavailable", "not a valid user", "did not exactly match",
    "did not reach the following", "returned mail", "impossibile recapitare",
    "non \xc3\xa8 stato recapitato", "non \xc3\xa8 stato consegnato",
    "non \xc3\xa8 stato possibile recapitare", "non \xc3\xa8 stato possibile consegnare",
    "non \xc3\xa8 stato possibile inviare", NULL };
  g_autofree char *head = g_strndup (mail->text, strnlen (mail->text, BOUNCE_TEXT_MAX_BYTES));

  return contains_any (head, phrases);
}

/* People write of deliveries too, but not in these words at a subject's beginning. */
static gboolean
has_system_subject (const CtgMail *mail)
{
  static const char *const beginnings[] = {
    "mail could not be delivered", "mail delivery failed", "returned mail", "undeliverable", "undelivered mail",
    "delivery failure notification", "delivery status notification (failure)", "failure notice", "failed mail to",
    "non recapitabile:", NULL };

  return has_prefix_of (mail->subject, beginnings);
}

/* UW-IMAP and its kin keep their state as a letter of the daemon's among the others. */
static gboolean
is_store_entry (const CtgMail *mail)
{
  return strstr (mail->subject, "FOLDER INTERNAL DATA") != NULL;
}

/* Bounces of servers that do not know RFC 3464: qmail, old Exim and Exchange, mailbox providers. */
static gboolean
detect_old_bounce (CtgMail *mail, const CtgFields *header)
{
  CtgDeliveryReport report = { CTG_REPORT_NONE, dup_failed_recipient (header) };
  gboolean is_system = is_mail_system (mail);
  gboolean is_bounce = report.recipient != NULL || is_system;

  if (!is_bounce && (may_be_mail_system (mail) || has_null_return_path (header)))
    is_bounce = has_bounce_subject (mail) || has_bounce_text (mail);
  is_bounce = is_bounce || (has_system_subject (mail) && has_bounce_text (mail));
  if (!is_bounce)
    return FALSE;
  set_bounce (mail, &report);
  return TRUE;
}

static gboolean
is_bulk (const CtgFields *header)
{
  return ctg_fields_has (header, CTG_FIELD_LIST_ID) || ctg_fields_has (header, CTG_FIELD_LIST_UNSUBSCRIBE);
}

/* "auto-generated; owner-email=..." and the like; "no" is said by mailers of people. */
static gboolean
is_auto_submitted (const CtgFields *header)
{
  g_autofree char *value = ctg_fields_dup (header, CTG_FIELD_AUTO_SUBMITTED);

  return value != NULL && *value != '\0' &&
         (g_ascii_strncasecmp (value, "no", 2) != 0 || g_ascii_isalnum (value[2]));
}

static gboolean
has_auto_subject (const CtgMail *mail)
{
  static const char *const prefixes[] = {
    "automatic reply", "auto reply", "auto-reply", "autoreply", "out of office", "out-of-office", "[auto-reply]",
    "[autoreply]", "vacation reply", "away from the office", "risposta automatica", "risponditore automatico",
    "autorisposta", "messaggio automatico", "fuori sede:", "fuori ufficio:", "assenza dall'ufficio",
    "risposta auto",
    "assente:", "assente dall'ufficio", "automatische antwort", "abwesenheitsnotiz", "respuesta autom",
    "r\xc3\xa9ponse automatique", "r: risposta automatica", "re: risposta automatica",
    "re: automatic reply", NULL };

  static const char *const absent[] = { "out of the office", "is out of", "fuori ufficio", "fuori sede", "assente",
  NULL };

  /* Notes says "AUTO: Mario Rossi is out of the office"; an Italian's "Auto: preventivo" is about a car. */
  return has_prefix_of (mail->subject, prefixes) ||
         (g_str_has_prefix (mail->subject, "AUTO: ") && contains_any (mail->subject, absent));
}

static gboolean
is_auto_reply (const CtgMail *mail, const CtgFields *header)
{
  return ctg_fields_has (header, CTG_FIELD_X_AUTOREPLY) || ctg_fields_has (header, CTG_FIELD_X_AUTORESPOND) ||
         ctg_fields_has (header, CTG_FIELD_X_MAIL_AUTOREPLY) ||
         value_contains (header, CTG_FIELD_PRECEDENCE, "auto_reply") ||
         value_contains (header, CTG_FIELD_PRECEDENCE, "auto-reply") || has_auto_subject (mail);
}

static gboolean
has_named (const CtgFields *header, const char *const *names)
{
  for (guint i = 0; i < header->fields->len; i++)
    {
      const CtgField *field = &g_array_index (header->fields, CtgField, i);

      for (guint j = 0; names[j] != NULL; j++)
        if (strlen (names[j]) == field->name_length &&
            g_ascii_strncasecmp (field->name, names[j], field->name_length) == 0)
          return TRUE;
    }
  return FALSE;
}

/* Mail of people through a list program, also of those older than RFC 2369, whose only mark is Precedence. What only
 * announces names nobody it answers, and has no address to write to ("List-Post: NO"). */
static gboolean
is_discussion (const CtgMail *mail, const CtgFields *header)
{
  static const char *const programs[] = { "x-mailman-version", "x-beenthere", "x-mailing-list", "mailing-list",
                                          "x-ml-name", "x-mlserver", "x-listprocessor-version", "x-listserver",
                                          "x-google-group-id", NULL };

  if (ctg_fields_has (header, CTG_FIELD_LIST_POST))
    return value_contains (header, CTG_FIELD_LIST_POST, "@");
  return has_named (header, programs) || mail->in_reply_to[0] != NULL || mail->references[0] != NULL ||
         g_ascii_strncasecmp (mail->subject, "re:", 3) == 0;
}

/* An address that nobody reads is no person's. */
static gboolean
is_unanswerable (const CtgMail *mail)
{
  static const char *const names[] = { "no-reply@", "noreply@", "no_reply@", "no.reply@", "donotreply@",
                                       "do-not-reply@", "do_not_reply@", "nonrispondere@", "non-rispondere@", NULL };
  const CtgAddress *author = mail->from->len > 0 ? mail->from->pdata[0] : NULL;

  return author != NULL && has_prefix_of (author->address, names);
}

static gboolean
is_announcement (const CtgFields *header)
{
  return is_bulk (header) || value_contains (header, CTG_FIELD_PRECEDENCE, "bulk") ||
         value_contains (header, CTG_FIELD_PRECEDENCE, "list") ||
         value_contains (header, CTG_FIELD_PRECEDENCE, "junk");
}

static gboolean
suppresses_responses (const CtgFields *header)
{
  return value_contains (header, CTG_FIELD_X_AUTO_RESPONSE_SUPPRESS, "all") ||
         value_contains (header, CTG_FIELD_X_AUTO_RESPONSE_SUPPRESS, "autoreply");
}

static CtgAutomatic
decide_by_header (const CtgMail *mail, const CtgFields *header)
{
  if (value_contains (header, CTG_FIELD_CONTENT_TYPE, "multipart/report") || is_store_entry (mail))
    return CTG_AUTOMATIC_REPLY;
  if (is_auto_submitted (header))
    return is_bulk (header) ? CTG_AUTOMATIC_LIST : CTG_AUTOMATIC_REPLY;
  if (is_auto_reply (mail, header))
    return CTG_AUTOMATIC_REPLY;
  if (is_announcement (header))
    return is_discussion (mail, header) ? CTG_AUTOMATIC_HUMAN : CTG_AUTOMATIC_LIST;
  if (suppresses_responses (header) || has_null_return_path (header) || is_unanswerable (mail))
    return CTG_AUTOMATIC_REPLY;
  return CTG_AUTOMATIC_HUMAN;
}

static gboolean
detect_disposition (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  const CtgPart *part = find_part (parts, "message/disposition-notification");
  CtgDeliveryReport report;

  if (part == NULL)
    return FALSE;
  if (!value_contains (header, CTG_FIELD_AUTO_SUBMITTED, "(rejected)"))
    {
      mail->automatic = CTG_AUTOMATIC_RECEIPT;
      return TRUE;
    }
  ctg_delivery_report_read_recipient (part, &report);
  set_bounce (mail, &report);
  return TRUE;
}

static void
detect (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  if (detect_report (mail, header, parts) || detect_disposition (mail, header, parts))
    return;
  if (!detect_report_header (mail, header) && !detect_certified (mail, header) &&
      (is_store_entry (mail) || !detect_old_bounce (mail, header)))
    mail->automatic = decide_by_header (mail, header);
}

/**
 * ctg_automatic_detect:
 * @mail: a message whose addresses, subject and text are set
 * @header: its header block
 * @parts: (nullable): its parts, %NULL when only the header is known
 *
 * Sets who wrote it, and of a bounce or a receipt about whom and which letter, and what it says.
 *
 * Specification: RFC 3834 section 5, RFC 3464, RFC 8098, RFC 2369
 */
void
ctg_automatic_detect (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  detect (mail, header, parts);
  ctg_news_read (mail, header, parts);
  if (mail->automatic == CTG_AUTOMATIC_BOUNCE)
    mail->bounce_message_id = mail->news_message_id != NULL ? g_strdup (mail->news_message_id)
                                                            : dup_returned_id (mail, parts);
  else if (mail->news != CTG_NEWS_NONE && mail->news_message_id == NULL)
    mail->news_message_id = dup_returned_id (mail, parts);
}
