/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that follow each other by themselves. */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "engine-send.h"
#include "engine-sequences.h"
#include "enrolments.h"
#include "errors.h"
#include "mail.h"
#include "sequence-texts.h"
#include "sequences.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *text;
  gint64 sequence_id;
  gint64 contact_id;
  GPtrArray *sequences;    /* (owned) (nullable) */
  GPtrArray *enrolments;   /* (owned) (nullable) */
  GPtrArray *counts;       /* (owned) (nullable) (element-type GArray) of each sequence */
  GPtrArray *addresses;    /* (owned) (nullable) */
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->sequences, g_ptr_array_unref);
  g_clear_pointer (&job->enrolments, g_ptr_array_unref);
  g_clear_pointer (&job->counts, g_ptr_array_unref);
  g_clear_pointer (&job->addresses, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* Looking. */

static gboolean
add_sequence (CtgDb *db, Job *job, gint64 id, GError **error)
{
  CtgSequence *sequence = ctg_sequences_get (db, id, error);
  GArray *counts = sequence != NULL ? ctg_sequences_count (db, id, error) : NULL;

  if (sequence != NULL)
    g_ptr_array_add (job->sequences, sequence);
  if (counts != NULL)
    g_ptr_array_add (job->counts, counts);
  return counts != NULL;
}

static gboolean
read_sequences (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GArray) ids = ctg_sequences_list_ids (db, error);

  job->sequences = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_sequence_free);
  job->counts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if ((job->sequence_id == 0 || g_array_index (ids, gint64, i) == job->sequence_id) &&
        !add_sequence (db, job, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
find_sequence (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->sequence_id = ctg_sequences_find (db, job->text);
  if (job->sequence_id == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sequence", "There is no sequence “%s”", job->text);
  return job->sequence_id != 0;
}

static gboolean
read_enrolments (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GArray) ids = ctg_enrolments_list_ids (db, job->sequence_id, job->contact_id, error);

  job->enrolments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_enrolment_free);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      CtgEnrolment *enrolment = ctg_enrolments_get (db, g_array_index (ids, gint64, i), error);

      if (enrolment == NULL)
        return FALSE;
      g_ptr_array_add (job->enrolments, enrolment);
    }
  return TRUE;
}

static gboolean
read_refusals (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->addresses = ctg_refusals_list (db, error);
  return job->addresses != NULL;
}

static void
add_step (CtgJsonWriter *json, const CtgSequenceStep *step, const CtgSequenceCounts *counts)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "template", step->template_name);
  ctg_json_add_integer (json, "days", step->delay_days);
  ctg_json_add_integer (json, "sent", counts->n_sent);
  ctg_json_add_integer (json, "answered", counts->n_answered);
  ctg_json_add_integer (json, "bounced", counts->n_bounced);
  ctg_json_writer_end_object (json);
}

static char *
format_hours (const CtgSequence *sequence)
{
  return g_strdup_printf ("%d:%02d-%d:%02d", sequence->from_minute / 60, sequence->from_minute % 60,
                          sequence->to_minute / 60, sequence->to_minute % 60);
}

static void
add_sequence_json (CtgJsonWriter *json, const CtgSequence *sequence, GArray *counts)
{
  g_autofree char *hours = format_hours (sequence);

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", sequence->id);
  ctg_json_add_string (json, "name", sequence->name);
  ctg_json_add_string (json, "hours", hours);
  ctg_json_add_integer (json, "open", sequence->n_open);
  ctg_json_begin_array (json, "steps");
  for (guint i = 0; i < sequence->steps->len; i++)
    add_step (json, g_ptr_array_index (sequence->steps, i), &g_array_index (counts, CtgSequenceCounts, i));
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (3);

  if (!ctg_session_read (session, read_sequences, &job, &error))
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < job.sequences->len; i++)
    {
      const CtgSequence *sequence = g_ptr_array_index (job.sequences, i);
      g_autofree char *steps = g_strdup_printf (ngettext ("%u letter", "%u letters", sequence->steps->len),
                                                sequence->steps->len);
      g_autofree char *people = g_strdup_printf (ngettext ("%d contact", "%d contacts", (gulong) sequence->n_open),
                                                 (int) sequence->n_open);

      add_sequence_json (json, sequence, g_ptr_array_index (job.counts, i));
      ctg_table_add (table, sequence->name, steps, people, NULL);
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_table_print (table, session, FALSE);
  return job.sequences->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static void
print_steps (CtgSession *session, const CtgSequence *sequence, GArray *counts)
{
  g_autoptr (CtgTable) table = ctg_table_new (5);
  g_autofree char *hours = format_hours (sequence);

  ctg_session_print (session, "%s  %s\n", sequence->name, hours);
  ctg_table_add (table, _("Days"), _("Template"), _("Sent"), _("Answered"), _("Came back"), NULL);
  for (guint i = 0; i < sequence->steps->len; i++)
    {
      const CtgSequenceStep *step = g_ptr_array_index (sequence->steps, i);
      const CtgSequenceCounts *count = &g_array_index (counts, CtgSequenceCounts, i);
      g_autofree char *days = g_strdup_printf ("%u", step->delay_days);
      g_autofree char *sent = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_sent);
      g_autofree char *answered = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_answered);
      g_autofree char *bounced = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_bounced);

      ctg_table_add (table, days, step->template_name, sent, answered, bounced, NULL);
    }
  ctg_table_print (table, session, TRUE);
}

