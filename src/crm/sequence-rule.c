/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the next letter of a sequence goes to a contact now. The first row that fits:
 *
 *   the contact has written since               stop   answered
 *   a letter came back                          stop   bounced
 *   they have asked for no more                 stop   no-more
 *   they are on the never-log list              stop   never-log
 *   the letter before was not sent              stop   not-sent
 *   the letter before has not left yet          wait   a minute
 *   five automatic letters in its thread        stop   thread-full
 *   it is not due                               wait   until it is
 *   it is more than a day late                  ask    late
 *   not in the working hours                    wait   until they begin
 *   the contact got one within a day            wait   until a day after that
 *   the mailbox has sent its share of a minute  wait   a minute
 *   the mailbox has sent its share of a day     wait   an hour
 *   anything else                               send
 *
 * A wait moves the due date, so that what the rules themselves have put off is not late. */

#include "sequence-rule.h"

#include <string.h>

#define LATE_S (24 * 60 * 60)
#define MINUTE_S 60
#define HOUR_S (60 * 60)
#define SATURDAY 6

static CtgSequenceVerdict
stop (const char *reason)
{
  return (CtgSequenceVerdict) { CTG_SEQUENCE_STOP, 0, reason };
}

static CtgSequenceVerdict
wait_until (gint64 until_utc_s)
{
  return (CtgSequenceVerdict) { CTG_SEQUENCE_WAIT, until_utc_s, NULL };
}

/* What ends it, whatever the time is; NULL: nothing. */
static const char *
find_end (const CtgSequenceFacts *facts)
{
  if (facts->is_answered)
    return "answered";
  if (facts->is_bounced)
    return "bounced";
  if (facts->wants_no_more)
    return "no-more";
  if (facts->is_never_logged)
    return "never-log";
  return facts->last == CTG_SEQUENCE_LAST_NOT_SENT ? "not-sent" : NULL;
}

/**
 * ctg_sequence_rule_decide:
 * @facts: what is known
 * @zone: where the working hours are
 *
 * Decides by the table at the head of this file. Pure.
 *
 * Returns: what to do
 */
CtgSequenceVerdict
ctg_sequence_rule_decide (const CtgSequenceFacts *facts, GTimeZone *zone)
{
  const char *end = find_end (facts);
  gint64 open_utc_s;

  if (end != NULL)
    return stop (end);
  if (facts->last == CTG_SEQUENCE_LAST_LEAVING)
    return wait_until (facts->now_utc_s + MINUTE_S);
  if (facts->n_in_thread >= CTG_SEQUENCE_MAX_IN_THREAD)
    return stop ("thread-full");
  if (facts->due_utc_s > facts->now_utc_s)
    return wait_until (facts->due_utc_s);
  if (facts->now_utc_s - facts->due_utc_s > LATE_S)
    return (CtgSequenceVerdict) { CTG_SEQUENCE_ASK, 0, "late" };
  open_utc_s = ctg_sequence_rule_due (facts->now_utc_s, 0, facts->hours, zone);
  if (open_utc_s > facts->now_utc_s)
    return wait_until (open_utc_s);
  if (facts->last_automatic_utc_s != 0 && facts->now_utc_s - facts->last_automatic_utc_s < CTG_SEQUENCE_PEACE_S)
    return wait_until (facts->last_automatic_utc_s + CTG_SEQUENCE_PEACE_S);
  if (facts->n_minute >= facts->limit_minute)
    return wait_until (facts->now_utc_s + MINUTE_S);
  if (facts->n_day >= facts->limit_day)
    return wait_until (facts->now_utc_s + HOUR_S);
  return (CtgSequenceVerdict) { CTG_SEQUENCE_SEND, 0, NULL };
}

static gboolean
is_working_day (GDateTime *day)
{
  return g_date_time_get_day_of_week (day) < SATURDAY;
}

/* The same time of day @n_days later; an hour that a change of the clocks leaves out is the next one. */
static GDateTime *
at_minute (GDateTime *day, int n_days, int minute, GTimeZone *zone)
{
  g_autoptr (GDateTime) other = g_date_time_add_days (day, n_days);

  return g_date_time_new (zone, g_date_time_get_year (other), g_date_time_get_month (other),
                          g_date_time_get_day_of_month (other), minute / 60, minute % 60, 0);
}

