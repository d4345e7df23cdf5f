/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "answers.h"

#define ANSWERS_MAX "20"

/**
 * ctg_answer_free:
 * @self: (transfer full) (nullable): an answer
 */
void
ctg_answer_free (CtgAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->contact_name);
  g_free (self->from_address);
  g_free (self->subject);
  g_free (self);
}

/**
 * ctg_answers_list:
 * @db: a reader
 * @dated_after_utc_s: letters from then on; a key is a date, so that older ones are not read
 * @logged_after_utc_s: of them those logged from then on
 * @error: `STORAGE`
 *
 * What came from people and was logged by a rule, not by hand, newest first and not more than can be told one by one.
 *
 * Returns: (transfer full) (nullable) (element-type CtgAnswer): the answers
 */
GPtrArray *
ctg_answers_list (CtgDb *db, gint64 dated_after_utc_s, gint64 logged_after_utc_s, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_answer_free);
  g_autoptr (CtgQuery) query =
    ctg_db_query (db, "SELECT m.key, m.thread, c.id, c.name, m.from_address, m.subject"
                  " FROM message AS m JOIN log_entry AS l ON l.message = m.key JOIN contact AS c ON c.id = l.contact"
                  " WHERE m.key > ?1 AND m.n_logged > 0 AND m.direction = 0 AND m.automatic = 0"
                  "   AND l.logged_utc_s >= ?2 AND l.rule <> 'manual'"
                  " ORDER BY m.key DESC LIMIT " ANSWERS_MAX, "ii", dated_after_utc_s, logged_after_utc_s);

  while (ctg_query_next (query))
    {
      CtgAnswer *answer = g_new0 (CtgAnswer, 1);

      answer->key = ctg_query_int (query, 0);
      answer->thread = ctg_query_int (query, 1);
      answer->contact_id = ctg_query_int (query, 2);
      answer->contact_name = ctg_query_dup_text (query, 3);
      answer->from_address = ctg_query_dup_text (query, 4);
      answer->subject = ctg_query_dup_text (query, 5);
      g_ptr_array_add (answers, answer);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&answers) : NULL;
}
