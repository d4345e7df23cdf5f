/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequences.h"
#include "clock.h"
#include "db.h"
#include "enrolments.h"
#include "errors.h"
#include "keys.h"

#include <string.h>

#define MAX_STEPS 20
#define MAX_DELAY_DAYS 365

static void
step_free (CtgSequenceStep *step)
{
  g_free (step->template_name);
  g_free (step);
}

/**
 * ctg_sequence_new:
 *
 * Returns: (transfer full): one without a name and without steps, for nine to six
 */
CtgSequence *
ctg_sequence_new (void)
{
  CtgSequence *self = g_new0 (CtgSequence, 1);

  self->from_minute = 9 * 60;
  self->to_minute = 18 * 60;
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  return self;
}

/**
 * ctg_sequence_free:
 * @self: (transfer full) (nullable): a sequence
 */
void
ctg_sequence_free (CtgSequence *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

/**
 * ctg_sequence_add_step:
 * @self: a sequence
 * @template_id: what is sent
 * @delay_days: working days after the step before
 */
void
ctg_sequence_add_step (CtgSequence *self, gint64 template_id, guint delay_days)
{
  CtgSequenceStep *step = g_new0 (CtgSequenceStep, 1);

  step->template_id = template_id;
  step->delay_days = delay_days;
  g_ptr_array_add (self->steps, step);
}

static gboolean
check (const CtgSequence *sequence, const char *key, GError **error)
{
  const char *reason = NULL;

  if (key == NULL || *key == '\0')
    reason = "sequence-name";
  else if (sequence->steps->len == 0 || sequence->steps->len > MAX_STEPS)
    reason = "sequence-steps";
  else if (sequence->from_minute < 0 || sequence->from_minute >= sequence->to_minute || sequence->to_minute > 24 * 60)
    reason = "sequence-hours";
  for (guint i = 0; reason == NULL && i < sequence->steps->len; i++)
    if (((const CtgSequenceStep *) g_ptr_array_index (sequence->steps, i))->delay_days > MAX_DELAY_DAYS)
      reason = "sequence-delay";
  if (reason != NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, reason, "A sequence needs a name, 1 to 20 steps and its hours");
  return reason == NULL;
}

static gboolean
put_steps (CtgDb *db, const CtgSequence *sequence, GError **error)
{
  if (!ctg_db_run (db, error, "DELETE FROM sequence_step WHERE sequence = ?", "i", sequence->id))
    return FALSE;
  for (guint i = 0; i < sequence->steps->len; i++)
    {
      const CtgSequenceStep *step = g_ptr_array_index (sequence->steps, i);

      if (!ctg_db_run (db, error,
                       "INSERT INTO sequence_step (sequence, position, template, delay_days) VALUES (?, ?, ?, ?)",
                       "idid", sequence->id, (int) i, step->template_id, (int) step->delay_days))
        return FALSE;
    }
  return TRUE;
}

/* Under another name it is the same one. */
static gboolean
put_row (CtgDb *db, CtgSequence *sequence, const char *key, GError **error)
{
  gint64 other = ctg_db_get_int (db, 0, "SELECT id FROM sequence WHERE name_key = ?", "s", key);

  if (sequence->id == 0)
    sequence->id = other;
  if (other != 0 && other != sequence->id)
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "sequence-name-taken", "Another sequence has this name");
      return FALSE;
    }
  if (sequence->id > 0)
    return ctg_db_run (db, error,
                       "UPDATE sequence SET name = ?, name_key = ?, from_minute = ?, to_minute = ?, changed_utc_s = ?"
                       " WHERE id = ?", "ssddii", sequence->name, key, sequence->from_minute, sequence->to_minute,
                       sequence->changed_utc_s, sequence->id);
  if (!ctg_db_run (db, error,
                   "INSERT INTO sequence (name, name_key, from_minute, to_minute, changed_utc_s)"
                   " VALUES (?, ?, ?, ?, ?)", "ssddi", sequence->name, key, sequence->from_minute,
                   sequence->to_minute, sequence->changed_utc_s))
    return FALSE;
  sequence->id = sqlite3_last_insert_rowid (db->handle);
  return TRUE;
}

