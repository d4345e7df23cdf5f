/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes the steps of sequences that are due. One step is one transaction: what is known is read, crm's rule decides,
 * the letter is written and stands in the outbox, and the step is taken; so a step is never taken twice, and never by
 * two. While this process holds the lock it happens by itself; what leaves is engine-outbox.c's. */

#include "engine-sequences.h"

#include "clock.h"
#include "contacts.h"
#include "engine-private.h"
#include "engine-templates.h"
#include "enrolments.h"
#include "errors.h"
#include "mail.h"
#include "outgoing.h"
#include "sending-limits.h"
#include "sequence-rule.h"
#include "sequences.h"

/* After sleep or a change of the clock the next step is late by no more than this. */
#define LONGEST_WAIT_S 30

typedef struct
{
  CtgEngine *engine;           /* (owned) */
  GTimeZone *zone;             /* (owned) */
  gboolean is_done;            /* nothing more is due */
  gint64 next_utc_s;           /* 0: nothing waits */
  GArray *outbox_ids;          /* (owned) (nullable) what waits there of sequences */
} Round;

/* One step. */
typedef struct
{
  Round *round;
  CtgEnrolment *enrolment;     /* (owned) */
  CtgSequence *sequence;       /* (owned) */
  CtgIdentity *identity;       /* (owned) (nullable) */
  CtgEnrolmentFacts facts;
} Step;

static void
step_clear (Step *step)
{
  g_clear_pointer (&step->enrolment, ctg_enrolment_free);
  g_clear_pointer (&step->sequence, ctg_sequence_free);
  g_clear_pointer (&step->identity, ctg_identity_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Step, step_clear)

static void
round_free (Round *round)
{
  g_object_unref (round->engine);
  g_time_zone_unref (round->zone);
  g_clear_pointer (&round->outbox_ids, g_array_unref);
  g_free (round);
}

static CtgSequenceLast
get_last (const CtgEnrolmentFacts *facts)
{
  if (facts->last_outbox_id == 0)
    return CTG_SEQUENCE_LAST_NONE;
  switch ((CtgOutboxState) facts->last_outbox_state)
    {
    case CTG_OUTBOX_QUEUED:
    case CTG_OUTBOX_DIALLING:
    case CTG_OUTBOX_LEAVING:
    case CTG_OUTBOX_UNKNOWN:
      return CTG_SEQUENCE_LAST_LEAVING;
    case CTG_OUTBOX_ACCEPTED:
      return CTG_SEQUENCE_LAST_SENT;
    case CTG_OUTBOX_FAILED:
    case CTG_OUTBOX_CANCELLED:
      return CTG_SEQUENCE_LAST_NOT_SENT;
    }
  return CTG_SEQUENCE_LAST_NOT_SENT;
}

static CtgSequenceVerdict
judge (CtgDb *db, const Step *step)
{
  const CtgEnrolment *enrolment = step->enrolment;
  CtgSendingLimits limits = ctg_sending_limits_find (step->identity->address);
  CtgSequenceFacts facts = {
    .now_utc_s = ctg_clock_now_utc_s (),
    .due_utc_s = enrolment->due_utc_s,
    .hours = { step->sequence->from_minute, step->sequence->to_minute },
    .is_answered = step->facts.is_answered,
    .is_bounced = step->facts.is_bounced,
    .wants_no_more = step->facts.wants_no_more,
    .is_never_logged = ctg_engine_is_never_logged (db, enrolment->recipient),
    .last = get_last (&step->facts),
    .last_automatic_utc_s = step->facts.last_automatic_utc_s,
    .n_in_thread = step->facts.n_in_thread,
    .n_minute = step->facts.n_minute,
    .n_day = step->facts.n_day,
    .limit_minute = limits.per_minute,
    .limit_day = limits.per_day,
  };

  return ctg_sequence_rule_decide (&facts, step->round->zone);
}

/* A step without a subject goes on with the conversation that the first one began. */
static gboolean
continue_thread (CtgDb *db, const Step *step, CtgOutgoing *letter)
{
  g_autoptr (CtgMessage) first = NULL;

  if (*letter->subject != '\0')
    return TRUE;
  first = step->facts.first_message_key != 0 ? ctg_messages_get (db, step->facts.first_message_key, NULL) : NULL;
  if (first == NULL)
    return FALSE;
  g_free (letter->subject);
  letter->subject = g_strdup_printf ("Re: %s", first->subject);
  letter->reply_to_key = first->key;
  return TRUE;
}

static CtgOutgoing *
write_letter (CtgDb *db, const Step *step, GError **error)
{
  const CtgSequenceStep *plan = g_ptr_array_index (step->sequence->steps, step->enrolment->position);
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, step->enrolment->contact_id, error);
  g_autoptr (CtgFilledTemplate) filled = NULL;
  g_autoptr (CtgOutgoing) letter = NULL;

  filled = contact != NULL ? ctg_engine_fill (db, plan->template_id, contact, step->identity, error) : NULL;
  if (filled == NULL)
    return NULL;
  letter = ctg_outgoing_new (step->round->engine);
  letter->sender = g_strdup (step->identity->address);
  letter->subject = g_strdup (filled->subject);
  letter->text = g_strdup (filled->text);
  letter->logs = TRUE;
  letter->is_automatic = TRUE;
  g_ptr_array_add (letter->addresses[0], ctg_address_new (contact->name, step->enrolment->recipient));
  if (!continue_thread (db, step, letter))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-subject", "The letter has no subject");
      return NULL;
    }
  if (!ctg_outgoing_check_tokens (letter, error) || !ctg_outgoing_read_facts (db, letter, error) ||
      !ctg_outgoing_write (letter, error))
    return NULL;
  return g_steal_pointer (&letter);
}

