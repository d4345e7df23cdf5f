/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All questions that do not depend on an answer are asked at once; those that do, when it comes. It ends when all have
 * answered, when the time is over, or when nothing outstanding could come before the best that was found:
 *
 *   best found                     still waited for
 *   none, or a half                everything
 *   complete, of class N           questions that decide (MX, the tenant) and sources that may come to a class before N
 */

#include "ladder.h"

#include "clock.h"
#include "errors.h"
#include "rank.h"

#include <string.h>

/**
 * ctg_answer_word:
 * @error: (nullable): why there is no answer
 *
 * Returns: (transfer none): the word of CtgEvidence
 */
const char *
ctg_answer_word (const GError *error)
{
  static const struct
  {
    CtgErrorCode code;
    const char *reason;   /* (nullable) any */
    const char *word;
  } words[] = {
    { CTG_ERROR_TIMED_OUT, NULL, "timed-out" },
    { CTG_ERROR_TLS, NULL, "tls-failure" },
    { CTG_ERROR_TOO_LARGE, NULL, "too-large" },
    { CTG_ERROR_OFFLINE, NULL, "offline" },
    { CTG_ERROR_POLICY, NULL, "not-allowed" },
    { CTG_ERROR_NOT_FOUND, "not-offered", "not-offered" },
    { CTG_ERROR_NOT_FOUND, NULL, "not-found" },
    { CTG_ERROR_NETWORK, "host-not-found", "not-found" },
    { CTG_ERROR_NETWORK, "unreachable", "offline" },
    { CTG_ERROR_PROTOCOL, "redirect-insecure", "redirect-refused" },
    { CTG_ERROR_PROTOCOL, "redirect-loop", "redirect-refused" },
    { CTG_ERROR_PROTOCOL, "redirect-broken", "redirect-refused" },
    { CTG_ERROR_PROTOCOL, "not-xml", "parse-error" },
    { CTG_ERROR_PROTOCOL, "not-autoconfig", "parse-error" },
    { CTG_ERROR_PROTOCOL, "xml-document-type", "parse-error" },
  };

  for (gsize i = 0; error != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_error_matches (error, CTG_ERROR, (int) words[i].code) &&
        (words[i].reason == NULL || ctg_error_has_reason (error, words[i].reason)))
      return words[i].word;
  return error != NULL ? "refused" : "found";
}

/**
 * ctg_ladder_new:
 * @world: what is outside
 * @options: what the caller brings
 * @detection: where it all goes
 * @note: (nullable): told of everything
 * @data: for @note
 * @cancellable: (nullable): ends it early
 *
 * Returns: (transfer full): a ladder; its time runs
 */
CtgLadder *
ctg_ladder_new (const CtgDetectorWorld *world, const CtgDetectorOptions *options, CtgDetection *detection,
                CtgDetectionFunc note, gpointer data, GCancellable *cancellable)
{
  CtgLadder *self = g_new0 (CtgLadder, 1);

  self->world = world;
  self->options = options;
  self->detection = detection;
  self->domain = strrchr (detection->address, '@') + 1;
  self->note = note;
  self->data = data;
  self->deadline = ctg_deadline_new (world->total_timeout_ms, cancellable);
  self->phase = ctg_deadline_new (world->total_timeout_ms, ctg_deadline_get_cancellable (self->deadline));
  self->answers = g_async_queue_new ();
  self->questions = g_ptr_array_new ();
  return self;
}

static void
question_free (CtgQuestion *question)
{
  if (question->answer != NULL)
    question->source->free_answer (question->answer);
  g_clear_error (&question->error);
  g_free (question->subject);
  g_free (question->about);
  g_free (question->detail);
  g_free (question);
}

/**
 * ctg_ladder_free:
 * @self: (transfer full): a ladder that does not run
 */
void
ctg_ladder_free (CtgLadder *self)
{
  for (guint i = 0; i < self->questions->len; i++)
    question_free (g_ptr_array_index (self->questions, i));
  g_ptr_array_unref (self->questions);
  for (gsize i = 0; i < G_N_ELEMENTS (self->srv); i++)
    g_clear_pointer (&self->srv[i], g_ptr_array_unref);
  g_async_queue_unref (self->answers);
  ctg_deadline_free (self->phase);
  ctg_deadline_free (self->deadline);
  g_free (self->mail_host);
  g_free (self);
}

