/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "requests.h"
#include "clock.h"
#include "db.h"

/**
 * ctg_problem_free:
 * @self: (transfer full) (nullable): a problem
 */
void
ctg_problem_free (CtgProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->code);
  g_free (self->reason);
  g_free (self->subject);
  g_free (self->server_text);
  g_free (self);
}

/**
 * ctg_problems_set:
 * @db: the writer
 * @account_id: (nullable): whose
 * @code: a `CTG_ERROR` name
 * @reason: (nullable): narrows the code
 * @subject: a folder's name, a file, or ""
 * @server_text: (nullable): the server's words
 * @error: `STORAGE`
 *
 * Keeps one row for account, code and subject; the time it began stays.
 *
 * Returns: whether it was kept
 */
gboolean
ctg_problems_set (CtgDb *db, const char *account_id, const char *code, const char *reason, const char *subject,
                  const char *server_text, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_PROBLEMS);
  return ctg_db_run (db, error,
                     "INSERT INTO problem (account, code, reason, subject, server_text, since_utc_s)"
                     " VALUES ((SELECT id FROM account WHERE uuid = ?), ?, ?, ?, ?, ?)"
                     " ON CONFLICT (ifnull (account, 0), code, subject) DO UPDATE SET reason = excluded.reason,"
                     "  server_text = excluded.server_text",
                     "sssssi", account_id, code, reason, subject != NULL ? subject : "", server_text,
                     ctg_clock_now_utc_s ());
}

/**
 * ctg_problems_clear:
 * @db: the writer
 * @account_id: (nullable): whose; %NULL: anybody's
 * @code: (nullable): %NULL: any
 * @subject: (nullable): %NULL: any
 * @error: `STORAGE`
 *
 * Forgets what is solved.
 *
 * Returns: whether it went well, also when there was nothing
 */
gboolean
ctg_problems_clear (CtgDb *db, const char *account_id, const char *code, const char *subject, GError **error)
{
  if (!ctg_db_run (db, error,
                   "DELETE FROM problem WHERE (?1 IS NULL OR account = (SELECT id FROM account WHERE uuid = ?1))"
                   "  AND (?2 IS NULL OR code = ?2) AND (?3 IS NULL OR subject = ?3)",
                   "sss", account_id, code, subject))
    return FALSE;
  if (sqlite3_changes (db->handle) > 0)
    ctg_db_note_change (db, CTG_CHANGE_PROBLEMS);
  return TRUE;
}

static CtgProblem *
read_problem (CtgQuery *query)
{
  CtgProblem *problem = g_new0 (CtgProblem, 1);

  problem->id = ctg_query_int (query, 0);
  problem->account_id = ctg_query_dup_text (query, 1);
  problem->code = ctg_query_dup_text (query, 2);
  problem->reason = ctg_query_dup_text (query, 3);
  problem->subject = ctg_query_dup_text (query, 4);
  problem->server_text = ctg_query_dup_text (query, 5);
  problem->since_utc_s = ctg_query_int (query, 6);
  return problem;
}

/**
 * ctg_problems_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgProblem): what is not solved, oldest first
 */
GPtrArray *
ctg_problems_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_problem_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT p.id, a.uuid, p.code, p.reason, p.subject, p.server_text, p.since_utc_s"
                        " FROM problem AS p LEFT JOIN account AS a ON a.id = p.account ORDER BY p.since_utc_s, p.id",
                        "");
  while (ctg_query_next (query))
    g_ptr_array_add (problems, read_problem (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&problems);
}
