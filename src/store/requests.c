/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "requests.h"
#include "clock.h"
#include "db.h"
#include "errors.h"

/* A finished request's result is read by who asked within seconds; a day is for whoever looks what happened. */
#define KEEP_FINISHED_S (24 * 60 * 60)

#define COLUMNS "id, kind, argument, state, result, created_utc_s"

/**
 * ctg_request_free:
 * @self: (transfer full) (nullable): a request
 */
void
ctg_request_free (CtgRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->argument);
  g_free (self->result);
  g_free (self);
}

static CtgRequest *
read_request (CtgQuery *query)
{
  CtgRequest *request = g_new0 (CtgRequest, 1);

  request->id = ctg_query_int (query, 0);
  request->kind = ctg_query_dup_text (query, 1);
  request->argument = ctg_query_dup_text (query, 2);
  request->state = (CtgRequestState) ctg_query_int (query, 3);
  request->result = ctg_query_dup_text (query, 4);
  request->created_utc_s = ctg_query_int (query, 5);
  return request;
}

/**
 * ctg_requests_add:
 * @db: the writer
 * @kind: what is wanted
 * @argument: of what
 * @id: (out): names it
 * @error: `STORAGE`
 *
 * Leaves a wish for the holder of the engine's lock, who is woken by the commit.
 *
 * Returns: whether it was left
 */
gboolean
ctg_requests_add (CtgDb *db, const char *kind, const char *argument, gint64 *id, GError **error)
{
  gint64 now = ctg_clock_now_utc_s ();

  if (!ctg_db_run (db, error, "DELETE FROM request WHERE state >= 2 AND created_utc_s < ?", "i",
                   now - KEEP_FINISHED_S) ||
      !ctg_db_run (db, error, "INSERT INTO request (kind, argument, state, created_utc_s) VALUES (?, ?, 0, ?)", "ssi",
                   kind, argument, now))
    return FALSE;
  *id = sqlite3_last_insert_rowid (db->handle);
  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return TRUE;
}

/**
 * ctg_requests_take:
 * @db: the writer
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (nullable): the oldest queued request, now running; %NULL without error when there is none
 */
CtgRequest *
ctg_requests_take (CtgDb *db, GError **error)
{
  g_autoptr (CtgRequest) request = NULL;
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "UPDATE request SET state = 1 WHERE id = (SELECT min (id) FROM request WHERE state = 0)"
                        " RETURNING " COLUMNS, "");
  while (ctg_query_next (query))
    request = read_request (query);
  if (!ctg_query_end (query, error))
    return NULL;
  if (request != NULL)
    ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return g_steal_pointer (&request);
}

/**
 * ctg_requests_finish:
 * @db: the writer
 * @id: which
 * @state: done or failed; running, to show progress
 * @result: (nullable): JSON, or the error's words
 * @error: `STORAGE`
 *
 * Returns: whether it was noted; a request that is gone is nobody's loss
 */
gboolean
ctg_requests_finish (CtgDb *db, gint64 id, CtgRequestState state, const char *result, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return ctg_db_run (db, error, "UPDATE request SET state = ?, result = ? WHERE id = ?", "dsi", (int) state, result,
                     id);
}

/**
 * ctg_requests_get:
 * @db: any connection
 * @id: which
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the request
 */
CtgRequest *
ctg_requests_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM request WHERE id = ?", "i", id);

  if (ctg_query_next (query))
    return read_request (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such request");
  return NULL;
}

/**
 * ctg_requests_restart:
 * @db: the writer
 * @error: `STORAGE`
 *
 * After the lock was taken: what an earlier holder was doing when it died is queued again.
 *
 * Returns: whether it was done
 */
gboolean
ctg_requests_restart (CtgDb *db, GError **error)
{
  if (!ctg_db_run (db, error, "UPDATE request SET state = 0 WHERE state = 1", ""))
    return FALSE;
  if (sqlite3_changes (db->handle) > 0)
    ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return TRUE;
}
