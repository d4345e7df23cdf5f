/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "delivery-report.h"

#include "bounce-text.h"
#include "transfer.h"

#include <string.h>

#define REPORT_MAX_BYTES (256 * 1024)
#define RECIPIENTS_MAX 100

/* "rfc822; mario@example.it": the type before the semicolon goes, and what some put around the address. */
static char *
dup_address_field (const CtgFields *fields, const char *name)
{
  g_autofree char *value = ctg_fields_dup_named (fields, name);
  const char *semicolon = value != NULL ? strchr (value, ';') : NULL;
  const char *at = semicolon != NULL ? semicolon + 1 : value;

  if (at == NULL)
    return NULL;
  at += strspn (at, " \t<");
  return g_strndup (at, strcspn (at, "> \t;("));
}

/* Behind a gateway the final recipient may be a mailbox's name, while the address is the original one. */
static char *
dup_recipient (const CtgFields *fields)
{
  g_autofree char *final = dup_address_field (fields, "final-recipient");
  g_autofree char *original = dup_address_field (fields, "original-recipient");

  if (original != NULL && strchr (original, '@') != NULL && (final == NULL || strchr (final, '@') == NULL))
    return g_steal_pointer (&original);
  return final != NULL && *final != '\0' ? g_steal_pointer (&final) : NULL;
}

/* RFC 3464 section 2.3.3; some leave it out or invent words. */
static CtgReportAction
parse_action (const char *action, const char *status)
{
  static const char *const good[] = { "delivered", "relayed", "expanded", "deliverable", NULL };

  if (action == NULL && status == NULL)
    return CTG_REPORT_NONE;
  if (action == NULL)
    return status[0] == '5' ? CTG_REPORT_FAILED : status[0] == '4' ? CTG_REPORT_DELAYED : CTG_REPORT_DELIVERED;
  for (guint i = 0; good[i] != NULL; i++)
    if (g_ascii_strncasecmp (action, good[i], strlen (good[i])) == 0)
      return CTG_REPORT_DELIVERED;
  return g_ascii_strncasecmp (action, "delayed", 7) == 0 ? CTG_REPORT_DELAYED : CTG_REPORT_FAILED;
}

/* The worst news of the report is the one that counts: failed, then delayed, then delivered. */
static gboolean
is_worse (CtgReportAction action, CtgReportAction than)
{
  return than == CTG_REPORT_NONE ? action != CTG_REPORT_NONE : action != CTG_REPORT_NONE && action < than;
}

/* Postfix and Exchange put the better code into the diagnostic when the status is the unspecific 5.0.0. */
static char *
choose_status (char *status, const char *diagnostic)
{
  g_autofree char *mine = status;
  g_autofree char *better = NULL;

  if (diagnostic == NULL || (mine != NULL && !g_str_has_suffix (mine, ".0.0")))
    return g_steal_pointer (&mine);
  better = ctg_bounce_text_find_status (diagnostic);
  if (better == NULL && mine == NULL)
    better = ctg_bounce_text_status_of_reply (diagnostic);
  return better != NULL ? g_steal_pointer (&better) : g_steal_pointer (&mine);
}

static void
take_recipient (const CtgFields *fields, CtgDeliveryReport *report)
{
  g_autofree char *action_text = ctg_fields_dup_named (fields, "action");
  g_autofree char *status_text = ctg_fields_dup_named (fields, "status");
  g_autofree char *diagnostic = ctg_fields_dup_named (fields, "diagnostic-code");
  g_autofree char *status = status_text != NULL ? ctg_bounce_text_find_status (status_text) : NULL;
  CtgReportAction action = parse_action (action_text, status);

  if (!is_worse (action, report->action))
    return;
  ctg_delivery_report_clear (report);
  report->action = action;
  report->recipient = dup_recipient (fields);
  report->status = choose_status (g_steal_pointer (&status), diagnostic);
  report->diagnostic = g_steal_pointer (&diagnostic);
}

static const char *
skip_blank_lines (const char *at, const char *end)
{
  while (at < end && (*at == '\r' || *at == '\n'))
    at++;
  return at;
}

/**
 * ctg_delivery_report_clear:
 * @report: a report, on the stack
 */
void
ctg_delivery_report_clear (CtgDeliveryReport *report)
{
  g_clear_pointer (&report->recipient, g_free);
  g_clear_pointer (&report->status, g_free);
  g_clear_pointer (&report->diagnostic, g_free);
  report->action = CTG_REPORT_NONE;
}

/**
 * ctg_delivery_report_read_recipient:
 * @part: a message/disposition-notification part that stands for a rejection
 * @report: (out caller-allocates): who was not reached; ctg_delivery_report_clear() it
 *
 * Specification: RFC 8098 section 3.2.3, RFC 5429 section 2.1
 */
void
ctg_delivery_report_read_recipient (const CtgPart *part, CtgDeliveryReport *report)
{
  CtgProblems ignored = 0;
  g_autoptr (GBytes) content = ctg_transfer_decode (part, NULL, &ignored);
  g_autoptr (CtgFields) fields = ctg_fields_new ();
  gsize length;
  const char *at = g_bytes_get_data (content, &length);

  ctg_fields_scan (fields, at, at + MIN (length, REPORT_MAX_BYTES), &ignored);
  *report = (CtgDeliveryReport) { CTG_REPORT_FAILED, dup_recipient (fields) };
}

/**
 * ctg_delivery_report_read:
 * @part: a message/delivery-status part
 * @report: (out caller-allocates): the worst news in it; ctg_delivery_report_clear() it
 *
 * Specification: RFC 3464 section 2, RFC 3463 section 2
 */
void
ctg_delivery_report_read (const CtgPart *part, CtgDeliveryReport *report)
{
  CtgProblems ignored = 0;
  g_autoptr (GBytes) content = ctg_transfer_decode (part, NULL, &ignored);
  gsize length;
  const char *at = g_bytes_get_data (content, &length);
  const char *end = at + MIN (length, REPORT_MAX_BYTES);

  *report = (CtgDeliveryReport) { CTG_REPORT_NONE };
  /* The first group of fields is about the message; some servers leave it out, so that it is read like the
   * others. */
  for (guint i = 0; at < end && i < RECIPIENTS_MAX; i++)
    {
      g_autoptr (CtgFields) fields = ctg_fields_new ();
      const char *start = skip_blank_lines (at, end);

      at = ctg_fields_scan (fields, start, end, &ignored);
      if (fields->fields->len > 0)
        take_recipient (fields, report);
      if (at == start)
        break;
    }
}
