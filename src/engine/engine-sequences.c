/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sequences as people keep them: what follows what, and who is in them. What goes out and when is
 * engine-sequence-steps.c's. */

#include "engine-sequences.h"

#include "clock.h"
#include "engine-private.h"
#include "enrolments.h"
#include "errors.h"
#include "mail.h"
#include "sequence-rule.h"
#include "sequences.h"
#include "text.h"

#define NAME_MAX_BYTES 200

/* A job whose answer is a row's number. */
typedef struct
{
  CtgStore *store;             /* (owned) */
  CtgSequence *sequence;       /* (owned) (nullable) */
  CtgEnrolment *enrolment;     /* (owned) (nullable) */
  char *sender;                /* (owned) (nullable) */
} NumberJob;

static void
number_job_free (NumberJob *job)
{
  g_object_unref (job->store);
  ctg_sequence_free (job->sequence);
  ctg_enrolment_free (job->enrolment);
  g_free (job->sender);
  g_free (job);
}

static gint64
finish_number (GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = ctg_worker_run_finish (result, error);

  return id != NULL ? *id : 0;
}

/* Sequences. */

static gboolean
write_put (CtgDb *db, gpointer data, GError **error)
{
  return ctg_sequences_put (db, ((NumberJob *) data)->sequence, error);
}

static gpointer
put_job (gpointer data, GCancellable *cancellable, GError **error)
{
  NumberJob *job = data;

  if (!ctg_store_write (job->store, write_put, job, cancellable, error))
    return NULL;
  return g_memdup2 (&job->sequence->id, sizeof job->sequence->id);
}

/**
 * ctg_engine_put_sequence_async:
 * @self: the engine
 * @fields: the sequence; copied
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps a sequence.
 */
void
ctg_engine_put_sequence_async (CtgEngine *self, const CtgSequenceFields *fields, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  NumberJob *job = g_new0 (NumberJob, 1);

  job->store = g_object_ref (self->store);
  job->sequence = ctg_sequence_new ();
  job->sequence->id = fields->id;
  job->sequence->name = ctg_text_clean (fields->name, NAME_MAX_BYTES);
  job->sequence->from_minute = fields->from_minute;
  job->sequence->to_minute = fields->to_minute;
  for (guint i = 0; i < fields->n_steps; i++)
    ctg_sequence_add_step (job->sequence, fields->steps[i].template_id, fields->steps[i].delay_days);
  ctg_worker_run_async (self->letters, put_job, job, (GDestroyNotify) number_job_free, g_free, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_put_sequence_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT "sequence-name", "sequence-steps", "sequence-hours", "sequence-delay";
 *   %CTG_ERROR_CONFLICT "sequence-name-taken"; %CTG_ERROR_NOT_FOUND: a template is not there; %CTG_ERROR_STORAGE
 *
 * Returns: its number, 0: it is not kept
 */
gint64
ctg_engine_put_sequence_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return finish_number (result, error);
}

static gboolean
write_remove (CtgDb *db, gpointer data, GError **error)
{
  return ctg_sequences_remove (db, *(gint64 *) data, error);
}

/**
 * ctg_engine_remove_sequence_async:
 * @self: the engine
 * @id: a sequence
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Throws a sequence away: nobody gets more of it, what was sent stays.
 */
void
ctg_engine_remove_sequence_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_remove, g_memdup2 (&id, sizeof id), g_free, callback, user_data);
}

/* People. */

static gint64
first_due (const CtgSequence *sequence, guint position, gint64 after_utc_s)
{
  const CtgSequenceStep *step = position < sequence->steps->len ? g_ptr_array_index (sequence->steps, position) : NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  CtgWorkingHours hours = { sequence->from_minute, sequence->to_minute };

  return step != NULL ? ctg_sequence_rule_due (after_utc_s, step->delay_days, hours, zone) : after_utc_s;
}

/**
 * ctg_engine_enrol:
 * @db: the writer
 * @enrolment: whom, into what; as whom and when first is filled in
 * @sender: (nullable): the address it is written as, %NULL: the default one
 * @error: see ctg_engine_enrol_finish()
 *
 * Returns: whether they are in it; %FALSE: nothing is changed
 */
gboolean
ctg_engine_enrol (CtgDb *db, CtgEnrolment *enrolment, const char *sender, GError **error)
{
  g_autoptr (CtgSequence) sequence = ctg_sequences_get (db, enrolment->sequence_id, error);
  g_autoptr (CtgIdentity) identity = sequence != NULL ? ctg_engine_choose_identity (db, sender, NULL) : NULL;

  if (sequence == NULL)
    return FALSE;
  if (identity == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sender", "No connected mailbox writes as this address");
      return FALSE;
    }
  enrolment->sender = g_strdup (identity->address);
  enrolment->due_utc_s = first_due (sequence, 0, ctg_clock_now_utc_s ());
  return ctg_enrolments_insert (db, enrolment, error);
}

static gboolean
write_enrol (CtgDb *db, gpointer data, GError **error)
{
  NumberJob *job = data;

  return ctg_engine_enrol (db, job->enrolment, job->sender, error);
}

