/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-rule.h"

#define DAY_S (24 * 60 * 60)

static const CtgWorkingHours office = { 9 * 60, 18 * 60 };

static GTimeZone *
rome (void)
{
  GTimeZone *zone = g_time_zone_new_identifier ("Europe/Rome");

  g_assert_nonnull (zone);
  return zone;
}

static gint64
at (const char *text)
{
  g_autoptr (GTimeZone) zone = rome ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time);
}

/* When the next one is due: 2026-11-30 is a Monday. */
static void
test_due (void)
{
  static const struct { const char *after; guint n_days; const char *due; } cases[] = {
    { "2026-11-30T10:30:00", 0, "2026-11-30T10:30:00" },
    { "2026-11-30T08:59:59", 0, "2026-11-30T09:00:00" },
    { "2026-11-30T09:00:00", 0, "2026-11-30T09:00:00" },
    { "2026-11-30T17:59:59", 0, "2026-11-30T17:59:59" },
    { "2026-11-30T18:00:00", 0, "2026-12-01T09:00:00" },
    { "2026-12-04T18:00:00", 0, "2026-12-07T09:00:00" },
    { "2026-12-05T12:00:00", 0, "2026-12-07T09:00:00" },
    { "2026-12-06T23:59:59", 0, "2026-12-07T09:00:00" },
    { "2026-11-30T10:30:00", 1, "2026-12-01T10:30:00" },
    { "2026-11-30T10:30:00", 5, "2026-12-07T10:30:00" },
    { "2026-12-04T10:30:00", 1, "2026-12-07T10:30:00" },
    { "2026-12-05T10:30:00", 1, "2026-12-07T10:30:00" },
    { "2026-12-05T20:30:00", 1, "2026-12-08T09:00:00" },
    { "2026-11-30T07:00:00", 2, "2026-12-02T09:00:00" },
    /* Over both changes of the clocks, 2026-10-25 and 2027-03-28. */
    { "2026-10-23T10:30:00", 1, "2026-10-26T10:30:00" },
    { "2027-03-26T10:30:00", 1, "2027-03-29T10:30:00" },
    { "2027-03-27T02:30:00", 0, "2027-03-29T09:00:00" },
    { "2026-12-31T17:00:00", 1, "2027-01-01T17:00:00" },
  };
  g_autoptr (GTimeZone) zone = rome ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s + %u", cases[i].after, cases[i].n_days);
      g_assert_cmpint (ctg_sequence_rule_due (at (cases[i].after), cases[i].n_days, office, zone), ==,
                       at (cases[i].due));
    }
}

/* An hour that does not exist is no end of the world. */
static void
test_night_hours (void)
{
  g_autoptr (GTimeZone) zone = rome ();
  CtgWorkingHours night = { 2 * 60 + 15, 4 * 60 }, whole_day = { 0, 24 * 60 };

  g_assert_cmpint (ctg_sequence_rule_due (at ("2026-12-01T01:00:00"), 0, night, zone), ==, at ("2026-12-01T02:15:00"));
  g_assert_cmpint (ctg_sequence_rule_due (at ("2026-12-01T23:59:00"), 0, whole_day, zone), ==,
                   at ("2026-12-01T23:59:00"));
  g_assert_cmpint (ctg_sequence_rule_due (at ("2026-12-05T00:00:00"), 0, whole_day, zone), ==,
                   at ("2026-12-07T00:00:00"));
}

/* A Tuesday at eleven, everything well. */
static CtgSequenceFacts
good_facts (void)
{
  gint64 now_utc_s = at ("2026-12-01T11:00:00");

  return (CtgSequenceFacts) { .now_utc_s = now_utc_s, .due_utc_s = now_utc_s - 60, .hours = office,
                              .last = CTG_SEQUENCE_LAST_SENT, .limit_minute = 10, .limit_day = 350 };
}

static CtgSequenceVerdict
decide (const CtgSequenceFacts *facts)
{
  g_autoptr (GTimeZone) zone = rome ();

  return ctg_sequence_rule_decide (facts, zone);
}

static void
assert_stops (CtgSequenceFacts facts, const char *reason)
{
  CtgSequenceVerdict verdict = decide (&facts);

  g_assert_cmpint (verdict.decision, ==, CTG_SEQUENCE_STOP);
  g_assert_cmpstr (verdict.reason, ==, reason);
}

static void
assert_waits (CtgSequenceFacts facts, gint64 until_utc_s)
{
  CtgSequenceVerdict verdict = decide (&facts);

  g_assert_cmpint (verdict.decision, ==, CTG_SEQUENCE_WAIT);
  g_assert_cmpint (verdict.until_utc_s, ==, until_utc_s);
}