static GDateTime *
next_working_day (GDateTime *day, int minute, GTimeZone *zone)
{
  GDateTime *next = at_minute (day, 1, minute, zone);

  while (!is_working_day (next))
    {
      GDateTime *after = at_minute (next, 1, minute, zone);

      g_date_time_unref (next);
      next = after;
    }
  return next;
}

static int
get_minute (GDateTime *time)
{
  return g_date_time_get_hour (time) * 60 + g_date_time_get_minute (time);
}

/**
 * ctg_sequence_rule_due:
 * @after_utc_s: what it follows
 * @n_working_days: how many working days later, at the same time of day
 * @hours: when letters may leave
 * @zone: where
 *
 * Returns: the first moment that fits, not before @after_utc_s
 */
gint64
ctg_sequence_rule_due (gint64 after_utc_s, guint n_working_days, CtgWorkingHours hours, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (after_utc_s);
  GDateTime *time = g_date_time_to_timezone (utc, zone);
  gint64 due_utc_s;

  for (guint i = 0; i < n_working_days; i++)
    {
      GDateTime *next = next_working_day (time, get_minute (time), zone);

      g_date_time_unref (time);
      time = next;
    }
  if (!is_working_day (time) || get_minute (time) >= hours.to_minute)
    {
      GDateTime *next = next_working_day (time, hours.from_minute, zone);

      g_date_time_unref (time);
      time = next;
    }
  else if (get_minute (time) < hours.from_minute)
    {
      GDateTime *opening = at_minute (time, 0, hours.from_minute, zone);

      g_date_time_unref (time);
      time = opening;
    }
  due_utc_s = MAX (g_date_time_to_unix (time), after_utc_s);
  g_date_time_unref (time);
  return due_utc_s;
}

/* Lines a person has written themselves: what they quote is ours. */
static char *
dup_own_words (const char *text)
{
  g_autoptr (GString) own = g_string_new (" ");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *folded = NULL;

  for (gsize i = 0; lines[i] != NULL && own->len < 4000; i++)
    if (lines[i][0] != '>')
      g_string_append_printf (own, "%s ", g_strstrip (lines[i]));
  folded = g_utf8_casefold (own->str, (gssize) own->len);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
}

/**
 * ctg_sequence_rule_wants_no_more:
 * @text: what a contact has written
 *
 * Whether somebody asks not to be written to any more, in Italian or English. Only what is unmistakable: an answer ends
 * a sequence anyway, this keeps the contact out of every other one.
 *
 * Returns: whether they do
 */
gboolean
ctg_sequence_rule_wants_no_more (const char *text)
{
  static const char *const wordings[] = {
    "unsubscribe", "opt out", "opt-out", "remove me from your list", "remove me from your mailing list",
    "take me off your list", "take me off your mailing list", "stop emailing me", "stop e-mailing me",
    "stop writing to me", "stop contacting me", "do not contact me again", "don't contact me again",
    "do not email me again", "don't email me again", "do not write to me again", "don't write to me again",
    "no more emails", "no more e-mails",
    "disiscriv", "cancellatemi dalla lista", "cancellami dalla lista", "mi cancelli dalla lista",
    "cancellatemi dalla vostra lista", "cancellatemi dalla mailing list", "cancellami dalla mailing list",
    "toglietemi dalla lista", "toglimi dalla lista", "mi tolga dalla lista", "rimuovetemi dalla lista",
    "rimuovimi dalla lista", "mi rimuova dalla lista", "non scrivetemi più", "non scrivermi più", "non mi scriva più",
    "non mi scrivete più", "non contattatemi più", "non contattarmi più", "non mi contatti più",
    "non mi contattate più", "non desidero più ricevere", "non voglio più ricevere", "non vorrei più ricevere",
    "smettetela di scrivermi", "smetta di scrivermi", "smettila di scrivermi",
  };
  g_autofree char *own = g_utf8_validate (text, -1, NULL) ? dup_own_words (text) : NULL;

  for (gsize i = 0; own != NULL && i < G_N_ELEMENTS (wordings); i++)
    if (strstr (own, wordings[i]) != NULL)
      return TRUE;
  return FALSE;
}
