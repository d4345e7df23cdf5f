/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rules log by themselves, what is never logged, and what a rule would log. */

#include "engine-private.h"

#include "clock.h"
#include "errors.h"
#include "ingest.h"
#include "log-policy.h"
#include "log-rule.h"
#include "mail.h"
#include "never-log.h"
#include "own-addresses.h"
#include "requests.h"

#define RULES_KEY "log-rules"
#define DAY_S (24 * 3600)

/* A read transaction is short (250 ms): a preview looks at the mail in pieces. */
#define PREVIEW_CHUNK 500

static const char *const names[] = { "core", "contact", "folder", "bcc", "forward" };

/* The never-log list. */

typedef struct
{
  char *pattern;         /* (owned) in its one spelling */
  gboolean is_listed;
  gboolean *changed;     /* (unowned) */
} PatternJob;

static void
pattern_job_free (PatternJob *job)
{
  g_free (job->pattern);
  g_free (job);
}

static gboolean
write_pattern (CtgDb *db, gpointer data, GError **error)
{
  PatternJob *job = data;
  gboolean done = job->is_listed ? ctg_never_log_add (db, job->pattern, job->changed, error)
                                 : ctg_never_log_remove (db, job->pattern, job->changed, error);

  if (!done || !*job->changed)
    return done;
  return ctg_undo_begin (db, job->is_listed ? "never-add" : "never-remove", 0, job->pattern, error);
}

static void
pattern_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ctg_engine_is_never_logged:
 * @db: any connection
 * @address: a person's
 *
 * Returns: whether the list names it
 */
gboolean
ctg_engine_is_never_logged (CtgDb *db, const char *address)
{
  g_autoptr (GPtrArray) patterns = ctg_never_log_list (db, NULL);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_free);
  CtgNeverLogFacts facts = { people, NULL, NULL };

  g_ptr_array_add (people, ctg_address_key (address));
  for (guint i = 0; patterns != NULL && i < patterns->len; i++)
    if (ctg_never_log_matches (g_ptr_array_index (patterns, i), &facts))
      return TRUE;
  return FALSE;
}