static int
show (CtgSession *session, gint64 id)
{
  g_auto (Job) job = { .sequence_id = id };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  if (!ctg_session_read (session, read_sequences, &job, &error))
    return ctg_session_fail (session, error);
  if (session->json)
    {
      add_sequence_json (json, g_ptr_array_index (job.sequences, 0), g_ptr_array_index (job.counts, 0));
      ctg_session_print_json (session, json);
    }
  else
    print_steps (session, g_ptr_array_index (job.sequences, 0), g_ptr_array_index (job.counts, 0));
  return CTG_EXIT_DONE;
}

static int
run_show_sequence (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { .text = invocation->arguments[0] };
  g_autoptr (GError) error = NULL;

  if (!ctg_session_read (session, find_sequence, &job, &error))
    return ctg_session_fail (session, error);
  return show (session, job.sequence_id);
}

/* Writing. */

/* H or H:MM; where it ends, NULL: it is no time of day. */
static const char *
read_time (const char *text, int *minute)
{
  char *end = NULL;
  guint64 hours = g_ascii_strtoull (text, &end, 10), minutes = 0;

  if (end == text || !g_ascii_isdigit (*text))
    return NULL;
  if (*end == ':')
    {
      const char *rest = end + 1;

      minutes = g_ascii_strtoull (rest, &end, 10);
      if (end != rest + 2)
        return NULL;
    }
  *minute = (int) (MIN (hours, 99) * 60 + minutes);
  return hours <= 24 && minutes < 60 ? end : NULL;
}

static gboolean
read_hours (const char *text, CtgSequenceFields *fields, GError **error)
{
  const char *rest = text != NULL ? read_time (text, &fields->from_minute) : NULL;

  if (text == NULL)
    return TRUE;
  rest = rest != NULL && *rest == '-' ? read_time (rest + 1, &fields->to_minute) : NULL;
  if (rest != NULL && *rest == '\0')
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "sequence-hours",
                 "“%s” are no hours; write them as 9-18 or 9:00-17:30", text);
  return FALSE;
}

/* DAYS:TEMPLATE */
static gboolean
read_step (CtgSession *session, const char *text, GArray *steps, GError **error)
{
  CtgSequenceFieldsStep step = { 0 };
  char *rest = NULL;
  guint64 days = g_ascii_strtoull (text, &rest, 10);

  if (rest == text || *rest != ':' || days > G_MAXINT)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "sequence-steps",
                     "“%s” is no step; write it as DAYS:TEMPLATE", text);
      return FALSE;
    }
  step.delay_days = (guint) days;
  if (!ctg_session_find_template (session, rest + 1, &step.template_id, error))
    return FALSE;
  g_array_append_val (steps, step);
  return TRUE;
}

