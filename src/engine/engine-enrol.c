/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several contacts into a sequence at once: all who can be are in it, and of the others is said why they are not. */

#include "engine-sequences.h"

#include "contacts.h"
#include "engine-private.h"
#include "enrolments.h"
#include "errors.h"

typedef struct
{
  CtgStore *store;             /* (owned) */
  gint64 sequence_id;
  GArray *contacts;            /* (owned) (element-type gint64) */
  char *sender;                /* (owned) (nullable) */
  GPtrArray *outcomes;         /* (owned) (nullable) (element-type CtgEnrolmentOutcome) */
} SeveralJob;

static void
several_job_free (SeveralJob *job)
{
  g_object_unref (job->store);
  g_array_unref (job->contacts);
  g_free (job->sender);
  g_clear_pointer (&job->outcomes, g_ptr_array_unref);
  g_free (job);
}

/**
 * ctg_enrolment_outcome_free:
 * @self: (transfer full) (nullable): one
 */
void
ctg_enrolment_outcome_free (CtgEnrolmentOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->reason);
  g_free (self);
}

/* What a sequence would stop or wait for at its first letter: said now, where it can be mended. */
static const char *
find_hindrance (CtgDb *db, const CtgContact *contact)
{
  if (contact->addresses == NULL || contact->addresses[0] == NULL)
    return "no-address";
  return ctg_engine_is_never_logged (db, contact->addresses[0]) ? "never-log" : NULL;
}

static char *
dup_reason (CtgDb *db, const SeveralJob *job, const CtgContact *contact, GError **error)
{
  CtgEnrolment enrolment = { .sequence_id = job->sequence_id, .contact_id = contact->id };
  g_autoptr (GError) failure = NULL;
  const char *hindrance = find_hindrance (db, contact);

  if (hindrance != NULL)
    return g_strdup (hindrance);
  if (!ctg_engine_enrol (db, &enrolment, job->sender, &failure) &&
      !g_error_matches (failure, CTG_ERROR, CTG_ERROR_CONFLICT))
    g_propagate_error (error, g_error_copy (failure));
  g_free (enrolment.sender);
  return failure != NULL ? g_strdup (ctg_error_get_details (failure).reason) : NULL;
}

static gboolean
enrol_one (CtgDb *db, SeveralJob *job, gint64 id, GError **error)
{
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, id, NULL);
  GError *failure = NULL;
  CtgEnrolmentOutcome *outcome;

  if (contact == NULL)   /* deleted meanwhile */
    return TRUE;
  outcome = g_new0 (CtgEnrolmentOutcome, 1);
  outcome->name = g_strdup (*contact->name == '\0' && contact->addresses != NULL && contact->addresses[0] != NULL
                              ? contact->addresses[0] : contact->name);
  outcome->reason = dup_reason (db, job, contact, &failure);
  g_ptr_array_add (job->outcomes, outcome);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
write_several (CtgDb *db, gpointer data, GError **error)
{
  SeveralJob *job = data;

  g_clear_pointer (&job->outcomes, g_ptr_array_unref);
  job->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_enrolment_outcome_free);
  for (guint i = 0; i < job->contacts->len; i++)
    if (!enrol_one (db, job, g_array_index (job->contacts, gint64, i), error))
      return FALSE;
  return TRUE;
}

static gpointer
several_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SeveralJob *job = data;

  if (!ctg_store_write (job->store, write_several, job, cancellable, error))
    return NULL;
  return g_steal_pointer (&job->outcomes);
}

/**
 * ctg_engine_enrol_several_async:
 * @self: the engine
 * @sequence_id: a sequence
 * @contacts: (element-type gint64): whom; copied
 * @sender: (nullable): the address it is written as, %NULL: the default one
 * @callback: called when they are in it
 * @user_data: for @callback
 *
 * Puts contacts into a sequence: all who can be, in one transaction.
 */
void
ctg_engine_enrol_several_async (CtgEngine *self, gint64 sequence_id, GArray *contacts, const char *sender,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  SeveralJob *job = g_new0 (SeveralJob, 1);

  job->store = g_object_ref (self->store);
  job->sequence_id = sequence_id;
  job->contacts = g_array_copy (contacts);
  job->sender = g_strdup (sender);
  ctg_worker_run_async (self->letters, several_job, job, (GDestroyNotify) several_job_free,
                        (GDestroyNotify) g_ptr_array_unref, NULL, callback, user_data);
}

/**
 * ctg_engine_enrol_several_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-sequence" or "no-sender", %CTG_ERROR_STORAGE: nobody is in it then
 *
 * Returns: (transfer full) (nullable) (element-type CtgEnrolmentOutcome): of each, in their order
 */
GPtrArray *
ctg_engine_enrol_several_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
