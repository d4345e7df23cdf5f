/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who wrote a message: a person or a program. The first row that fits decides.
 *
 *   multipart/report or part message/delivery-status:  failed, delayed -> bounce; delivered, relayed ->
 *     receipt
 *   multipart/report of a disposition notification     -> receipt (RFC 8098)
 *   X-Ricevuta (Italian certified mail)                -> receipt; errors and refusals -> bounce
 *   certified mail's subjects without that field       -> as above, from "posta-certificata@" only
 *   X-Failed-Recipients, or a mail system as sender    -> bounce, when subject or null Return-Path agree
 *   Auto-Submitted other than "no" (RFC 3834)          -> list with List-Id or List-Unsubscribe, else reply
 *   X-Autoreply, X-Autorespond, X-Mail-Autoreply,
 *     Precedence: auto_reply                           -> reply
 *   subject that only auto-responders use              -> reply
 *   List-Post with an address                          -> human: people write to each other there
 *   List-Id, List-Unsubscribe, Precedence: bulk, list,
 *     junk                                             -> list
 *   X-Auto-Response-Suppress: All or AutoReply         -> reply
 *   null Return-Path                                   -> reply
 *   anything else                                      -> human
 */

#include "automatic.h"

#include "delivery-report.h"
#include "text.h"

#include <string.h>

#define ADDRESS_MAX_BYTES 320

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

static gboolean
contains_any (const char *text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcasestr (text, *words) != NULL)
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

/* Takes both over. */
static void
set_bounce (CtgMail *mail, char *recipient, char *status)
{
  g_autofree char *raw = recipient;

  mail->automatic = CTG_AUTOMATIC_BOUNCE;
  mail->bounce_recipient = raw != NULL ? ctg_text_clean (raw, ADDRESS_MAX_BYTES) : NULL;
  mail->bounce_status = status;
}

/* RFC 3464 section 2.3.3; a delay is a bounce that is not final, with a code of class 4. */
static gboolean
detect_report (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  const CtgPart *part = find_part (parts, "message/delivery-status");
  g_autofree char *recipient = NULL, *status = NULL;
  CtgReportAction action;

  if (part == NULL)
    part = find_part (parts, "message/global-delivery-status");
  if (part == NULL)
    return FALSE;
  action = ctg_delivery_report_read (part, &recipient, &status);
  if (action == CTG_REPORT_DELIVERED)
    {
      mail->automatic = CTG_AUTOMATIC_RECEIPT;
      return TRUE;
    }
  ctg_delivery_report_guess (mail->text, &recipient, &status);
  if (status == NULL)
    status = g_strdup (action == CTG_REPORT_DELAYED ? "4.0.0" : "5.0.0");
  set_bounce (mail, g_steal_pointer (&recipient), g_steal_pointer (&status));
  return TRUE;
}

