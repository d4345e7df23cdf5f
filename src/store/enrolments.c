/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "enrolments.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "outbox.h"

#define SELECT                                                                                                     \
  "SELECT e.id, e.sequence, e.contact, e.sender, e.state, e.reason, e.position, e.due_utc_s,"                     \
  " e.enrolled_utc_s, e.changed_utc_s, s.name, c.name,"                                                            \
  " (SELECT a.address FROM contact_address AS a WHERE a.contact = e.contact ORDER BY a.position LIMIT 1),"         \
  " (SELECT count(*) FROM sequence_step AS p WHERE p.sequence = e.sequence)"                                       \
  " FROM enrolment AS e JOIN sequence AS s ON s.id = e.sequence JOIN contact AS c ON c.id = e.contact"

/**
 * ctg_enrolment_state_to_string:
 * @state: one
 *
 * Returns: (transfer none): its name
 */
const char *
ctg_enrolment_state_to_string (CtgEnrolmentState state)
{
  static const char *const names[] = { "active", "paused", "asking", "finished", "stopped" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), "active");
  return names[state];
}

/**
 * ctg_enrolment_free:
 * @self: (transfer full) (nullable): an enrolment
 */
void
ctg_enrolment_free (CtgEnrolment *self)
{
  if (self == NULL)
    return;
  g_free (self->sender);
  g_free (self->reason);
  g_free (self->sequence_name);
  g_free (self->contact_name);
  g_free (self->recipient);
  g_free (self);
}

static gboolean
check_wanted (CtgDb *db, gint64 contact_id, GError **error)
{
  if (ctg_db_get_int (db, 0,
                      "SELECT count(*) FROM contact_address AS a JOIN refusal AS r ON r.address_key = a.address_key"
                      " WHERE a.contact = ?", "i", contact_id) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, "no-more", "They have asked for no more letters of this kind");
  return FALSE;
}

/**
 * ctg_enrolments_insert:
 * @db: the writer
 * @enrolment: whom, into what, as whom, when first; its number and dates are set
 * @error: `CONFLICT` "already-enrolled": they are in that sequence; "no-more": they have asked for no more;
 *   `NOT_FOUND`: the sequence or the contact is not there; `STORAGE`
 *
 * Returns: whether they are in it
 */
gboolean
ctg_enrolments_insert (CtgDb *db, CtgEnrolment *enrolment, GError **error)
{
  enrolment->enrolled_utc_s = enrolment->changed_utc_s = ctg_clock_now_utc_s ();
  if (!check_wanted (db, enrolment->contact_id, error))
    return FALSE;
  if (ctg_db_get_int (db, 0, "SELECT count(*) FROM enrolment WHERE sequence = ? AND contact = ? AND state < 3", "ii",
                      enrolment->sequence_id, enrolment->contact_id) > 0)
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "already-enrolled", "They are in this sequence already");
      return FALSE;
    }
  if (!ctg_db_run (db, error,
                   "INSERT INTO enrolment (sequence, contact, sender, state, position, due_utc_s, enrolled_utc_s,"
                   " changed_utc_s) VALUES (?, ?, ?, 0, 0, ?, ?, ?)", "iisiii", enrolment->sequence_id,
                   enrolment->contact_id, enrolment->sender, enrolment->due_utc_s, enrolment->enrolled_utc_s,
                   enrolment->changed_utc_s))
    return FALSE;
  enrolment->id = sqlite3_last_insert_rowid (db->handle);
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  return TRUE;
}

static CtgEnrolment *
read_enrolment (CtgQuery *query)
{
  CtgEnrolment *enrolment = g_new0 (CtgEnrolment, 1);

  enrolment->id = ctg_query_int (query, 0);
  enrolment->sequence_id = ctg_query_int (query, 1);
  enrolment->contact_id = ctg_query_int (query, 2);
  enrolment->sender = ctg_query_dup_text (query, 3);
  enrolment->state = (CtgEnrolmentState) ctg_query_int (query, 4);
  enrolment->reason = ctg_query_dup_text (query, 5);
  enrolment->position = (guint) ctg_query_int (query, 6);
  enrolment->due_utc_s = ctg_query_int (query, 7);
  enrolment->enrolled_utc_s = ctg_query_int (query, 8);
  enrolment->changed_utc_s = ctg_query_int (query, 9);
  enrolment->sequence_name = ctg_query_dup_text (query, 10);
  enrolment->contact_name = ctg_query_dup_text (query, 11);
  enrolment->recipient = ctg_query_dup_text (query, 12);
  enrolment->n_steps = (guint) ctg_query_int (query, 13);
  return enrolment;
}

/**
 * ctg_enrolments_get:
 * @db: any connection
 * @id: an enrolment
 * @error: `NOT_FOUND` "no-enrolment", `STORAGE`
 *
 * Returns: (transfer full) (nullable): it
 */