/**
 * ctg_ladder_is_ended:
 * @self: a ladder
 *
 * Returns: whether the time is over or the caller gave up
 */
gboolean
ctg_ladder_is_ended (CtgLadder *self)
{
  return g_cancellable_is_cancelled (ctg_deadline_get_cancellable (self->deadline));
}

static CtgSourcesState
state_of (const CtgLadder *self, CtgSources group)
{
  if (self->n_found[group] > 0)
    return CTG_SOURCES_FOUND;
  if (self->n_answered[group] < self->n_asked[group])
    return CTG_SOURCES_ASKING;
  return self->n_failed[group] > 0 ? CTG_SOURCES_FAILED : CTG_SOURCES_NOTHING;
}

static void
tell (CtgLadder *self, CtgSources group, const CtgEvidence *evidence)
{
  g_autoptr (CtgDetection) so_far = NULL;

  if (self->note == NULL)
    return;
  if (self->has_news)
    {
      g_autoptr (GPtrArray) rows = g_steal_pointer (&self->detection->evidence);

      self->detection->evidence = g_ptr_array_new ();
      so_far = ctg_detection_copy (self->detection);
      g_ptr_array_unref (self->detection->evidence);
      self->detection->evidence = g_steal_pointer (&rows);
      ctg_rank_detection (so_far);
      self->has_news = FALSE;
    }
  self->note (&(CtgDetectionNote) { group, state_of (self, group), evidence, so_far }, self->data);
}

/* A name that is not there is an answer; silence and refusals are failures. */
static gboolean
is_failure (const char *word)
{
  static const char *const words[] = { "timed-out", "tls-failure", "refused", "offline", "redirect-refused",
                                       "parse-error", "too-large", NULL };

  return g_strv_contains (words, word);
}

/**
 * ctg_ladder_add_evidence:
 * @self: a ladder
 * @evidence: (transfer full): a row
 */
void
ctg_ladder_add_evidence (CtgLadder *self, CtgEvidence *evidence)
{
  g_ptr_array_add (self->detection->evidence, evidence);
  self->n_found[evidence->group] += g_str_equal (evidence->answer, "found") ? 1 : 0;
  self->n_failed[evidence->group] += is_failure (evidence->answer) ? 1 : 0;
  tell (self, evidence->group, evidence);
}

/**
 * ctg_ladder_add:
 * @self: a ladder
 * @candidate: (transfer full): what was found
 */
void
ctg_ladder_add (CtgLadder *self, CtgCandidate *candidate)
{
  g_ptr_array_add (self->detection->candidates, candidate);
  self->has_news = TRUE;
}

static gpointer
question_job (gpointer data)
{
  CtgQuestion *question = data;
  GCancellable *cancellable = ctg_deadline_get_cancellable (question->ladder->phase);

  question->answer = question->source->ask (question, cancellable, &question->error);
  question->ended_us = ctg_clock_monotonic_us ();
  g_async_queue_push (question->ladder->answers, question);
  return NULL;
}

static CtgSources
group_of (const CtgSource *source)
{
  g_autoptr (CtgEvidence) row = ctg_evidence_new (source->source, "", "", NULL, 0);

  return row->group;
}

/**
 * ctg_ladder_ask:
 * @self: a ladder
 * @source: whom
 * @subject: what, as the evidence shows it
 * @about: (nullable): what for
 *
 * Asks it on a thread of its own, once.
 */
void
ctg_ladder_ask (CtgLadder *self, const CtgSource *source, const char *subject, const char *about)
{
  CtgSources group = group_of (source);
  CtgQuestion *question;

  if (ctg_ladder_has_asked (self, subject) ||
      g_cancellable_is_cancelled (ctg_deadline_get_cancellable (self->phase)))
    return;
  question = g_new0 (CtgQuestion, 1);
  question->source = source;
  question->ladder = self;
  question->subject = g_strdup (subject);
  question->about = g_strdup (about);
  question->started_us = ctg_clock_monotonic_us ();
  g_ptr_array_add (self->questions, question);
  self->n_asked[group]++;
  self->n_running++;
  question->thread = g_thread_new ("ctg-detect", question_job, question);
  tell (self, group, NULL);
}

