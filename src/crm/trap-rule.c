/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trap of the letter that was forwarded or answered, emptied and addressed to somebody else (B45): its references
 * still put it into a thread that it has nothing to do with.
 *
 *   its subject is the other's, but for marks of answers      it belongs there
 *   anybody but ourselves is named by both                    it belongs there
 *   it quotes, encloses or introduces the other               it belongs there
 *   its words are not known                                   nothing is said
 *   none of these                                             perhaps it does not belong there
 */

#include "trap-rule.h"

#include "reply-rule.h"

#include <string.h>

/* A line's beginning, or an end, that only programs write above a quote. */
static gboolean
introduces_quote (const char *line)
{
  static const char *const beginnings[] = { "-----original", "-----messaggio original", "---------- forwarded",
                                            "---------- messaggio inoltrato", "begin forwarded message",
                                            "inizio messaggio inoltrato", "-------- ", "________________", NULL };
  static const char *const ends[] = { "wrote:", "ha scritto:", "a \xc3\xa9""crit :", "schrieb:", "escribi\xc3\xb3:",
                                      NULL };

  for (guint i = 0; beginnings[i] != NULL; i++)
    if (g_str_has_prefix (line, beginnings[i]))
      return TRUE;
  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_suffix (line, ends[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_quote (const char *text)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *whole = g_strndup (text, length);
      g_autofree char *line = g_utf8_strdown (g_strstrip (whole), -1);

      if (*line == '>' || introduces_quote (line))
        return TRUE;
      text += length + (text[length] == '\n');
    }
  return FALSE;
}

/**
 * ctg_trap_rule_has_subject_of:
 * @subject: a letter's
 * @other: another one's
 *
 * Returns: whether they are one, but for marks of answers
 */
gboolean
ctg_trap_rule_has_subject_of (const char *subject, const char *other)
{
  g_autofree char *base = ctg_reply_rule_dup_base (subject);
  g_autofree char *other_base = ctg_reply_rule_dup_base (other);

  return g_str_equal (base, other_base);
}

/**
 * ctg_trap_rule_is_stray:
 * @facts: a letter and the one it answers
 *
 * Returns: whether it perhaps does not belong into the other's thread
 */
gboolean
ctg_trap_rule_is_stray (const CtgTrapFacts *facts)
{
  return !ctg_trap_rule_has_subject_of (facts->subject, facts->parent_subject) && !facts->shares_people &&
         !facts->encloses_letter && facts->text != NULL && !has_quote (facts->text);
}