typedef struct
{
  char **people;       /* (owned) as typed */
  char *found;         /* (owned) (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_strfreev (question->people);
  g_free (question->found);
  g_free (question);
}

static gboolean
read_never_logged (CtgDb *db, gpointer data, GError **error)
{
  Question *question = data;

  for (gsize i = 0; question->people[i] != NULL && question->found == NULL; i++)
    {
      g_autofree char *address = ctg_address_normalise (question->people[i], NULL);

      if (address != NULL && ctg_engine_is_never_logged (db, address))
        question->found = g_steal_pointer (&address);
    }
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);

  ctg_store_read_finish (CTG_STORE (source), result, NULL);
  g_task_return_pointer (task, g_steal_pointer (&question->found), g_free);
}

/**
 * ctg_engine_find_never_logged_async:
 * @self: the engine
 * @people: addresses as typed into a letter, parted by commas
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks for somebody on the never-log list.
 */
void
ctg_engine_find_never_logged_async (CtgEngine *self, const char *people, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->people = ctg_address_split (people);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  ctg_store_read_async (self->store, read_never_logged, question, NULL, NULL, answered_cb, task);
}

/**
 * ctg_engine_find_never_logged_finish:
 * @self: the engine
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): the first address that the list names
 */
char *
ctg_engine_find_never_logged_finish (CtgEngine *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * ctg_engine_set_never_log_async:
 * @self: the engine
 * @pattern: as typed: an address, a domain, "folder:NAME", "sensitivity:MARK"
 * @is_listed: whether it is to be on the list
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * What is logged already stays.
 */
void
ctg_engine_set_never_log_async (CtgEngine *self, const char *pattern, gboolean is_listed,
  GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  char *normal = ctg_never_log_normalise (pattern, &error);
  PatternJob *job;

  if (normal == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (!is_listed && ctg_policy_keeps_pattern (self->policy, normal))
    {
      g_task_return_error (task, ctg_error_new (CTG_ERROR_INVALID_INPUT, "locked", "The policy keeps %s", normal));
      g_free (normal);
      g_object_unref (task);
      return;
    }
  job = g_new0 (PatternJob, 1);
  job->pattern = normal;
  job->is_listed = is_listed;
  job->changed = g_new0 (gboolean, 1);
  g_task_set_task_data (task, job->changed, g_free);
  ctg_engine_write_async (self, write_pattern, job, (GDestroyNotify) pattern_job_free, pattern_written_cb, task);
}

/**
 * ctg_engine_set_never_log_finish:
 * @self: the engine
 * @result: what the callback got
 * @changed: (out): whether the list is another one now
 * @error: %CTG_ERROR_INVALID_INPUT with reason pattern, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_set_never_log_finish (CtgEngine *self, GAsyncResult *result, gboolean *changed, GError **error)
{
  const gboolean *kept = g_task_get_task_data (G_TASK (result));

  *changed = kept != NULL && *kept;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Rules. */

typedef struct
{
  CtgLogRules rule;
  gboolean is_on;
} RuleJob;

static CtgLogRules
read_rules (CtgDb *db)
{
  g_autofree char *text = ctg_settings_get (db, RULES_KEY);

  return ctg_log_rules_parse (text);
}

static gboolean
read_rules_job (CtgDb *db, gpointer data, GError **error)
{
  *(CtgLogRules *) data = read_rules (db);
  return TRUE;
}

static gboolean
write_rule (CtgDb *db, gpointer data, GError **error)
{
  const RuleJob *job = data;
  CtgLogRules rules = read_rules (db);
  g_autofree char *text = ctg_log_rules_to_text (job->is_on ? rules | job->rule : rules & ~job->rule);

  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_settings_set (db, RULES_KEY, text, error);
}

/**
 * ctg_rule_state_free:
 * @self: (transfer full) (nullable): a rule
 */
void
ctg_rule_state_free (CtgRuleState *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * ctg_engine_list_rules:
 * @self: the engine
 * @error: %CTG_ERROR_STORAGE
 *
 * Blocks for one look-up.
 *
 * Returns: (transfer full) (nullable) (element-type CtgRuleState): every rule that acts by itself
 */
GPtrArray *
ctg_engine_list_rules (CtgEngine *self, GError **error)
{
  CtgLogRules rules = 0;
  GPtrArray *states;

  if (!ctg_store_read (self->store, read_rules_job, &rules, NULL, error))
    return NULL;
  states = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_rule_state_free);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CtgRuleState *state = g_new0 (CtgRuleState, 1);

      state->name = g_strdup (names[i]);
      state->is_on = (rules & ctg_log_rule_find (names[i])) != 0;
      g_ptr_array_add (states, state);
    }
  return states;
}

static gboolean
check_rule (CtgEngine *self, const char *name, GAsyncReadyCallback callback, gpointer user_data)
{
  if (ctg_log_rule_find (name) != 0)
    return TRUE;
  g_task_report_error (self, callback, user_data, NULL,
                       ctg_error_new (CTG_ERROR_INVALID_INPUT, "no-such-rule", "There is no such rule"));
  return FALSE;
}

/**
 * ctg_engine_set_rule_async:
 * @self: the engine
 * @name: a rule
 * @is_on: whether it is to log by itself
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * For mail that comes from now on.
 */
void
ctg_engine_set_rule_async (CtgEngine *self, const char *name, gboolean is_on, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  RuleJob *job;

  if (!check_rule (self, name, callback, user_data))
    return;
  job = g_new0 (RuleJob, 1);
  job->rule = ctg_log_rule_find (name);
  job->is_on = is_on;
  ctg_engine_write_async (self, write_rule, job, g_free, callback, user_data);
}

/**
 * ctg_engine_set_rule_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT with reason no-such-rule, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_set_rule_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Preview. */

typedef struct
{
  CtgEngine *engine;     /* (owned) */
  CtgLogRules rule;
  gint64 since_utc_s;
  GHashTable *own;       /* (owned) (nullable) */
  GArray *held;          /* (owned) (nullable) */
  guint at;
  GArray *found;         /* (owned) */
} PreviewJob;

static void
preview_job_free (PreviewJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->own, g_hash_table_unref);
  g_clear_pointer (&job->held, g_array_unref);
  g_clear_pointer (&job->found, g_array_unref);
  g_free (job);
}

static gboolean
list_held (CtgDb *db, gpointer data, GError **error)
{
  PreviewJob *job = data;

  g_clear_pointer (&job->held, g_array_unref);
  job->held = ctg_messages_list_since (db, job->since_utc_s, error);
  return job->held != NULL;
}

static gboolean
judge_piece (CtgDb *db, gpointer data, GError **error)
{
  PreviewJob *job = data;
  guint end = MIN (job->at + PREVIEW_CHUNK, job->held->len);

  for (; job->at < end; job->at++)
    {
      gint64 key = g_array_index (job->held, gint64, job->at);
      CtgLogVerdict verdict;

      /* What went since the list was made is no failure. */
      if (ctg_ingest_judge (db, job->own, key, job->rule, &verdict, NULL) && verdict.decision == CTG_LOG_ADMIT)
        g_array_append_val (job->found, key);
    }
  return TRUE;
}

static gpointer
preview_job (gpointer data, GCancellable *cancellable, GError **error)
{
  PreviewJob *job = data;
  CtgStore *store = job->engine->store;

  job->own = ctg_own_addresses_read (store, error);
  if (job->own == NULL || !ctg_store_read (store, list_held, job, cancellable, error))
    return NULL;
  while (job->at < job->held->len)
    if (!ctg_store_read (store, judge_piece, job, cancellable, error))
      return NULL;
  return g_array_ref (job->found);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GArray *found = ctg_worker_run_finish (result, &error);

  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
}

/**
 * ctg_engine_preview_rule_async:
 * @self: the engine
 * @name: a rule
 * @n_days: how far to look back
 * @cancellable: (nullable): ends it
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * What the rule would log of the mail that is held and logged on nobody, were it the only one.
 */
void
ctg_engine_preview_rule_async (CtgEngine *self, const char *name, guint n_days, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  PreviewJob *job;

  if (!check_rule (self, name, callback, user_data))
    return;
  job = g_new0 (PreviewJob, 1);
  job->engine = g_object_ref (self);
  job->rule = ctg_log_rule_find (name);
  job->since_utc_s = ctg_clock_now_utc_s () - (gint64) n_days * DAY_S;
  job->found = g_array_new (FALSE, FALSE, sizeof (gint64));
  ctg_worker_run_async (self->files, preview_job, job, (GDestroyNotify) preview_job_free,
                        (GDestroyNotify) g_array_unref, cancellable, previewed_cb,
                        g_task_new (self, cancellable, callback, user_data));
}

/**
 * ctg_engine_preview_rule_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT with reason no-such-rule, %CTG_ERROR_STORAGE, cancellation
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the messages, newest first
 */
GArray *
ctg_engine_preview_rule_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