static void
assert_sends (CtgSequenceFacts facts)
{
  g_assert_cmpint (decide (&facts).decision, ==, CTG_SEQUENCE_SEND);
}

/* A03: what ends a sequence does so before anything else is asked, due or not. */
static void
test_ends (void)
{
  CtgSequenceFacts facts = good_facts ();

  for (int due = -1; due <= 1; due++)
    {
      facts = good_facts ();
      facts.due_utc_s = facts.now_utc_s + due * 3 * DAY_S;
      facts.is_answered = TRUE;
      assert_stops (facts, "answered");
      facts.is_answered = FALSE;
      facts.is_bounced = TRUE;
      assert_stops (facts, "bounced");
      facts.is_bounced = FALSE;
      facts.wants_no_more = TRUE;
      assert_stops (facts, "no-more");
      facts.wants_no_more = FALSE;
      facts.is_never_logged = TRUE;
      assert_stops (facts, "never-log");
    }
  facts = good_facts ();
  facts.last = CTG_SEQUENCE_LAST_NOT_SENT;
  assert_stops (facts, "not-sent");
  facts = good_facts ();
  facts.n_in_thread = CTG_SEQUENCE_MAX_IN_THREAD;
  assert_stops (facts, "thread-full");
  facts.n_in_thread--;
  assert_sends (facts);
}

static void
test_waits (void)
{
  CtgSequenceFacts facts = good_facts ();
  gint64 now_utc_s = facts.now_utc_s;

  assert_sends (facts);
  facts.last = CTG_SEQUENCE_LAST_LEAVING;
  assert_waits (facts, now_utc_s + 60);
  facts = good_facts ();
  facts.due_utc_s = now_utc_s + 5;
  assert_waits (facts, now_utc_s + 5);
  facts = good_facts ();
  facts.last_automatic_utc_s = now_utc_s - DAY_S + 1;
  assert_waits (facts, now_utc_s + 1);
  facts.last_automatic_utc_s = now_utc_s - DAY_S;
  assert_sends (facts);
  facts = good_facts ();
  facts.n_minute = 10;
  assert_waits (facts, now_utc_s + 60);
  facts = good_facts ();
  facts.n_day = 350;
  assert_waits (facts, now_utc_s + 60 * 60);
}

/* Q2: nobody gets at once what was to come days ago, nor at night. */
static void
test_late (void)
{
  CtgSequenceFacts facts = good_facts ();

  facts.due_utc_s = facts.now_utc_s - DAY_S;
  assert_sends (facts);
  facts.due_utc_s--;
  g_assert_cmpint (decide (&facts).decision, ==, CTG_SEQUENCE_ASK);
  g_assert_cmpstr (decide (&facts).reason, ==, "late");
  facts = good_facts ();
  facts.now_utc_s = at ("2026-12-05T11:00:00");
  facts.due_utc_s = facts.now_utc_s - 60;
  assert_waits (facts, at ("2026-12-07T09:00:00"));
}

static void
test_wants_no_more (void)
{
  static const char *const asking[] = {
    "Please unsubscribe me.", "UNSUBSCRIBE", "Buongiorno, vi prego: cancellatemi dalla lista. Grazie",
    "Non scrivetemi PIÙ.", "non mi scriva piu\xCC\x80", "Vorrei disiscrivermi", "Please take me off\nyour list",
    "Non desidero più ricevere le vostre e-mail",
  };
  static const char *const not_asking[] = {
    "", "Grazie, mi scriva pure quando vuole.", "> To unsubscribe click here\nSounds good, thanks!",
    "Please do not remove the list.", "Non scrivetemi prima di lunedì", "\xff\xfe unsubscribe",
    "Quando posso scriverle più a lungo?",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asking); i++)
    {
      g_test_message ("%s", asking[i]);
      g_assert_true (ctg_sequence_rule_wants_no_more (asking[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (not_asking); i++)
    g_assert_false (ctg_sequence_rule_wants_no_more (not_asking[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/sequence-rule/due", test_due);
  g_test_add_func ("/crm/sequence-rule/night-hours", test_night_hours);
  g_test_add_func ("/crm/sequence-rule/ends", test_ends);
  g_test_add_func ("/crm/sequence-rule/waits", test_waits);
  g_test_add_func ("/crm/sequence-rule/late", test_late);
  g_test_add_func ("/crm/sequence-rule/wants-no-more", test_wants_no_more);
  return g_test_run ();
}