static gpointer
enrol_job (gpointer data, GCancellable *cancellable, GError **error)
{
  NumberJob *job = data;

  if (!ctg_store_write (job->store, write_enrol, job, cancellable, error))
    return NULL;
  return g_memdup2 (&job->enrolment->id, sizeof job->enrolment->id);
}

/**
 * ctg_engine_enrol_async:
 * @self: the engine
 * @sequence_id: a sequence
 * @contact_id: a contact
 * @sender: (nullable): the address it is written as, %NULL: the default one
 * @callback: called when they are in it
 * @user_data: for @callback
 *
 * Puts a contact into a sequence.
 */
void
ctg_engine_enrol_async (CtgEngine *self, gint64 sequence_id, gint64 contact_id, const char *sender,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  NumberJob *job = g_new0 (NumberJob, 1);

  job->store = g_object_ref (self->store);
  job->enrolment = g_new0 (CtgEnrolment, 1);
  job->enrolment->sequence_id = sequence_id;
  job->enrolment->contact_id = contact_id;
  job->sender = g_strdup (sender);
  ctg_worker_run_async (self->letters, enrol_job, job, (GDestroyNotify) number_job_free, g_free, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_enrol_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT "already-enrolled" or "no-more", %CTG_ERROR_NOT_FOUND "no-sequence" or "no-sender",
 *   %CTG_ERROR_STORAGE
 *
 * Returns: the number under which they are in it, 0: they are not
 */
gint64
ctg_engine_enrol_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return finish_number (result, error);
}

typedef struct
{
  gint64 id;
  CtgEnrolmentChange change;
} ChangeJob;

/* From now on: what was due meanwhile is due at the next hour that fits. */
static gboolean
resume (CtgDb *db, const CtgEnrolment *enrolment, const CtgSequence *sequence, GError **error)
{
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  CtgWorkingHours hours = { sequence->from_minute, sequence->to_minute };

  return ctg_enrolments_resume (db, enrolment->id,
                                ctg_sequence_rule_due (MAX (enrolment->due_utc_s, now_utc_s), 0, hours, zone), error);
}

static gboolean
skip (CtgDb *db, const CtgEnrolment *enrolment, const CtgSequence *sequence, GError **error)
{
  gint64 after_utc_s = MAX (enrolment->due_utc_s, ctg_clock_now_utc_s ());

  return ctg_enrolments_advance (db, enrolment->id, 0, first_due (sequence, enrolment->position + 1, after_utc_s),
                                 error);
}

static gboolean
write_change (CtgDb *db, gpointer data, GError **error)
{
  const ChangeJob *job = data;
  g_autoptr (CtgEnrolment) enrolment = ctg_enrolments_get (db, job->id, error);
  g_autoptr (CtgSequence) sequence = NULL;

  if (enrolment == NULL)
    return FALSE;
  sequence = ctg_sequences_get (db, enrolment->sequence_id, error);
  if (sequence == NULL)
    return FALSE;
  switch (job->change)
    {
    case CTG_ENROLMENT_PAUSE:
      return ctg_enrolments_set_state (db, job->id, CTG_ENROLMENT_PAUSED, NULL, error);
    case CTG_ENROLMENT_RESUME:
      return resume (db, enrolment, sequence, error);
    case CTG_ENROLMENT_SKIP:
      return skip (db, enrolment, sequence, error);
    case CTG_ENROLMENT_STOP:
      return ctg_enrolments_set_state (db, job->id, CTG_ENROLMENT_STOPPED, "person", error);
    }
  g_return_val_if_reached (FALSE);
}

/**
 * ctg_engine_change_enrolment_async:
 * @self: the engine
 * @id: who is in a sequence
 * @change: what a person wants
 * @callback: called when it is done; answered by ctg_engine_change_sequences_finish()
 * @user_data: for @callback
 *
 * What has not begun to leave is held back by a pause and by an end.
 */
void
ctg_engine_change_enrolment_async (CtgEngine *self, gint64 id, CtgEnrolmentChange change, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  ChangeJob job = { id, change };

  ctg_engine_write_async (self, write_change, g_memdup2 (&job, sizeof job), g_free, callback, user_data);
}

static gboolean
write_refusal (CtgDb *db, gpointer data, GError **error)
{
  return ctg_refusals_add (db, data, NULL, error);
}

static gboolean
write_consent (CtgDb *db, gpointer data, GError **error)
{
  gboolean was_there;

  if (!ctg_refusals_remove (db, data, &was_there, error))
    return FALSE;
  if (!was_there)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-refusal", "They have not asked for no more letters");
  return was_there;
}

/**
 * ctg_engine_refuse_sequences_async:
 * @self: the engine
 * @address: a person's
 * @refuses: whether no sequence may write to them
 * @callback: called when it is kept; answered by ctg_engine_change_sequences_finish()
 * @user_data: for @callback
 */
void
ctg_engine_refuse_sequences_async (CtgEngine *self, const char *address, gboolean refuses, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  ctg_engine_write_async (self, refuses ? write_refusal : write_consent, g_strdup (address), g_free, callback,
                          user_data);
}

/**
 * ctg_engine_change_sequences_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-sequence", "no-enrolment" or "no-refusal", %CTG_ERROR_CONFLICT "enrolment-ended",
 *   %CTG_ERROR_STORAGE
 *
 * Returns: whether it was done
 */
gboolean
ctg_engine_change_sequences_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
