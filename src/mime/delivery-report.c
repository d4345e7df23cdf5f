/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "delivery-report.h"

#include "transfer.h"

#include <string.h>

#define REPORT_MAX_BYTES (256 * 1024)
#define TEXT_MAX_BYTES (64 * 1024)
#define RECIPIENTS_MAX 100

static char *
dup_named (const CtgFields *fields, const char *name)
{
  for (guint i = 0; i < fields->fields->len; i++)
    {
      const CtgField *field = &g_array_index (fields->fields, CtgField, i);

      if (strlen (name) == field->name_length && g_ascii_strncasecmp (field->name, name, field->name_length) == 0)
        return ctg_field_dup (field);
    }
  return NULL;
}

/* "rfc822; mario@example.it": the type before the semicolon goes. */
static char *
dup_report_address (const CtgFields *fields)
{
  g_autofree char *value = dup_named (fields, "final-recipient");
  const char *semicolon;
  char *address;

  if (value == NULL)
    value = dup_named (fields, "original-recipient");
  if (value == NULL)
    return NULL;
  semicolon = strchr (value, ';');
  address = g_strstrip (g_strdup (semicolon != NULL ? semicolon + 1 : value));
  if (*address == '<')
    {
      memmove (address, address + 1, strlen (address));
      address[strcspn (address, ">")] = '\0';
    }
  return address;
}

/* The status code at the start of a word: one digit of class, two numbers. Returns its length, 0 when there
 * is none. */
static gsize
measure_status (const char *at)
{
  gsize n = 0;

  if (*at != '2' && *at != '4' && *at != '5')
    return 0;
  for (guint dot = 0; dot < 2; dot++)
    {
      gsize digits = 0;

      if (at[++n] != '.')
        return 0;
      while (g_ascii_isdigit (at[n + 1 + digits]) && digits < 4)
        digits++;
      if (digits == 0 || digits > 3)
        return 0;
      n += digits;
    }
  return at[n + 1] == '.' || g_ascii_isdigit (at[n + 1]) ? 0 : n + 1;
}

static char *
find_status (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_isdigit (*at) && (at == text || (!g_ascii_isalnum (at[-1]) && at[-1] != '.' && at[-1] != '-')))
      {
        gsize length = measure_status (at);

        if (length > 0)
          return g_strndup (at, length);
      }
  return NULL;
}