/**
 * ctg_sequences_put:
 * @db: the writer
 * @sequence: what to keep; with the number 0: whatever has its name is replaced; with a negative one: it is new; its
 *   number and date are set
 * @error: `INVALID_INPUT` "sequence-name", "sequence-steps", "sequence-hours" or "sequence-delay"; `CONFLICT`
 *   "sequence-name-taken"; `NOT_FOUND`: a template is not there; `STORAGE`
 *
 * Who has taken more steps than there are now has come to its end.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_sequences_put (CtgDb *db, CtgSequence *sequence, GError **error)
{
  g_autofree char *key = ctg_key_of_name (sequence->name);

  if (!check (sequence, key, error))
    return FALSE;
  sequence->changed_utc_s = ctg_clock_now_utc_s ();
  if (!put_row (db, sequence, key, error))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  return put_steps (db, sequence, error) && ctg_enrolments_end_beyond (db, sequence->id, sequence->steps->len, error);
}

static gboolean
read_steps (CtgDb *db, CtgSequence *sequence, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT s.template, t.name, s.delay_days FROM sequence_step AS s"
                        " JOIN template AS t ON t.id = s.template WHERE s.sequence = ? ORDER BY s.position", "i",
                        sequence->id);
  while (ctg_query_next (query))
    {
      CtgSequenceStep *step = g_new0 (CtgSequenceStep, 1);

      step->template_id = ctg_query_int (query, 0);
      step->template_name = ctg_query_dup_text (query, 1);
      step->delay_days = (guint) ctg_query_int (query, 2);
      g_ptr_array_add (sequence->steps, step);
    }
  return ctg_query_end (query, error);
}

/**
 * ctg_sequences_get:
 * @db: any connection
 * @id: a sequence
 * @error: `NOT_FOUND` "no-sequence", `STORAGE`
 *
 * Returns: (transfer full) (nullable): it
 */
CtgSequence *
ctg_sequences_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgSequence) sequence = ctg_sequence_new ();
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT name, from_minute, to_minute, changed_utc_s,"
                        " (SELECT count(*) FROM enrolment AS e WHERE e.sequence = s.id AND e.state < 3)"
                        " FROM sequence AS s WHERE id = ?", "i", id);
  if (!ctg_query_next (query))
    {
      if (ctg_query_end (query, error))
        ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sequence", "There is no such sequence");
      return NULL;
    }
  sequence->id = id;
  sequence->name = ctg_query_dup_text (query, 0);
  sequence->from_minute = (int) ctg_query_int (query, 1);
  sequence->to_minute = (int) ctg_query_int (query, 2);
  sequence->changed_utc_s = ctg_query_int (query, 3);
  sequence->n_open = ctg_query_int (query, 4);
  return read_steps (db, sequence, error) ? g_steal_pointer (&sequence) : NULL;
}

/**
 * ctg_sequences_find:
 * @db: any connection
 * @id_or_name: a number, or a name whatever its case
 *
 * Returns: the sequence's number, 0: there is none
 */
gint64
ctg_sequences_find (CtgDb *db, const char *id_or_name)
{
  g_autofree char *key = ctg_key_of_name (id_or_name);
  gint64 id = key != NULL ? ctg_db_get_int (db, 0, "SELECT id FROM sequence WHERE name_key = ?", "s", key) : 0;

  if (id != 0 || id_or_name[strspn (id_or_name, "0123456789")] != '\0')
    return id;
  return ctg_db_get_int (db, 0, "SELECT id FROM sequence WHERE id = ?", "i", g_ascii_strtoll (id_or_name, NULL, 10));
}

/**
 * ctg_sequences_remove:
 * @db: the writer
 * @id: a sequence
 * @error: `NOT_FOUND` "no-sequence", `STORAGE`
 *
 * Its contacts get no more of it; what it has sent stays where it is logged.
 *
 * Returns: whether it is gone
 */
gboolean
ctg_sequences_remove (CtgDb *db, gint64 id, GError **error)
{
  if (!ctg_db_run (db, error, "DELETE FROM sequence WHERE id = ?", "i", id))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sequence", "There is no such sequence");
  return FALSE;
}

/**
 * ctg_sequences_list_ids:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): all, by name
 */
GArray *
ctg_sequences_list_ids (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id FROM sequence ORDER BY name_key", "");

  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_sequences_count:
 * @db: any connection
 * @id: a sequence
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgSequenceCounts): a row a step, zeros where it has sent nothing yet
 */
GArray *
ctg_sequences_count (CtgDb *db, gint64 id, GError **error)
{
  guint n_steps = (guint) ctg_db_get_int (db, 0, "SELECT count(*) FROM sequence_step WHERE sequence = ?", "i", id);
  g_autoptr (GArray) counts = g_array_sized_new (FALSE, TRUE, sizeof (CtgSequenceCounts), n_steps);
  g_autoptr (CtgQuery) query = NULL;

  g_array_set_size (counts, n_steps);
  query = ctg_db_query (db,
                        "SELECT l.position, count(*), sum (o.fate = 2), sum (o.fate = 1) FROM enrolment AS e"
                        " JOIN enrolment_letter AS l ON l.enrolment = e.id JOIN outbox AS o ON o.id = l.outbox"
                        " WHERE e.sequence = ? AND o.state = 4 GROUP BY l.position", "i", id);
  while (ctg_query_next (query))
    if (ctg_query_int (query, 0) < n_steps)
      g_array_index (counts, CtgSequenceCounts, ctg_query_int (query, 0)) = (CtgSequenceCounts) {
        ctg_query_int (query, 1), ctg_query_int (query, 2), ctg_query_int (query, 3) };
  return ctg_query_end (query, error) ? g_steal_pointer (&counts) : NULL;
}