static gint64
next_due (const Step *step)
{
  guint next = step->enrolment->position + 1;
  const CtgSequenceStep *plan = next < step->sequence->steps->len ? g_ptr_array_index (step->sequence->steps, next)
                                                                  : NULL;
  CtgWorkingHours hours = { step->sequence->from_minute, step->sequence->to_minute };

  return ctg_sequence_rule_due (ctg_clock_now_utc_s (), plan != NULL ? plan->delay_days : 0, hours, step->round->zone);
}

/* What cannot be written is a person's to mend. */
static gboolean
send (CtgDb *db, const Step *step, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgOutgoing) letter = write_letter (db, step, &failure);
  const char *reason;

  if (letter == NULL && g_error_matches (failure, CTG_ERROR, CTG_ERROR_STORAGE))
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  if (letter == NULL)
    {
      reason = ctg_error_get_details (failure).reason;
      return ctg_enrolments_set_state (db, step->enrolment->id, CTG_ENROLMENT_ASKING,
                                       reason != NULL ? reason : "letter", error);
    }
  return ctg_outgoing_insert (db, letter, error) &&
         ctg_enrolments_advance (db, step->enrolment->id, letter->item->id, next_due (step), error);
}

static gboolean
act (CtgDb *db, const Step *step, CtgSequenceVerdict verdict, GError **error)
{
  gint64 id = step->enrolment->id;

  switch (verdict.decision)
    {
    case CTG_SEQUENCE_SEND:
      return send (db, step, error);
    case CTG_SEQUENCE_WAIT:
      return ctg_enrolments_put_off (db, id, verdict.until_utc_s, error);
    case CTG_SEQUENCE_ASK:
      return ctg_enrolments_set_state (db, id, CTG_ENROLMENT_ASKING, verdict.reason, error);
    case CTG_SEQUENCE_STOP:
      return ctg_enrolments_set_state (db, id, CTG_ENROLMENT_STOPPED, verdict.reason, error);
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
take_step (CtgDb *db, Step *step, GError **error)
{
  step->sequence = ctg_sequences_get (db, step->enrolment->sequence_id, error);
  if (step->sequence == NULL)
    return FALSE;
  if (step->enrolment->recipient == NULL)
    return ctg_enrolments_set_state (db, step->enrolment->id, CTG_ENROLMENT_ASKING, "no-address", error);
  step->identity = ctg_engine_choose_identity (db, step->enrolment->sender, NULL);
  if (step->identity == NULL)
    return ctg_enrolments_set_state (db, step->enrolment->id, CTG_ENROLMENT_ASKING, "no-sender", error);
  return ctg_enrolments_read_facts (db, step->enrolment, step->identity->account_id, &step->facts, error) &&
         act (db, step, judge (db, step), error);
}

static gboolean
write_step (CtgDb *db, gpointer data, GError **error)
{
  Round *round = data;
  gint64 id = ctg_enrolments_next_due (db, ctg_clock_now_utc_s ());
  g_auto (Step) step = { .round = round };

  round->is_done = id == 0;
  if (id == 0)
    return TRUE;
  step.enrolment = ctg_enrolments_get (db, id, error);
  return step.enrolment != NULL && take_step (db, &step, error);
}

static gboolean
read_next (CtgDb *db, gpointer data, GError **error)
{
  Round *round = data;

  round->next_utc_s = ctg_enrolments_next_time (db);
  round->outbox_ids = ctg_enrolments_list_waiting (db, ctg_clock_now_utc_s (), error);
  return round->outbox_ids != NULL;
}

/* Each step moves its due date on or ends, so that this ends too. */
static gboolean
take_steps (Round *round, GCancellable *cancellable, GError **error)
{
  while (!round->is_done)
    if (!ctg_store_write (round->engine->store, write_step, round, cancellable, error))
      return FALSE;
  return ctg_store_read (round->engine->store, read_next, round, cancellable, error);
}

static gpointer
round_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Round *round = data;

  return take_steps (round, cancellable, error) ? g_memdup2 (&round->next_utc_s, sizeof round->next_utc_s) : NULL;
}

static Round *
round_new (CtgEngine *self)
{
  Round *round = g_new0 (Round, 1);

  round->engine = g_object_ref (self);
  round->zone = g_time_zone_new_local ();
  return round;
}

/* By itself. */

static gboolean
time_cb (gpointer data)
{
  CtgEngine *self = data;

  self->sequences_timer = 0;
  ctg_engine_look_at_sequences (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (CtgEngine *self, gint64 next_utc_s)
{
  gint64 delay_s = CLAMP (next_utc_s - ctg_clock_now_utc_s (), 1, LONGEST_WAIT_S);

  g_clear_handle_id (&self->sequences_timer, g_source_remove);
  self->sequences_timer = g_timeout_add_seconds ((guint) delay_s, time_cb, self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEngine) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *next_utc_s = ctg_worker_run_finish (result, &error);

  self->looks_at_sequences = FALSE;
  if (next_utc_s == NULL && !ctg_error_is_cancelled (error))
    g_warning ("the steps of sequences cannot be taken: %s", error->message);
  if (next_utc_s == NULL || !ctg_engine_is_started (self))
    return;
  if (self->sequences_again)
    ctg_engine_look_at_sequences (self);
  else if (*next_utc_s != 0)
    wait_for_next (self, *next_utc_s);
}

/**
 * ctg_engine_look_at_sequences:
 * @self: the engine, holding the lock
 *
 * Takes the steps that are due, and looks again when the next one is.
 */
void
ctg_engine_look_at_sequences (CtgEngine *self)
{
  self->sequences_again = self->looks_at_sequences;
  if (self->looks_at_sequences)
    return;
  self->looks_at_sequences = TRUE;
  ctg_worker_run_async (self->letters, round_job, round_new (self), (GDestroyNotify) round_free, g_free,
                        self->stopping, looked_cb, g_object_ref (self));
}

/**
 * ctg_engine_leave_sequences:
 * @self: the engine, about to stop
 */
void
ctg_engine_leave_sequences (CtgEngine *self)
{
  g_clear_handle_id (&self->sequences_timer, g_source_remove);
}

/* Once. */

static gpointer
once_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Round *round = data;

  return take_steps (round, cancellable, error) ? g_array_ref (round->outbox_ids) : NULL;
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GArray *ids = ctg_worker_run_finish (result, &error);

  if (!ctg_engine_is_started (g_task_get_source_object (task)))
    ctg_engine_release (g_task_get_source_object (task));
  if (ids != NULL)
    g_task_return_pointer (task, ids, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_take_steps_async:
 * @self: the engine
 * @callback: called when nothing more is due
 * @user_data: for @callback
 *
 * Puts into the outbox what is due.
 */
void
ctg_engine_take_steps_async (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;

  if (!ctg_engine_hold (self, &error) || !ctg_engine_open_outbox (self, &error))
    {
      if (!ctg_engine_is_started (self))
        ctg_engine_release (self);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ctg_worker_run_async (self->letters, once_job, round_new (self), (GDestroyNotify) round_free,
                        (GDestroyNotify) g_array_unref, NULL, taken_cb, task);
}

/**
 * ctg_engine_take_steps_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_BUSY: another process takes them by itself; %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable) (element-type gint64): numbers of what waits in the outbox now of any sequence
 */
GArray *
ctg_engine_take_steps_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
