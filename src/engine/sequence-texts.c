/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How somebody fares in a sequence, in words. */

#include "sequence-texts.h"

#include <glib/gi18n.h>

static const struct { const char *reason, *text, *remedy; } reasons[] = {
  { "answered", N_("Ended: they have answered"), "" },
  { "bounced", N_("Ended: a letter came back"), N_("See whether the address is right.") },
  { "no-more", N_("Ended: they asked for no more letters"), N_("No sequence writes to them any more.") },
  { "never-log", N_("Ended: they are on the list of what is never logged"), "" },
  { "not-sent", N_("Ended: the letter before was not sent"), N_("Outgoing says why.") },
  { "thread-full", N_("Ended: five letters are enough for one conversation"), "" },
  { "person", N_("Ended by you"), "" },
  { "merged", N_("Ended: the contact it is one with is in the sequence already"), "" },
  { "restored", N_("Waits for you: it comes from a backup"),
    N_("What was sent since is not known here. Look at their last letter; then go on, leave this letter out, or end "
       "it.") },
  { "late", N_("Waits for you: the next letter is more than a day late"),
    N_("Carteggio was not running, or the mailbox could not be reached. Go on, leave this letter out, or end it.") },
  { "open-token", N_("Waits for you: something of the template is not known of them"),
    N_("Add it to the contact, then go on.") },
  { "no-sender", N_("Waits for you: the mailbox it is written from is not connected"),
    N_("Connect it again, then go on.") },
  { "no-address", N_("Waits for you: the contact has no address"), N_("Add one to the contact, then go on.") },
  { "no-subject", N_("Waits for you: the letter has no subject"), N_("Give the template a subject, then go on.") },
};

static char *
text_for_active (const CtgEnrolmentTextFacts *facts)
{
  g_autoptr (GDateTime) due = g_date_time_new_from_unix_local (facts->due_utc_s);
  /* Translators: day, month, hour and minute, see the manual of strftime */
  g_autofree char *when = g_date_time_format (due, C_("date", "%-d %b, %H:%M"));

  /* Translators: letter 2 of 3 of a sequence, and a date with its time */
  return g_strdup_printf (_("Letter %u of %u: %s"), facts->position + 1, facts->n_steps, when);
}

/**
 * ctg_text_for_enrolment:
 * @facts: what is known
 *
 * Returns: (transfer full): how it stands, a few words
 */
char *
ctg_text_for_enrolment (const CtgEnrolmentTextFacts *facts)
{
  if (g_str_equal (facts->state, "active"))
    return text_for_active (facts);
  if (g_str_equal (facts->state, "paused"))
    return g_strdup (_("Paused"));
  if (g_str_equal (facts->state, "finished"))
    return g_strdup (_("All letters are sent"));
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (facts->reason, reasons[i].reason) == 0)
      return g_strdup (_(reasons[i].text));
  return g_strdup (g_str_equal (facts->state, "asking") ? _("Waits for you: the letter cannot be written")
                                                        : _("Ended"));
}

/**
 * ctg_text_for_enrolment_remedy:
 * @reason: (nullable): why it waits or has ended
 *
 * Returns: (transfer none): what can be done, "": nothing
 */
const char *
ctg_text_for_enrolment_remedy (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reason, reasons[i].reason) == 0 && *reasons[i].remedy != '\0')
      return _(reasons[i].remedy);
  return "";
}

/**
 * ctg_text_for_enrolment_refusal:
 * @reason: why somebody did not come into a sequence
 *
 * Returns: (transfer none): the same in words, to stand with their name
 */
const char *
ctg_text_for_enrolment_refusal (const char *reason)
{
  static const struct { const char *reason, *text; } refusals[] = {
    { "no-address", N_("Has no e-mail address") },
    { "never-log", N_("Is on the list of what is never logged") },
    { "already-enrolled", N_("Is in this sequence already") },
    { "no-more", N_("Has asked for no more letters of this kind") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_strcmp0 (reason, refusals[i].reason) == 0)
      return _(refusals[i].text);
  return "";
}