CtgEnrolment *
ctg_enrolments_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, SELECT " WHERE e.id = ?", "i", id);

  if (ctg_query_next (query))
    return read_enrolment (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-enrolment", "Nobody is in a sequence under this number");
  return NULL;
}

/**
 * ctg_enrolments_list_ids:
 * @db: any connection
 * @sequence_id: of this sequence, 0: of all
 * @contact_id: of this contact, 0: of all
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what waits for a person first, then what is due, then what has ended
 */
GArray *
ctg_enrolments_list_ids (CtgDb *db, gint64 sequence_id, gint64 contact_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT id FROM enrolment WHERE (?1 = 0 OR sequence = ?1) AND (?2 = 0 OR contact = ?2)"
                        " ORDER BY CASE state WHEN 2 THEN 0 WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 3 END,"
                        " CASE WHEN state < 3 THEN due_utc_s ELSE -changed_utc_s END, id", "ii", sequence_id,
                        contact_id);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_enrolments_next_due:
 * @db: any connection
 * @now_utc_s: the time
 *
 * Returns: whose step has been due longest, 0: nobody's
 */
gint64
ctg_enrolments_next_due (CtgDb *db, gint64 now_utc_s)
{
  return ctg_db_get_int (db, 0,
                         "SELECT id FROM enrolment WHERE state = 0 AND due_utc_s <= ? ORDER BY due_utc_s, id LIMIT 1",
                         "i", now_utc_s);
}

/**
 * ctg_enrolments_next_time:
 * @db: any connection
 *
 * Returns: when the next step is due, 0: none is
 */
gint64
ctg_enrolments_next_time (CtgDb *db)
{
  return ctg_db_get_int (db, 0, "SELECT min (due_utc_s) FROM enrolment WHERE state = 0", "");
}

/**
 * ctg_enrolments_list_waiting:
 * @db: any connection
 * @now_utc_s: the time
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): letters of sequences that wait in the outbox and are due
 */
GArray *
ctg_enrolments_list_waiting (CtgDb *db, gint64 now_utc_s, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT id FROM outbox WHERE state = 0 AND is_automatic = 1 AND due_utc_s <= ? ORDER BY id",
                        "i", now_utc_s);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_enrolments_count_asking:
 * @db: any connection
 *
 * Returns: how many wait for a person
 */
gint64
ctg_enrolments_count_asking (CtgDb *db)
{
  return ctg_db_get_int (db, 0, "SELECT count(*) FROM enrolment WHERE state = 2", "");
}

/**
 * ctg_enrolments_count_to_come:
 * @db: any connection
 *
 * Returns: how much leaves by itself, now or later: letters that wait in the outbox, and people with a next step
 */
gint64
ctg_enrolments_count_to_come (CtgDb *db)
{
  return ctg_db_get_int (db, 0,
                         "SELECT (SELECT count(*) FROM outbox WHERE state < 3)"
                         " + (SELECT count(*) FROM enrolment WHERE state = 0)", "");
}

/* Steps. */

/* A letter that has not begun to leave does not leave; its step is to be taken again. */
static gboolean
take_back (CtgDb *db, gint64 id, GError **error)
{
  gint64 outbox = ctg_db_get_int (db, 0,
                                  "SELECT o.id FROM enrolment_letter AS l JOIN outbox AS o ON o.id = l.outbox"
                                  " WHERE l.enrolment = ? AND o.state = 0 ORDER BY l.position DESC LIMIT 1", "i", id);

  if (outbox == 0)
    return TRUE;
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error,
                     "UPDATE enrolment SET position = (SELECT position FROM enrolment_letter WHERE outbox = ?)"
                     " WHERE id = ?", "ii", outbox, id) &&
         ctg_db_run (db, error, "DELETE FROM outbox WHERE id = ? AND state = 0", "i", outbox);
}

