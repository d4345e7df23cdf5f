/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-facts.h"

#include "enrolments.h"
#include "sequences.h"
#include "store.h"

#define MOST_PEOPLE 500

static void
step_facts_free (CtgStepFacts *facts)
{
  g_free (facts->template_name);
  g_free (facts);
}

static void
person_free (CtgEnrolmentFactsRow *person)
{
  g_free (person->name);
  g_free (person->sequence_name);
  g_free (person->reason);
  g_free (person);
}

static void
name_free (CtgSequenceName *name)
{
  g_free (name->name);
  g_free (name);
}

/**
 * ctg_sequence_row_free:
 * @self: (transfer full) (nullable): a row
 */
void
ctg_sequence_row_free (CtgSequenceRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->people);
  g_free (self);
}

static void
add_steps (CtgSequenceRow *row, const CtgSequence *sequence, GArray *counts)
{
  for (guint i = 0; i < sequence->steps->len; i++)
    {
      const CtgSequenceStep *step = g_ptr_array_index (sequence->steps, i);
      const CtgSequenceCounts *count = &g_array_index (counts, CtgSequenceCounts, i);
      CtgStepFacts *facts = g_new0 (CtgStepFacts, 1);

      facts->template_id = step->template_id;
      facts->template_name = g_strdup (step->template_name);
      facts->delay_days = step->delay_days;
      facts->n_sent = count->n_sent;
      facts->n_answered = count->n_answered;
      facts->n_bounced = count->n_bounced;
      g_ptr_array_add (row->steps, facts);
    }
}

static CtgEnrolmentFactsRow *
read_person (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgEnrolment) enrolment = ctg_enrolments_get (db, id, error);
  CtgEnrolmentFactsRow *person;

  if (enrolment == NULL)
    return NULL;
  person = g_new0 (CtgEnrolmentFactsRow, 1);
  person->id = id;
  person->contact_id = enrolment->contact_id;
  person->name = g_strdup (enrolment->contact_name);
  person->sequence_name = g_strdup (enrolment->sequence_name);
  person->state = ctg_enrolment_state_to_string (enrolment->state);
  person->reason = g_strdup (enrolment->reason);
  person->position = enrolment->position;
  person->n_steps = enrolment->n_steps;
  person->due_utc_s = enrolment->due_utc_s;
  return person;
}

/**
 * ctg_memberships_read:
 * @db: any connection
 * @contact_id: a contact
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (nullable) (element-type CtgEnrolmentFactsRow): what the contact is in, who waits first
 */
GPtrArray *
ctg_memberships_read (CtgDb *db, gint64 contact_id, GError **error)
{
  g_autoptr (GArray) ids = ctg_enrolments_list_ids (db, 0, contact_id, error);
  g_autoptr (GPtrArray) memberships = g_ptr_array_new_with_free_func ((GDestroyNotify) person_free);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      CtgEnrolmentFactsRow *person = read_person (db, g_array_index (ids, gint64, i), error);

      if (person == NULL)
        return NULL;
      if (g_str_equal (person->state, "finished") || g_str_equal (person->state, "stopped"))
        person_free (person);
      else
        g_ptr_array_add (memberships, person);
    }
  return ids != NULL ? g_steal_pointer (&memberships) : NULL;
}

static gboolean
add_people (CtgDb *db, CtgSequenceRow *row, GError **error)
{
  g_autoptr (GArray) ids = ctg_enrolments_list_ids (db, row->id, 0, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (ids->len, MOST_PEOPLE); i++)
    {
      CtgEnrolmentFactsRow *person = read_person (db, g_array_index (ids, gint64, i), error);

      if (person == NULL)
        return FALSE;
      row->n_asking += g_str_equal (person->state, "asking");
      g_ptr_array_add (row->people, person);
    }
  return TRUE;
}

/**
 * ctg_sequence_row_read:
 * @db: any connection
 * @id: a sequence
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: (transfer full) (nullable): what to show of it
 */
CtgSequenceRow *
ctg_sequence_row_read (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgSequence) sequence = ctg_sequences_get (db, id, error);
  g_autoptr (GArray) counts = sequence != NULL ? ctg_sequences_count (db, id, error) : NULL;
  g_autoptr (CtgSequenceRow) row = NULL;

  if (counts == NULL)
    return NULL;
  row = g_new0 (CtgSequenceRow, 1);
  row->id = id;
  row->name = g_strdup (sequence->name);
  row->from_minute = sequence->from_minute;
  row->to_minute = sequence->to_minute;
  row->n_open = sequence->n_open;
  row->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_facts_free);
  row->people = g_ptr_array_new_with_free_func ((GDestroyNotify) person_free);
  add_steps (row, sequence, counts);
  return add_people (db, row, error) ? g_steal_pointer (&row) : NULL;
}

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray *names = data;
  g_autoptr (GArray) ids = ctg_sequences_list_ids (db, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (CtgSequence) sequence = ctg_sequences_get (db, g_array_index (ids, gint64, i), error);
      CtgSequenceName *name;

      if (sequence == NULL)
        return FALSE;
      name = g_new0 (CtgSequenceName, 1);
      name->id = sequence->id;
      name->name = g_steal_pointer (&sequence->name);
      g_ptr_array_add (names, name);
    }
  return ids != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_ptr_array_ref (g_task_get_task_data (task)), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_sequence_names_load_async:
 * @store: the database
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads which sequences there are.
 */
void
ctg_sequence_names_load_async (CtgStore *store, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) name_free);

  g_task_set_task_data (task, names, (GDestroyNotify) g_ptr_array_unref);
  ctg_store_read_async (store, load_job, names, NULL, NULL, loaded_cb, task);
}

/**
 * ctg_sequence_names_load_finish:
 * @result: what the callback got
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (nullable) (element-type CtgSequenceName): by name
 */
GPtrArray *
ctg_sequence_names_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
