/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of requirements, judged by the facts of a verification: its steps say in words of the protocol what the
 * servers offer. A service of the web has no such words: what is asked of IMAP and SMTP alone does not apply to it.
 *
 *   requirement    met when                                                     step that says so
 *   ENCRYPTION     both servers were encrypted to (the TLS policy holds there)  INCOMING_SECURE, OUTGOING_SECURE
 *   IMAP4REV1      the word IMAP4rev1                                           INCOMING_LOG_IN
 *   UIDPLUS        the word UIDPLUS                                             INCOMING_LOG_IN
 *   SPECIAL_USE    the word SPECIAL-USE                                         INCOMING_LOG_IN
 *   CONNECTIONS    it was done                                                  SECOND_CONNECTION
 *   SMTP_AUTH      a word AUTH=...                                              OUTGOING_LOG_IN
 *   SIZE           a word SIZE=...                                              OUTGOING_LOG_IN */

#include "requirements.h"

#include <string.h>

static const struct
{
  const char *name;
  gboolean is_required;
  CtgStep step;
  const char *word;   /* (nullable) that the step's detail has to hold; with a "=" at its end: to begin with */
} rows[] = {
  [CTG_REQUIREMENT_ENCRYPTION] = { "encryption", TRUE, CTG_STEP_INCOMING_SECURE, NULL },
  [CTG_REQUIREMENT_IMAP4REV1] = { "imap4rev1", TRUE, CTG_STEP_INCOMING_LOG_IN, "IMAP4rev1" },
  [CTG_REQUIREMENT_SMTP_AUTH] = { "smtp-auth", TRUE, CTG_STEP_OUTGOING_LOG_IN, "AUTH=" },
  [CTG_REQUIREMENT_UIDPLUS] = { "uidplus", FALSE, CTG_STEP_INCOMING_LOG_IN, "UIDPLUS" },
  [CTG_REQUIREMENT_SPECIAL_USE] = { "special-use", FALSE, CTG_STEP_INCOMING_LOG_IN, "SPECIAL-USE" },
  [CTG_REQUIREMENT_CONNECTIONS] = { "connections", FALSE, CTG_STEP_SECOND_CONNECTION, NULL },
  [CTG_REQUIREMENT_SIZE] = { "size", FALSE, CTG_STEP_OUTGOING_LOG_IN, "SIZE=" },
};

/**
 * ctg_requirement_to_string:
 * @requirement: a requirement
 *
 * Returns: its name in JSON; never translated
 */
const char *
ctg_requirement_to_string (CtgRequirement requirement)
{
  return rows[requirement].name;
}

/**
 * ctg_requirement_is_required:
 * @requirement: a requirement
 *
 * Returns: whether a mailbox cannot be connected without it
 */
gboolean
ctg_requirement_is_required (CtgRequirement requirement)
{
  return rows[requirement].is_required;
}

static gboolean
is_over (CtgStepState state)
{
  return state == CTG_STEP_DONE || state == CTG_STEP_SKIPPED;
}

/* One of two servers may be on this computer, in clear. */
static CtgStepState
judge_encryption (const CtgStepFact *facts, char **fact)
{
  const CtgStepFact *incoming = &facts[CTG_STEP_INCOMING_SECURE], *outgoing = &facts[CTG_STEP_OUTGOING_SECURE];
  gboolean is_one = g_strcmp0 (incoming->detail, outgoing->detail) == 0 || outgoing->detail == NULL;

  if (incoming->state == CTG_STEP_FAILED || outgoing->state == CTG_STEP_FAILED)
    return CTG_STEP_FAILED;
  if (!is_over (incoming->state) || !is_over (outgoing->state))
    return CTG_STEP_WAITING;
  if (fact != NULL && incoming->detail != NULL)
    *fact = is_one ? g_strdup (incoming->detail) : g_strdup_printf ("%s, %s", incoming->detail, outgoing->detail);
  return incoming->state == CTG_STEP_DONE ? CTG_STEP_DONE : outgoing->state;
}

/* What stands behind the "=", "" for a word without one; NULL: it is not there. */
static char *
find_word (const char *detail, const char *wanted)
{
  g_auto (GStrv) words = g_strsplit (detail, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_suffix (wanted, "=") ? g_str_has_prefix (words[i], wanted) : g_str_equal (words[i], wanted))
      return g_strdup (words[i] + strlen (wanted));
  return NULL;
}

static CtgStepState
judge_word (const CtgStepFact *fact_of_step, const char *wanted, char **fact)
{
  char *found;

  if (!is_over (fact_of_step->state))
    return CTG_STEP_WAITING;
  if (fact_of_step->state == CTG_STEP_SKIPPED || fact_of_step->detail == NULL)
    return CTG_STEP_SKIPPED;
  found = find_word (fact_of_step->detail, wanted);
  if (found == NULL)
    return CTG_STEP_FAILED;
  if (fact != NULL && *found != '\0')
    *fact = g_steal_pointer (&found);
  g_free (found);
  return CTG_STEP_DONE;
}

/* The step is passed over where the server refused, and where there are no connections to count. */
static CtgStepState
judge_connections (const CtgStepFact *facts)
{
  CtgStepState state = facts[CTG_STEP_SECOND_CONNECTION].state;

  if (state == CTG_STEP_SKIPPED && facts[CTG_STEP_INCOMING_LOG_IN].detail != NULL)
    return CTG_STEP_FAILED;
  return is_over (state) ? state : CTG_STEP_WAITING;
}

/**
 * ctg_requirement_judge:
 * @requirement: a requirement
 * @facts: (array fixed-size=CTG_N_STEPS): the steps of a verification
 * @fact: (out) (optional) (nullable): what was found: "TLS 1.3", the number of bytes of SIZE
 *
 * Returns: %CTG_STEP_DONE for met, %CTG_STEP_FAILED for not met, %CTG_STEP_SKIPPED where it does not apply,
 * %CTG_STEP_WAITING while nobody knows
 */
CtgStepState
ctg_requirement_judge (CtgRequirement requirement, const CtgStepFact *facts, char **fact)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (rows) == CTG_N_REQUIREMENTS);
  if (fact != NULL)
    *fact = NULL;
  if (requirement == CTG_REQUIREMENT_ENCRYPTION)
    return judge_encryption (facts, fact);
  if (requirement == CTG_REQUIREMENT_CONNECTIONS)
    return judge_connections (facts);
  return judge_word (&facts[rows[requirement].step], rows[requirement].word, fact);
}