/* RFC 3463 section 2: servers that know no enhanced codes still say 550. */
static char *
status_of_reply_code (const char *text)
{
  static const struct { const char *code, *status; } codes[] = {
    { "550", "5.1.1" }, { "551", "5.1.6" }, { "552", "5.2.2" }, { "553", "5.1.3" }, { "554", "5.0.0" },
    { "421", "4.4.2" }, { "450", "4.2.0" }, { "451", "4.3.0" }, { "452", "4.2.2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const char *at = strstr (text, codes[i].code);

      if (at != NULL && (at == text || !g_ascii_isalnum (at[-1])) && strchr (" -\t#", at[3]) != NULL)
        return g_strdup (codes[i].status);
    }
  return NULL;
}

static CtgReportAction
parse_action (const char *action)
{
  if (action == NULL)
    return CTG_REPORT_NONE;
  if (g_ascii_strncasecmp (action, "failed", 6) == 0)
    return CTG_REPORT_FAILED;
  if (g_ascii_strncasecmp (action, "delayed", 7) == 0)
    return CTG_REPORT_DELAYED;
  return CTG_REPORT_DELIVERED;
}

/* The worst news of the report is the one that counts: failed, then delayed, then delivered. */
static gboolean
is_worse (CtgReportAction action, CtgReportAction than)
{
  return than == CTG_REPORT_NONE ? action != CTG_REPORT_NONE : action != CTG_REPORT_NONE && action < than;
}

static void
take_recipient (const CtgFields *fields, CtgReportAction *worst, char **recipient, char **status)
{
  g_autofree char *action_text = dup_named (fields, "action");
  g_autofree char *status_text = dup_named (fields, "status");
  g_autofree char *diagnostic = dup_named (fields, "diagnostic-code");
  CtgReportAction action = parse_action (action_text);
  char *found = status_text != NULL ? find_status (status_text) : NULL;

  if (!is_worse (action, *worst))
    {
      g_free (found);
      return;
    }
  /* Postfix and Exchange put the better code into the diagnostic when the status is the unspecific 5.0.0. */
  if ((found == NULL || g_str_has_suffix (found, ".0.0")) && diagnostic != NULL)
    {
      char *better = find_status (diagnostic);

      if (better == NULL && found == NULL)
        better = status_of_reply_code (diagnostic);
      if (better != NULL)
        {
          g_free (found);
          found = better;
        }
    }
  *worst = action;
  g_free (*recipient);
  g_free (*status);
  *recipient = dup_report_address (fields);
  *status = found;
}

static const char *
skip_blank_lines (const char *at, const char *end)
{
  while (at < end && (*at == '\r' || *at == '\n'))
    at++;
  return at;
}

/**
 * ctg_delivery_report_read:
 * @part: a message/delivery-status part
 * @recipient: (out) (nullable): the address that the worst news is about
 * @status: (out) (nullable): its status code, for example `5.1.1`
 *
 * Specification: RFC 3464 section 2, RFC 3463 section 2
 * Returns: what became of the message
 */
CtgReportAction
ctg_delivery_report_read (const CtgPart *part, char **recipient, char **status)
{
  CtgProblems ignored = 0;
  g_autoptr (GBytes) content = ctg_transfer_decode (part, NULL, &ignored);
  gsize length;
  const char *at = g_bytes_get_data (content, &length);
  const char *end = at + MIN (length, REPORT_MAX_BYTES);
  CtgReportAction worst = CTG_REPORT_NONE;

  *recipient = *status = NULL;
  /* The first group of fields is about the message; some servers leave it out, so that it is read like the
   * others. */
  for (guint i = 0; at < end && i < RECIPIENTS_MAX; i++)
    {
      g_autoptr (CtgFields) fields = ctg_fields_new ();
      const char *start = skip_blank_lines (at, end);

      at = ctg_fields_scan (fields, start, end, &ignored);
      if (fields->fields->len > 0)
        take_recipient (fields, &worst, recipient, status);
      if (at == start)
        break;
    }
  return worst;
}

static gboolean
is_address_character (char character)
{
  return g_ascii_isalnum (character) || strchr (".!#$%&'*+/=?^_`{|}~-", character) != NULL;
}

/* The first address in prose. */
static char *
find_address (const char *text)
{
  for (const char *at = strchr (text, '@'); at != NULL; at = strchr (at + 1, '@'))
    {
      const char *start = at, *end = at + 1;

      while (start > text && is_address_character (start[-1]) && at - start < 64)
        start--;
      while (g_ascii_isalnum (*end) || *end == '-' || (*end == '.' && g_ascii_isalnum (end[1])))
        end++;
      if (start < at && memchr (at, '.', (gsize) (end - at)) != NULL)
        return g_strndup (start, (gsize) (end - start));
    }
  return NULL;
}

/**
 * ctg_delivery_report_guess:
 * @text: the words of a bounce that has no machine-readable part
 * @recipient: (inout) (nullable): set when it was %NULL and there is an address in the text
 * @status: (inout) (nullable): set when it was %NULL and there is a code in the text
 *
 * Reads what it can from prose.
 */
void
ctg_delivery_report_guess (const char *text, char **recipient, char **status)
{
  g_autofree char *head = g_strndup (text, strnlen (text, TEXT_MAX_BYTES));

  if (*recipient == NULL)
    *recipient = find_address (head);
  if (*status == NULL)
    *status = find_status (head);
  if (*status == NULL)
    *status = status_of_reply_code (head);
}
