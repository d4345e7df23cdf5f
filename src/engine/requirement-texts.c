/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "requirement-texts.h"

#include "texts.h"

#include <glib/gi18n-lib.h>

/**
 * ctg_text_for_requirement:
 * @requirement: a requirement
 *
 * Returns: (transfer none): it, for a person
 */
const char *
ctg_text_for_requirement (CtgRequirement requirement)
{
  static const char *const texts[] = {
    [CTG_REQUIREMENT_ENCRYPTION] = N_("Encryption, with a certificate that is trusted"),
    [CTG_REQUIREMENT_IMAP4REV1] = N_("IMAP in its present version"),
    [CTG_REQUIREMENT_SMTP_AUTH] = N_("Sending after signing in"),
    [CTG_REQUIREMENT_UIDPLUS] = N_("A number for each copy that is saved"),
    [CTG_REQUIREMENT_SPECIAL_USE] = N_("Says which folder keeps sent mail"),
    [CTG_REQUIREMENT_CONNECTIONS] = N_("Two connections at the same time"),
    [CTG_REQUIREMENT_SIZE] = N_("Says how large a letter may be"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == CTG_N_REQUIREMENTS);
  return _(texts[requirement]);
}

static const char *
get_words (CtgStepState state)
{
  switch (state)
    {
    case CTG_STEP_DONE:
      return C_("requirement", "met");
    case CTG_STEP_FAILED:
      return C_("requirement", "not met");
    case CTG_STEP_SKIPPED:
      return C_("requirement", "does not apply here");
    case CTG_STEP_WAITING:
    case CTG_STEP_RUNNING:
      break;
    }
  return C_("requirement", "not known yet");
}

/**
 * ctg_text_for_requirement_state:
 * @requirement: a requirement
 * @state: how it stands, by ctg_requirement_judge()
 * @fact: (nullable): what it found
 *
 * Returns: (transfer full): whether it is required, how it stands, and the fact
 */
char *
ctg_text_for_requirement_state (CtgRequirement requirement, CtgStepState state, const char *fact)
{
  const char *kind = ctg_requirement_is_required (requirement) ? C_("requirement", "Required")
                                                               : C_("requirement", "Optional");
  g_autofree char *size = NULL;

  if (requirement == CTG_REQUIREMENT_SIZE && fact != NULL)
    {
      gint64 bytes = g_ascii_strtoll (fact, NULL, 10);

      size = bytes > 0 ? ctg_text_for_size (bytes) : g_strdup (_("no limit"));
      fact = size;
    }
  return g_strdup_printf ("%s · %s%s%s", kind, get_words (state), fact != NULL ? " · " : "", fact != NULL ? fact : "");
}

/**
 * ctg_text_summarise_requirements:
 * @states: (array fixed-size=CTG_N_REQUIREMENTS): how each stands at a mailbox that was connected
 *
 * Returns: (transfer full): a sentence about all of them
 */
char *
ctg_text_summarise_requirements (const CtgStepState *states)
{
  g_autoptr (GString) missing = g_string_new (NULL);

  for (int i = 0; i < CTG_N_REQUIREMENTS; i++)
    if (states[i] == CTG_STEP_FAILED)
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? "\n" : "",
                              ctg_text_for_requirement ((CtgRequirement) i));
  if (missing->len == 0)
    return g_strdup (_("The servers offer all that is needed."));
  /* Translators: %s is a list of things that a server does not offer, a line each */
  return g_strdup_printf (_("The servers offer what is needed. Missing, though not required:\n%s"), missing->str);
}