static int
run_put (CtgSession *session, const CtgInvocation *invocation)
{
  const char *const *texts = ctg_invocation_get_all (invocation, "step");
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (CtgSequenceFieldsStep));
  CtgSequenceFields fields = { .name = invocation->arguments[0], .from_minute = 9 * 60, .to_minute = 18 * 60 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  if (!read_hours (ctg_invocation_get (invocation, "hours"), &fields, &error))
    return ctg_session_fail (session, error);
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!read_step (session, texts[i], steps, &error))
      return ctg_session_fail (session, error);
  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  fields.steps = (const CtgSequenceFieldsStep *) (gpointer) steps->data;
  fields.n_steps = steps->len;
  ctg_engine_put_sequence_async (session->engine, &fields, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  id = ctg_engine_put_sequence_finish (session->engine, result, &error);
  return id != 0 ? show (session, id) : ctg_session_fail (session, error);
}

static int
finish_change (CtgSession *session, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_change_sequences_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return CTG_EXIT_DONE;
}

static int
run_remove (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { .text = invocation->arguments[0] };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!ctg_session_read (session, find_sequence, &job, &error))
    return ctg_session_fail (session, error);
  ctg_engine_remove_sequence_async (session->engine, job.sequence_id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return finish_change (session, result);
}

/* People. */

static void
add_enrolment (CtgJsonWriter *json, const CtgEnrolment *enrolment)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", enrolment->id);
  ctg_json_add_string (json, "sequence", enrolment->sequence_name);
  ctg_json_add_integer (json, "contact", enrolment->contact_id);
  ctg_json_add_string (json, "name", enrolment->contact_name);
  ctg_json_add_string (json, "address", enrolment->recipient);
  ctg_json_add_string (json, "from", enrolment->sender);
  ctg_json_add_string (json, "state", ctg_enrolment_state_to_string (enrolment->state));
  ctg_json_add_string (json, "reason", enrolment->reason);
  ctg_json_add_integer (json, "step", enrolment->position + 1);
  ctg_json_add_integer (json, "steps", enrolment->n_steps);
  ctg_json_add_date (json, "due", enrolment->state < CTG_ENROLMENT_FINISHED ? enrolment->due_utc_s : 0);
  ctg_json_add_date (json, "enrolled", enrolment->enrolled_utc_s);
  ctg_json_writer_end_object (json);
}

static void
add_enrolment_row (CtgTable *table, const CtgEnrolment *enrolment)
{
  CtgEnrolmentTextFacts facts = { ctg_enrolment_state_to_string (enrolment->state), enrolment->reason,
                                  enrolment->position, enrolment->n_steps, enrolment->due_utc_s };
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, enrolment->id);
  g_autofree char *name = ctg_terminal_text (enrolment->contact_name);
  g_autofree char *state = ctg_text_for_enrolment (&facts);

  ctg_table_add (table, number, name, enrolment->sequence_name, state, NULL);
}

static int
print_enrolments (CtgSession *session, GPtrArray *enrolments)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (4);

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < enrolments->len; i++)
    {
      add_enrolment (json, g_ptr_array_index (enrolments, i));
      add_enrolment_row (table, g_ptr_array_index (enrolments, i));
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_table_print (table, session, FALSE);
  return enrolments->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_enrolments (CtgSession *session, const CtgInvocation *invocation)
{
  const char *contact = ctg_invocation_get (invocation, "contact");
  g_auto (Job) job = { .text = invocation->arguments[0] };
  g_autoptr (GError) error = NULL;

  if ((job.text != NULL && !ctg_session_read (session, find_sequence, &job, &error)) ||
      (contact != NULL && !ctg_session_find_contact (session, contact, &job.contact_id, &error)) ||
      !ctg_session_read (session, read_enrolments, &job, &error))
    return ctg_session_fail (session, error);
  return print_enrolments (session, job.enrolments);
}

static int
run_enrol (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { .text = invocation->arguments[0] };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!ctg_session_read (session, find_sequence, &job, &error) ||
      !ctg_session_find_contact (session, invocation->arguments[1], &job.contact_id, &error))
    return ctg_session_fail (session, error);
  ctg_engine_enrol_async (session->engine, job.sequence_id, job.contact_id, ctg_invocation_get (invocation, "from"),
                          ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (ctg_engine_enrol_finish (session->engine, result, &error) == 0 ||
      !ctg_session_read (session, read_enrolments, &job, &error))
    return ctg_session_fail (session, error);
  return print_enrolments (session, job.enrolments);
}

static int
change (CtgSession *session, const CtgInvocation *invocation, CtgEnrolmentChange what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_change_enrolment_async (session->engine, g_ascii_strtoll (invocation->arguments[0], NULL, 10), what,
                                     ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return finish_change (session, result);
}

static int
run_pause (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_ENROLMENT_PAUSE);
}

static int
run_resume (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_ENROLMENT_RESUME);
}

