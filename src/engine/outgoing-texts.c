/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a letter, in words. Only what is known is said: one that may have arrived is not called failed. */

#include "outgoing-texts.h"
#include "texts.h"

#include <glib/gi18n.h>

static char *
text_for_queued (const CtgOutgoingFacts *facts, gint64 now_utc_s)
{
  g_autoptr (GDateTime) due = NULL;
  g_autofree char *when = NULL;

  if (facts->due_utc_s <= now_utc_s)
    return g_strdup (_("Waiting to be sent"));
  due = g_date_time_new_from_unix_local (facts->due_utc_s);
  /* Translators: day, month, hour and minute, see the manual of strftime */
  when = g_date_time_format (due, C_("date", "%-d %b, %H:%M"));
  if (facts->n_tries > 0)
    /* Translators: %s is a date with its time */
    return g_strdup_printf (_("Not sent yet, next try %s"), when);
  /* Translators: %s is a date with its time */
  return g_strdup_printf (_("To be sent %s"), when);
}

static char *
text_for_accepted (const CtgOutgoingFacts *facts)
{
  if (g_str_equal (facts->fate, "answered"))
    return g_strdup (_("Answered"));
  if (g_str_equal (facts->fate, "bounced"))
    return g_strdup (_("Came back: it could not be delivered"));
  if (facts->n_refused > 0)
    return g_strdup_printf (ngettext ("Sent, but %d recipient was refused", "Sent, but %d recipients were refused",
                                      facts->n_refused), (int) facts->n_refused);
  if (facts->host != NULL)
    /* Translators: %s is a server's name */
    return g_strdup_printf (_("Sent: accepted by %s"), facts->host);
  return g_strdup (_("Sent: it is in the Sent folder"));
}

/**
 * ctg_text_for_outgoing:
 * @facts: what is known of a letter
 * @now_utc_s: what time it is
 *
 * Returns: (transfer full): what became of it, a few words
 */
char *
ctg_text_for_outgoing (const CtgOutgoingFacts *facts, gint64 now_utc_s)
{
  static const struct { const char *state, *text; } words[] = {
    { "dialling", N_("Connecting") },
    { "leaving", N_("Sending") },
    { "unknown", N_("Perhaps sent: the server did not answer in the end") },
    { "failed", N_("Not sent") },
    { "cancelled", N_("Cancelled, not sent") },
  };

  if (g_str_equal (facts->state, "queued"))
    return text_for_queued (facts, now_utc_s);
  if (g_str_equal (facts->state, "accepted"))
    return text_for_accepted (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (facts->state, words[i].state))
      return g_strdup (_(words[i].text));
  return g_strdup (facts->state);
}

/**
 * ctg_text_for_outgoing_copy:
 * @copy: what is known of the copy in Sent
 *
 * Returns: (transfer none): the same in words; "": there is nothing to say
 */
const char *
ctg_text_for_outgoing_copy (const char *copy)
{
  static const struct { const char *copy, *text; } words[] = {
    { "pending", N_("The copy in Sent is not there yet.") },
    { "saved", N_("A copy is in Sent.") },
    { "server", N_("The server keeps the copy in Sent.") },
    { "failed", N_("There is no copy in Sent.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (copy, words[i].copy))
      return _(words[i].text);
  return "";
}

/* Of everybody the letter went to. */
static char *
text_for_all (const char *news, const char *when)
{
  static const struct { const char *news, *text; } words[] = {
    { "certified", N_("Accepted as certified mail") },
    { "not-certified", N_("Not accepted as certified mail") },
    { "delivered", N_("Delivered") },
    { "not-delivered", N_("Not delivered") },
    { "read", N_("Read") },
    { "discarded", N_("Discarded unread") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (news, words[i].news))
      /* Translators: what became of a letter, and when */
      return g_strdup_printf (_("%s, %s"), _(words[i].text), when);
  return g_strdup (news);
}

/**
 * ctg_text_for_receipt:
 * @news: what a receipt says
 * @who: of whom, "": of the whole letter
 * @when: when, in words
 *
 * Returns: (transfer full): the same in words
 */
char *
ctg_text_for_receipt (const char *news, const char *who, const char *when)
{
  /* Translators: these four: who, and when */
  if (*who != '\0' && g_str_equal (news, "delivered"))
    return g_strdup_printf (_("Delivered to %s, %s"), who, when);
  if (*who != '\0' && g_str_equal (news, "not-delivered"))
    return g_strdup_printf (_("Not delivered to %s, %s"), who, when);
  if (*who != '\0' && g_str_equal (news, "read"))
    return g_strdup_printf (_("Read by %s, %s"), who, when);
  if (*who != '\0' && g_str_equal (news, "discarded"))
    return g_strdup_printf (_("Discarded unread by %s, %s"), who, when);
  return text_for_all (news, when);
}