/**
 * ctg_enrolments_set_state:
 * @db: the writer
 * @id: an enrolment that is open
 * @state: what it is from now on
 * @reason: (nullable): a token
 * @error: `CONFLICT` "enrolment-ended": it is not open; `STORAGE`
 *
 * What has not begun to leave is held back, unless it goes on.
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_set_state (CtgDb *db, gint64 id, CtgEnrolmentState state, const char *reason, GError **error)
{
  if (state != CTG_ENROLMENT_ACTIVE && state != CTG_ENROLMENT_FINISHED && !take_back (db, id, error))
    return FALSE;
  if (!ctg_db_run (db, error,
                   "UPDATE enrolment SET state = ?, reason = ?, changed_utc_s = ? WHERE id = ? AND state < 3", "dsii",
                   (int) state, reason, ctg_clock_now_utc_s (), id))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, "enrolment-ended", "It has ended");
  return FALSE;
}

/**
 * ctg_enrolments_put_off:
 * @db: the writer
 * @id: an enrolment
 * @due_utc_s: when its step is due now
 * @error: `STORAGE`
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_put_off (CtgDb *db, gint64 id, gint64 due_utc_s, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  return ctg_db_run (db, error, "UPDATE enrolment SET due_utc_s = ? WHERE id = ?", "ii", due_utc_s, id);
}

/**
 * ctg_enrolments_resume:
 * @db: the writer
 * @id: an enrolment that is open
 * @due_utc_s: when its step is due now
 * @error: `CONFLICT` "enrolment-ended", `STORAGE`
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_resume (CtgDb *db, gint64 id, gint64 due_utc_s, GError **error)
{
  return ctg_enrolments_set_state (db, id, CTG_ENROLMENT_ACTIVE, NULL, error) &&
         ctg_enrolments_put_off (db, id, due_utc_s, error);
}

/**
 * ctg_enrolments_advance:
 * @db: the writer
 * @id: an enrolment that is open
 * @outbox_id: what its step has put into the outbox, 0: it was skipped
 * @next_due_utc_s: when the step after is due
 * @error: `CONFLICT`: the step was taken, or the enrolment has ended; `STORAGE`
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_advance (CtgDb *db, gint64 id, gint64 outbox_id, gint64 next_due_utc_s, GError **error)
{
  if (outbox_id != 0 &&
      !ctg_db_run (db, error,
                   "INSERT INTO enrolment_letter (enrolment, position, outbox)"
                   " SELECT id, position, ? FROM enrolment WHERE id = ?", "ii", outbox_id, id))
    return FALSE;
  if (!ctg_db_run (db, error,
                   "UPDATE enrolment SET position = position + 1, due_utc_s = ? WHERE id = ?", "ii",
                   next_due_utc_s, id))
    return FALSE;
  if (ctg_db_get_int (db, 0,
                      "SELECT e.position >= (SELECT count(*) FROM sequence_step AS p WHERE p.sequence = e.sequence)"
                      " FROM enrolment AS e WHERE e.id = ?", "i", id) != 0)
    return ctg_enrolments_set_state (db, id, CTG_ENROLMENT_FINISHED, NULL, error);
  return ctg_enrolments_set_state (db, id, CTG_ENROLMENT_ACTIVE, NULL, error);
}

/**
 * ctg_enrolments_end_beyond:
 * @db: the writer
 * @sequence_id: a sequence whose steps have changed
 * @n_steps: how many there are
 * @error: `STORAGE`
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_end_beyond (CtgDb *db, gint64 sequence_id, guint n_steps, GError **error)
{
  return ctg_db_run (db, error,
                     "UPDATE enrolment SET state = 3, reason = NULL, changed_utc_s = ?"
                     " WHERE sequence = ? AND state < 3 AND position >= ?", "iid", ctg_clock_now_utc_s (), sequence_id,
                     (int) n_steps);
}

/**
 * ctg_enrolments_hold_back:
 * @db: the writer
 * @outbox_id: a letter of a sequence that has not begun to leave
 * @error: `STORAGE`
 *
 * It could not leave for so long that a person is asked; its step is taken again when they say so. If they are in the
 * sequence anew by now, the letter is cancelled.
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_hold_back (CtgDb *db, gint64 outbox_id, GError **error)
{
  gint64 id = ctg_db_get_int (db, 0, "SELECT enrolment FROM enrolment_letter WHERE outbox = ?", "i", outbox_id);

  if (!ctg_db_run (db, error, "UPDATE OR IGNORE enrolment SET state = 0 WHERE id = ? AND state = 3", "i", id))
    return FALSE;
  if (ctg_db_get_int (db, 0, "SELECT count(*) FROM enrolment WHERE id = ? AND state < 3", "i", id) == 0)
    return ctg_outbox_cancel (db, outbox_id, error);
  return ctg_enrolments_set_state (db, id, CTG_ENROLMENT_ASKING, "late", error);
}

/**
 * ctg_enrolments_note_fate:
 * @db: the writer
 * @outbox_id: a letter that was answered or came back
 * @reason: "answered" or "bounced"
 * @error: `STORAGE`
 *
 * Ends whoever it was for at once, so that no date of a next letter is shown.
 *
 * Returns: whether it was done
 */
gboolean
ctg_enrolments_note_fate (CtgDb *db, gint64 outbox_id, const char *reason, GError **error)
{
  gint64 id = ctg_db_get_int (db, 0,
                              "SELECT e.id FROM enrolment_letter AS l JOIN enrolment AS e ON e.id = l.enrolment"
                              " WHERE l.outbox = ? AND e.state < 3", "i", outbox_id);

  return id == 0 || ctg_enrolments_set_state (db, id, CTG_ENROLMENT_STOPPED, reason, error);
}