/**
 * ctg_ladder_has_asked:
 * @self: a ladder
 * @subject: of a question
 *
 * Returns: whether it was asked already
 */
gboolean
ctg_ladder_has_asked (CtgLadder *self, const char *subject)
{
  for (guint i = 0; i < self->questions->len; i++)
    if (g_str_equal (((CtgQuestion *) g_ptr_array_index (self->questions, i))->subject, subject))
      return TRUE;
  return FALSE;
}

static char *
describe_error (const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);

  if (details.server_text != NULL && *details.server_text != '\0')
    return g_strdup_printf ("%s (%s)", error->message, details.server_text);
  return g_strdup (error->message);
}

/* A question that was ended because others settled the matter has no answer, and no row. */
static void
take_answer (CtgLadder *self, CtgQuestion *question)
{
  gint64 ms = (question->ended_us - question->started_us) / 1000;
  g_autofree char *details = NULL;
  const char *word;

  g_clear_pointer (&question->thread, g_thread_join);
  self->n_running--;
  self->n_answered[group_of (question->source)]++;
  ctg_deadline_convert (self->deadline, NULL, &question->error);
  if (ctg_error_is_cancelled (question->error))
    return;
  if (question->error == NULL)
    question->source->take (self, question);
  else if (question->source->miss != NULL)
    question->source->miss (self, question);
  word = question->error == NULL && question->word != NULL ? question->word : ctg_answer_word (question->error);
  details = question->error != NULL ? describe_error (question->error) : g_strdup (question->detail);
  ctg_ladder_add_evidence (self, ctg_evidence_new (question->source->source, question->subject, word, details, ms));
}

static int
best_class (const CtgLadder *self)
{
  int best = G_MAXINT;

  for (guint i = 0; i < self->detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (self->detection->candidates, i);

      if (ctg_rank_is_complete (candidate))
        best = MIN (best, ctg_rank_class (candidate));
    }
  return best;
}

static gboolean
is_worth_waiting_for (const CtgQuestion *question, int best)
{
  g_autoptr (CtgEvidence) row = ctg_evidence_new (question->source->source, "", "", NULL, 0);

  return question->source->decides || ctg_rank_class_of (ctg_trust_from_string (row->trust)) < best;
}

static gboolean
is_settled (const CtgLadder *self)
{
  int best = best_class (self);

  for (guint i = 0; i < self->questions->len; i++)
    {
      const CtgQuestion *question = g_ptr_array_index (self->questions, i);

      if (question->thread != NULL && is_worth_waiting_for (question, best))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_ladder_run:
 * @self: a ladder whose first questions were asked
 *
 * Waits for what is worth waiting for and ends the rest. Asks nothing after that.
 */
void
ctg_ladder_run (CtgLadder *self)
{
  while (self->n_running > 0 && !ctg_ladder_is_ended (self) && !is_settled (self))
    take_answer (self, g_async_queue_pop (self->answers));
  g_cancellable_cancel (ctg_deadline_get_cancellable (self->phase));
  while (self->n_running > 0)
    take_answer (self, g_async_queue_pop (self->answers));
}

/**
 * ctg_ladder_go_on:
 * @self: a ladder that has run
 *
 * Has it take further questions, for another run in what is left of its time.
 */
void
ctg_ladder_go_on (CtgLadder *self)
{
  ctg_deadline_free (self->phase);
  self->phase = ctg_deadline_new (self->world->total_timeout_ms, ctg_deadline_get_cancellable (self->deadline));
}

/**
 * ctg_ladder_tell_end:
 * @self: a ladder that has run
 *
 * Tells the last state of every group, also of those that nobody asked.
 */
void
ctg_ladder_tell_end (CtgLadder *self)
{
  for (guint i = 0; self->note != NULL && i < CTG_N_SOURCES; i++)
    if (self->n_asked[i] == 0 && self->n_found[i] == 0 && self->n_failed[i] == 0)
      self->note (&(CtgDetectionNote) { (CtgSources) i, CTG_SOURCES_SKIPPED, NULL, NULL }, self->data);
    else
      tell (self, (CtgSources) i, NULL);
}
