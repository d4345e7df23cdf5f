/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom an answer goes to. The first row that fits:
 *
 *   the letter               to                              and with "to all"
 *   ours                     its To                          Cc: its Cc
 *   says Reply-To            those                           To: its To, Cc: its Cc
 *   else                     its From                        To: its To, Cc: its Cc
 *
 * Oneself is left out, unless nobody else is there; nobody stands in it twice. */

#include "reply-rule.h"

#include "address.h"

#include <string.h>

static void
add_people (GPtrArray *list, GPtrArray *people, GHashTable *seen)
{
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const CtgAddress *person = g_ptr_array_index (people, i);

      if (g_hash_table_add (seen, ctg_address_key (person->address)))
        g_ptr_array_add (list, ctg_address_copy (person));
    }
}

static GHashTable *
copy_keys (GHashTable *own)
{
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, own);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (seen, g_strdup (key));
  return seen;
}

static GPtrArray *
choose_first (const CtgReplyFacts *facts)
{
  if (facts->is_outgoing)
    return facts->to;
  return facts->reply_to != NULL && facts->reply_to->len > 0 ? facts->reply_to : facts->from;
}

/**
 * ctg_reply_rule_people:
 * @facts: the letter that is answered
 * @to_all: whether everybody it went to gets the answer too
 * @to: (out) (transfer full) (element-type CtgAddress): whom it goes to
 * @cc: (out) (transfer full) (element-type CtgAddress): who gets a copy
 *
 * Decides by the table at the head of this file. Pure.
 *
 * Specification: RFC 5322 section 3.6.3
 */
void
ctg_reply_rule_people (const CtgReplyFacts *facts, gboolean to_all, GPtrArray **to, GPtrArray **cc)
{
  g_autoptr (GHashTable) seen = copy_keys (facts->own);
  g_autoptr (GHashTable) nobody = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *to = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);
  *cc = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);
  add_people (*to, choose_first (facts), seen);
  if (to_all)
    {
      add_people (*to, facts->to, seen);
      add_people (*cc, facts->cc, seen);
    }
  if ((*to)->len == 0 && (*cc)->len == 0)
    add_people (*to, choose_first (facts), nobody);
}

/* What mail programs write before the subject of an answer and of what is passed on, in the languages around us. */
static const char *const reply_marks[] = { "re", "r", "rif", "ris", "aw", "antw", "sv", NULL };
static const char *const forward_marks[] = { "fwd", "fw", "i", "wg", "tr", "enc", "rv", NULL };

static gboolean
has_mark (const char *subject, const char *const *marks)
{
  gsize length = strcspn (subject, ":[( ");
  g_autofree char *word = g_ascii_strdown (subject, (gssize) length);
  gsize rest = length + strspn (subject + length, "[(0123456789])");

  return subject[rest] == ':' && g_strv_contains (marks, word);
}

/* Behind a mark, if there is one. */
static const char *
skip_mark (const char *subject)
{
  const char *colon = strchr (subject, ':');

  if (colon != NULL && (has_mark (subject, reply_marks) || has_mark (subject, forward_marks)))
    subject = colon + 1;
  return subject + strspn (subject, " \t");
}

/**
 * ctg_reply_rule_dup_base:
 * @subject: a subject
 *
 * Returns: (transfer full): what it is about: without the marks of answers and of what is passed on, and without case
 */
char *
ctg_reply_rule_dup_base (const char *subject)
{
  const char *rest = skip_mark (subject + strspn (subject, " \t"));
  g_autofree char *base = NULL;

  for (const char *next = skip_mark (rest); next != rest; next = skip_mark (rest))
    rest = next;
  base = g_utf8_casefold (rest, -1);
  return g_strdup (g_strchomp (base));
}

/**
 * ctg_reply_rule_subject:
 * @subject: of the letter that is answered or passed on
 * @is_forward: whether it is passed on
 *
 * Returns: (transfer full): the subject with `Re:` or `Fwd:` before it, once
 */
char *
ctg_reply_rule_subject (const char *subject, gboolean is_forward)
{
  g_autofree char *stripped = g_strstrip (g_strdup (subject));

  if (has_mark (stripped, is_forward ? forward_marks : reply_marks))
    return g_steal_pointer (&stripped);
  return g_strconcat (is_forward ? "Fwd: " : "Re: ", stripped, NULL);
}

/**
 * ctg_reply_rule_is_new_mail:
 * @before: addresses the answer was begun to
 * @now: addresses it is to go to
 * @has_quote: whether anything of the letter it answers is still in it
 *
 * Whether an answer has become another letter, which would then stand in a conversation it has nothing to do with (B45,
 * B47): nobody of those it was begun to is left, and no quote.
 *
 * Returns: whether it is one
 */
gboolean
ctg_reply_rule_is_new_mail (char *const *before, char *const *now, gboolean has_quote)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (has_quote || now[0] == NULL)
    return FALSE;
  for (guint i = 0; before[i] != NULL; i++)
    g_hash_table_add (known, ctg_address_key (before[i]));
  for (guint i = 0; now[i] != NULL; i++)
    {
      g_autofree char *key = ctg_address_key (now[i]);

      if (g_hash_table_contains (known, key))
        return FALSE;
    }
  return TRUE;
}

static gboolean
speaks_of_file (const char *line)
{
  static const char *const beginnings[] = { "allegat", "alleghiamo", "allegando", "attach", NULL };
  static const char *const words[] = { "allego", "enclosed", NULL };
  g_autofree char *folded = g_utf8_casefold (line, -1);
  g_auto (GStrv) tokens = g_str_tokenize_and_fold (folded, NULL, NULL);

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      if (g_strv_contains (words, tokens[i]))
        return TRUE;
      for (guint j = 0; beginnings[j] != NULL; j++)
        if (g_str_has_prefix (tokens[i], beginnings[j]))
          return TRUE;
    }
  return FALSE;
}

/**
 * ctg_reply_rule_misses_file:
 * @text: the words of a letter without attachments
 *
 * Returns: whether it speaks of one, in Italian or English; quotes do not count
 */
gboolean
ctg_reply_rule_misses_file (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '>' && speaks_of_file (lines[i]))
      return TRUE;
  return FALSE;
}
