/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-problem.h"

/* In the order of the bits. */
static const char *const tokens[] = {
  "no-date",
  "bad-date",
  "no-message-id",
  "no-from",
  "bad-from",
  "several-from",
  "name-is-address",
  "leading-blank",
  "leading-from-line",
  "cr-only",
  "nul-bytes",
  "too-large",
  "bad-header",
  "header-too-long",
  "too-many-headers",
  "too-many-addresses",
  "nested-groups",
  "too-many-parameters",
  "too-many-parts",
  "too-deep",
  "bad-multipart",
  "too-many-references",
  "unknown-charset",
  "unknown-encoding",
  "text-truncated",
  "time-limit",
  "winmail-unreadable",
};

/**
 * ctg_problems_to_tokens:
 * @problems: a set of #CtgProblem
 *
 * Returns: (transfer full) (array zero-terminated=1): the public names of what is in the set, possibly none
 */
char **
ctg_problems_to_tokens (CtgProblems problems)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (problems == 0)
    return g_new0 (char *, 1);
  builder = g_strv_builder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    if (problems & (1u << i))
      g_strv_builder_add (builder, tokens[i]);
  return g_strv_builder_end (builder);
}