/* What the header alone says of a report, for pulls that read nothing else. */
static gboolean
detect_report_header (CtgMail *mail, const CtgFields *header)
{
  if (!value_contains (header, CTG_FIELD_CONTENT_TYPE, "multipart/report"))
    return FALSE;
  if (value_contains (header, CTG_FIELD_CONTENT_TYPE, "disposition-notification"))
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else if (value_contains (header, CTG_FIELD_CONTENT_TYPE, "delivery-status"))
    set_bounce (mail, ctg_fields_dup (header, CTG_FIELD_X_FAILED_RECIPIENTS), NULL);
  else
    return FALSE;
  return TRUE;
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

  if (kind != NULL && (strstr (kind, "errore") != NULL || strstr (kind, "non-") != NULL))
    set_bounce (mail, NULL, g_strdup ("5.0.0"));
  else if (kind != NULL)
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else if (is_provider && has_prefix_of (mail->subject, refused))
    set_bounce (mail, NULL, g_strdup ("5.0.0"));
  else if (is_provider && has_prefix_of (mail->subject, receipts))
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_mail_system (const CtgMail *mail)
{
  static const char *const senders[] = { "mailer-daemon", "postmaster@", "mail-daemon", "maildaemon",
                                         "mail delivery",
                                         "microsoftexchange", "bounce@", "mdaemon@", NULL };
  const CtgAddress *author = mail->from->len > 0 ? mail->from->pdata[0] : NULL;

  return author != NULL && (contains_any (author->address, senders) || contains_any (author->name, senders));
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

/* Bounces of servers that do not know RFC 3464: qmail, old Exim and Exchange, mailbox providers. */
static gboolean
detect_old_bounce (CtgMail *mail, const CtgFields *header)
{
  g_autofree char *recipient = ctg_fields_dup (header, CTG_FIELD_X_FAILED_RECIPIENTS);
  g_autofree char *status = NULL;
  gboolean is_bounce = recipient != NULL ||
                       (is_mail_system (mail) && (has_bounce_subject (mail) || has_null_return_path (header))) ||
                       (has_null_return_path (header) && has_bounce_subject (mail));

  if (!is_bounce)
    return FALSE;
  if (recipient != NULL)
    recipient[strcspn (recipient, ", ")] = '\0';
  ctg_delivery_report_guess (mail->text, &recipient, &status);
  set_bounce (mail, g_steal_pointer (&recipient), g_steal_pointer (&status));
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
    "assente:", "assente dall'ufficio", "automatische antwort", "abwesenheitsnotiz", "respuesta autom", "auto: ",
    "r\xc3\xa9ponse automatique", "r: risposta automatica", "re: risposta automatica",
    "re: automatic reply", NULL };

  return has_prefix_of (mail->subject, prefixes);
}

static gboolean
is_auto_reply (const CtgMail *mail, const CtgFields *header)
{
  return ctg_fields_has (header, CTG_FIELD_X_AUTOREPLY) || ctg_fields_has (header, CTG_FIELD_X_AUTORESPOND) ||
         ctg_fields_has (header, CTG_FIELD_X_MAIL_AUTOREPLY) ||
         value_contains (header, CTG_FIELD_PRECEDENCE, "auto_reply") ||
         value_contains (header, CTG_FIELD_PRECEDENCE, "auto-reply") || has_auto_subject (mail);
}

/* RFC 2369 section 3.4: "List-Post: NO" is an announcement list. */
static gboolean
is_discussion (const CtgFields *header)
{
  return value_contains (header, CTG_FIELD_LIST_POST, "@");
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
  if (is_auto_submitted (header))
    return is_bulk (header) ? CTG_AUTOMATIC_LIST : CTG_AUTOMATIC_REPLY;
  if (is_auto_reply (mail, header))
    return CTG_AUTOMATIC_REPLY;
  if (is_discussion (header))
    return CTG_AUTOMATIC_HUMAN;
  if (is_announcement (header))
    return CTG_AUTOMATIC_LIST;
  if (suppresses_responses (header) || has_null_return_path (header))
    return CTG_AUTOMATIC_REPLY;
  return CTG_AUTOMATIC_HUMAN;
}

/**
 * ctg_automatic_detect:
 * @mail: a message whose addresses, subject and text are set
 * @header: its header block
 * @parts: (nullable): its parts, %NULL when only the header is known
 *
 * Sets who wrote it, and of a bounce about whom and why.
 *
 * Specification: RFC 3834 section 5, RFC 3464, RFC 8098, RFC 2369
 */
void
ctg_automatic_detect (CtgMail *mail, const CtgFields *header, const CtgParts *parts)
{
  if (detect_report (mail, header, parts))
    return;
  if (find_part (parts, "message/disposition-notification") != NULL)
    mail->automatic = CTG_AUTOMATIC_RECEIPT;
  else if (!detect_report_header (mail, header) && !detect_certified (mail, header) &&
           !detect_old_bounce (mail, header))
    mail->automatic = decide_by_header (mail, header);
}
