/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mailbox-words.h"

#include "clock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * ctg_mailbox_words_needs_person:
 * @facts: the mailbox
 *
 * Returns: whether it is disconnected by something that only connecting it anew mends: not by a server that is away,
 *   and not by a locked keyring
 */
gboolean
ctg_mailbox_words_needs_person (const CtgMailboxFacts *facts)
{
  return facts->state == CTG_MAILBOX_DISCONNECTED && facts->problem_code != NULL &&
         strcmp (facts->problem_code, "KEYRING_LOCKED") != 0 && strcmp (facts->problem_code, "NETWORK") != 0;
}

/**
 * ctg_mailbox_words_for_problem:
 * @facts: the mailbox
 * @activity: what the engine does with it
 *
 * Returns: (transfer full) (nullable): what is wrong and what to do; %NULL: nothing
 */
CtgErrorText *
ctg_mailbox_words_for_problem (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  if (facts->state == CTG_MAILBOX_PAUSED)
    return NULL;
  if (activity->error != NULL)
    return ctg_error_text_new (activity->error);
  if (facts->state == CTG_MAILBOX_DISCONNECTED && facts->problem_code != NULL)
    return ctg_error_text_new_for (facts->problem_code, facts->problem_reason, facts->incoming_host,
                                   facts->problem_server_text);
  return NULL;
}

/* B41: since when a server has been silent. */
static char *
words_for_silence (const CtgMailboxFacts *facts)
{
  gboolean refuses = g_strcmp0 (facts->problem_reason, "server-refuses") == 0;
  g_autoptr (GDateTime) last = NULL;
  g_autofree char *day = NULL;

  if (facts->state != CTG_MAILBOX_DISCONNECTED || facts->last_pull_utc_s == 0 ||
      (!refuses && g_strcmp0 (facts->problem_reason, "server-unreachable") != 0))
    return NULL;
  last = g_date_time_new_from_unix_local (facts->last_pull_utc_s);
  day = g_date_time_format (last, C_("date", "%-d %b %Y"));
  /* Translators: %s is a date */
  return g_strdup_printf (refuses ? _("The server has been refusing connections since %s.")
                                  : _("The server has been unreachable since %s."), day);
}

static char *
words_for_pull (const CtgActivity *activity)
{
  g_autofree char *n_done = g_strdup_printf ("%" G_GINT64_FORMAT, activity->n_done);
  g_autofree char *n_total = g_strdup_printf ("%" G_GINT64_FORMAT, activity->n_total);

  if (activity->n_total <= 0)
    return g_strdup (_("Looking for new mail…"));
  /* Translators: messages read so far, and all there are */
  return g_strdup_printf (_("Reading mail: %s of %s"), n_done, n_total);
}

static char *
words_for_last_pull (const CtgMailboxFacts *facts)
{
  g_autofree char *date = NULL;

  if (facts->last_pull_utc_s == 0)
    return g_strdup (_("Connected"));
  date = ctg_text_for_date (facts->last_pull_utc_s, ctg_clock_now_utc_s (), FALSE);
  /* Translators: %s is when, for example "2 hours ago" */
  return g_strdup_printf (_("Connected, looked %s"), date);
}

/**
 * ctg_mailbox_words_for_state:
 * @facts: the mailbox
 * @activity: what the engine does with it
 *
 * Returns: (transfer full): how it is, in a short sentence
 */
char *
ctg_mailbox_words_for_state (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  g_autoptr (CtgErrorText) problem = ctg_mailbox_words_for_problem (facts, activity);
  g_autofree char *silence = words_for_silence (facts);

  if (facts->state == CTG_MAILBOX_PAUSED)
    return g_strdup (_("Turned off"));
  if (silence != NULL)
    return g_steal_pointer (&silence);
  if (problem != NULL)
    return g_strdup (problem->headline);
  if (facts->state == CTG_MAILBOX_DISCONNECTED)
    return g_strdup (_("Disconnected"));
  switch (activity->state)
    {
    case CTG_ACTIVITY_CONNECTING:
      return g_strdup (_("Connecting…"));
    case CTG_ACTIVITY_PULLING:
      return words_for_pull (activity);
    case CTG_ACTIVITY_WATCHING:
      return g_strdup (_("Up to date"));
    case CTG_ACTIVITY_IDLE:
    case CTG_ACTIVITY_WAITING:
    case CTG_ACTIVITY_STOPPED:
      break;
    }
  return words_for_last_pull (facts);
}