static int
run_skip (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_ENROLMENT_SKIP);
}

static int
run_stop (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_ENROLMENT_STOP);
}

static int
run_refusals (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  if (!ctg_session_read (session, read_refusals, &job, &error))
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < job.addresses->len; i++)
    {
      ctg_json_add_string (json, NULL, g_ptr_array_index (job.addresses, i));
      if (!session->json)
        ctg_session_print (session, "%s\n", (const char *) g_ptr_array_index (job.addresses, i));
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  return job.addresses->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
refuse (CtgSession *session, const CtgInvocation *invocation, gboolean refuses)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *address = ctg_address_normalise (invocation->arguments[0], &error);

  if (address == NULL || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_refuse_sequences_async (session->engine, address, refuses, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return finish_change (session, result);
}

static int
run_refuse (CtgSession *session, const CtgInvocation *invocation)
{
  return refuse (session, invocation, TRUE);
}

static int
run_allow (CtgSession *session, const CtgInvocation *invocation)
{
  return refuse (session, invocation, FALSE);
}

/* Sending. */

static gboolean
deliver (CtgSession *session, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_deliver_async (session->engine, id, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_deliver_finish (session->engine, result, error);
}

static int
run_now (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_take_steps_async (session->engine, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  ids = ctg_engine_take_steps_finish (session->engine, result, &error);
  if (ids == NULL)
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_object (json);
  ctg_json_begin_array (json, "outbox");
  for (guint i = 0; i < ids->len; i++)
    {
      if (!deliver (session, g_array_index (ids, gint64, i), &error))
        return ctg_session_fail (session, error);
      ctg_json_add_integer (json, NULL, g_array_index (ids, gint64, i));
    }
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_session_print (session, ngettext ("%u letter was due\n", "%u letters were due\n", ids->len), ids->len);
  return ids->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static const CtgOption put_options[] = {
  { "step", N_("DAYS:TEMPLATE"), N_("A letter, and how many working days after the one before; once for each") },
  { "hours", N_("FROM-TO"), N_("When letters may leave on a working day (9-18)") },
  { NULL },
};
static const CtgOption enrol_options[] = {
  { "from", N_("ADDRESS"), N_("The address it is written from") },
  { NULL },
};
static const CtgOption enrolments_options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

const CtgCommand ctg_sequence_commands[] = {
  { "sequences list", "", N_("List the sequences"), 0, 0, NULL, run_list },
  { "sequences show", N_("SEQUENCE"), N_("Show a sequence and what became of its letters"), 1, 1, NULL,
    run_show_sequence },
  { "sequences put", N_("NAME"), N_("Keep letters that follow each other as a sequence"), 1, 1, put_options, run_put },
  { "sequences remove", N_("SEQUENCE"), N_("Throw a sequence away"), 1, 1, NULL, run_remove },
  { "sequences enrol", N_("SEQUENCE CONTACT"), N_("Put a contact into a sequence"), 2, 2, enrol_options, run_enrol },
  { "sequences enrolments", N_("[SEQUENCE]"), N_("List who is in sequences"), 0, 1, enrolments_options,
    run_enrolments },
  { "sequences pause", N_("NUMBER"), N_("Hold back the letters to somebody who is in a sequence"), 1, 1, NULL,
    run_pause },
  { "sequences resume", N_("NUMBER"), N_("Go on with somebody who is in a sequence"), 1, 1, NULL, run_resume },
  { "sequences skip", N_("NUMBER"), N_("Leave out the next letter to somebody"), 1, 1, NULL, run_skip },
  { "sequences stop", N_("NUMBER"), N_("Take somebody out of a sequence"), 1, 1, NULL, run_stop },
  { "sequences refusals", "", N_("List who asked for no more letters of sequences"), 0, 0, NULL, run_refusals },
  { "sequences refuse", N_("ADDRESS"), N_("Let no sequence write to this address"), 1, 1, NULL, run_refuse },
  { "sequences allow", N_("ADDRESS"), N_("Let sequences write to this address again"), 1, 1, NULL, run_allow },
  { "sequences run", "", N_("Send what is due now"), 0, 0, NULL, run_now },
  { NULL },
};
