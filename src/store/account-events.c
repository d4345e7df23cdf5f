/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The states a mailbox went through, each with its time and its cause (B50): connected, paused, disconnected, removed,
 * grace, purged. A row is written in the transaction of the change itself. It outlives the mailbox, without its
 * address. */

#include "account-events.h"

#include "clock.h"
#include "db.h"
#include "errors.h"

/**
 * ctg_account_event_free:
 * @self: (transfer full) (nullable): an event
 */
void
ctg_account_event_free (CtgAccountEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->event);
  g_free (self->code);
  g_free (self->reason);
  g_free (self);
}

/**
 * ctg_account_events_note:
 * @db: the writer
 * @account_id: whose
 * @event: a state's name, or %CTG_EVENT_GRACE
 * @cause: (nullable): why
 * @error: `STORAGE`
 *
 * Returns: whether it was written, also when there is no such mailbox
 */
gboolean
ctg_account_events_note (CtgDb *db, const char *account_id, const char *event, const GError *cause, GError **error)
{
  CtgErrorDetails details = { 0 };
  const char *code = NULL;

  if (cause != NULL)
    {
      details = ctg_error_get_details (cause);
      code = ctg_error_code_to_string (cause->domain == CTG_ERROR ? cause->code : CTG_ERROR_FAILED);
    }
  return ctg_db_run (db, error,
                     "INSERT INTO account_event (uuid, address, event, code, reason, at_utc_s)"
                     " SELECT uuid, address_key, ?, ?, ?, ? FROM account WHERE uuid = ?",
                     "sssis", event, code, details.reason, ctg_clock_now_utc_s (), account_id);
}

/**
 * ctg_account_events_note_state:
 * @db: the writer
 * @account_id: whose; its row still has the state before
 * @state: what it is from now on
 * @cause: (nullable): why
 * @error: `STORAGE`
 *
 * Writes an event when the state or its cause changes.
 *
 * Returns: whether it went well
 */
gboolean
ctg_account_events_note_state (CtgDb *db, const char *account_id, CtgAccountState state, const GError *cause,
                               GError **error)
{
  const char *code = cause == NULL ? NULL
                     : ctg_error_code_to_string (cause->domain == CTG_ERROR ? cause->code : CTG_ERROR_FAILED);
  gboolean is_as_before = ctg_db_get_int (db, 0, "SELECT count(*) FROM account WHERE uuid = ? AND state = ?"
                                                 " AND problem_code IS ? AND problem_reason IS ?", "sdss", account_id,
                                          (int) state, code,
                                          cause != NULL ? ctg_error_get_details (cause).reason : NULL) != 0;

  return is_as_before ||
         ctg_account_events_note (db, account_id, ctg_account_state_to_string (state), cause, error);
}

/**
 * ctg_account_events_note_purged:
 * @db: the writer
 * @account: the row of a mailbox that goes now with all it brought
 * @error: `STORAGE`
 *
 * What happened to it stays known, but no longer to whom.
 *
 * Returns: whether it went well
 */
gboolean
ctg_account_events_note_purged (CtgDb *db, gint64 account, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT INTO account_event (uuid, address, event, at_utc_s)"
                     " SELECT uuid, address_key, ?, ? FROM account WHERE id = ?",
                     "sii", CTG_EVENT_PURGED, ctg_clock_now_utc_s (), account) &&
         ctg_db_run (db, error,
                     "UPDATE account_event SET address = '' WHERE uuid = (SELECT uuid FROM account WHERE id = ?1)"
                     " OR address = (SELECT address_key FROM account AS gone WHERE id = ?1 AND NOT EXISTS"
                     "  (SELECT 1 FROM account WHERE id <> ?1 AND address_key = gone.address_key))", "i", account);
}

/**
 * ctg_account_events_list:
 * @db: any connection
 * @account_id: (nullable): of one mailbox, under whatever id it was connected; %NULL: of all there ever were
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgAccountEvent): oldest first
 */
GPtrArray *
ctg_account_events_list (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_account_event_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT at_utc_s, address, event, code, reason FROM account_event WHERE ?1 IS NULL OR uuid = ?1"
                        " OR address = (SELECT address_key FROM account WHERE uuid = ?1) ORDER BY id",
                        "s", account_id);
  while (ctg_query_next (query))
    {
      CtgAccountEvent *event = g_new0 (CtgAccountEvent, 1);

      event->at_utc_s = ctg_query_int (query, 0);
      event->address = ctg_query_dup_text (query, 1);
      event->event = ctg_query_dup_text (query, 2);
      event->code = ctg_query_dup_text (query, 3);
      event->reason = ctg_query_dup_text (query, 4);
      g_ptr_array_add (events, event);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&events) : NULL;
}
