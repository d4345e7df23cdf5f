/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is everything in order? The database and the keyring; an account's connection is tried by its running session. */

#include "engine-private.h"

#include "clock.h"
#include "errors.h"
#include "messages.h"
#include "requests.h"
#include "text.h"
#include "texts.h"

typedef struct
{
  CtgEngine *engine;     /* (owned) */
  char *account_id;      /* (owned) (nullable) */
  GPtrArray *checks;     /* (owned) (element-type CtgCheck) */
} Diagnosis;

typedef gboolean (*CheckFunc) (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error);

/**
 * ctg_check_free:
 * @self: (transfer full) (nullable): a check
 */
void
ctg_check_free (CtgCheck *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->message);
  g_free (self);
}

static void
diagnosis_free (Diagnosis *diagnosis)
{
  g_object_unref (diagnosis->engine);
  g_free (diagnosis->account_id);
  g_clear_pointer (&diagnosis->checks, g_ptr_array_unref);
  g_free (diagnosis);
}

static gboolean
check_database (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  return ctg_store_check (diagnosis->engine->store, FALSE, error);
}

static gboolean
count_quarantine (CtgDb *db, gpointer data, GError **error)
{
  gint64 *n_aside = data;

  *n_aside = ctg_quarantine_count (db);
  return TRUE;
}

static gboolean
check_quarantine (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  gint64 n_aside = 0;

  if (!ctg_store_read (diagnosis->engine->store, count_quarantine, &n_aside, cancellable, error))
    return FALSE;
  *message = g_strdup_printf ("%" G_GINT64_FORMAT, n_aside);
  return TRUE;
}

static void
append_problem (GString *text, const CtgProblem *problem)
{
  g_autofree char *line = g_strdup_printf ("%s\t%s\t\t\t", problem->code,
                                           problem->reason != NULL ? problem->reason : "");
  g_autoptr (GError) error = ctg_engine_error_from_text (line);
  g_autoptr (CtgErrorText) words = ctg_error_text_new (error);

  g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " " : "", problem->subject,
                          *problem->subject != '\0' ? ": " : "", words->headline);
}

static gboolean
list_problems (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **problems = data;

  *problems = ctg_problems_list (db, error);
  return *problems != NULL;
}

/* What is only to be known, and nothing is broken by: never a failure. */
static gboolean
check_warnings (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!ctg_store_read (diagnosis->engine->store, list_problems, &problems, cancellable, error))
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    append_problem (text, g_ptr_array_index (problems, i));
  *message = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

/* A look-up that finds nothing has been answered by an open keyring. */
static gboolean
check_keyring (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *secret = ctg_secret_store_lookup (diagnosis->engine->secrets, "doctor", "incoming", cancellable, &failure);

  ctg_secret_free (secret);
  if (secret != NULL || g_error_matches (failure, CTG_ERROR, CTG_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
check_secrets (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) accounts = ctg_engine_list_accounts (diagnosis->engine, error);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);
      char *secret;

      if (account->state == CTG_ACCOUNT_REMOVED ||
          (diagnosis->account_id != NULL && !g_str_equal (account->id, diagnosis->account_id)))
        continue;
      secret = ctg_secret_store_lookup (diagnosis->engine->secrets, account->id, "incoming", cancellable, error);
      if (secret == NULL)
        return FALSE;
      ctg_secret_free (secret);
    }
  return accounts != NULL;
}

static void
run_check (Diagnosis *diagnosis, const char *name, CheckFunc func, GCancellable *cancellable)
{
  gint64 began_us = ctg_clock_monotonic_us ();
  g_autoptr (GError) error = NULL;
  CtgCheck *check = g_new0 (CtgCheck, 1);

  check->name = g_strdup (name);
  check->ok = func (diagnosis, &check->message, cancellable, &error);
  check->ms = (ctg_clock_monotonic_us () - began_us) / 1000;
  if (!check->ok)
    {
      g_autoptr (CtgErrorText) text = ctg_error_text_new (error);

      g_free (check->message);
      check->message = g_strdup (text->headline);
    }
  g_ptr_array_add (diagnosis->checks, check);
}

static gpointer
diagnose_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Diagnosis *diagnosis = data;

  run_check (diagnosis, "database", check_database, cancellable);
  run_check (diagnosis, "set-aside", check_quarantine, cancellable);
  run_check (diagnosis, "warnings", check_warnings, cancellable);
  run_check (diagnosis, "keyring", check_keyring, cancellable);
  run_check (diagnosis, "passwords", check_secrets, cancellable);
  return g_steal_pointer (&diagnosis->checks);
}

/**
 * ctg_engine_diagnose_async:
 * @self: the engine
 * @account_id: (nullable): one account, or all
 * @cancellable: (nullable): ends it between two checks
 * @callback: called with the checks
 * @user_data: for @callback
 *
 * Looks whether the database and the keyring are in order.
 */
void
ctg_engine_diagnose_async (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  Diagnosis *diagnosis = g_new0 (Diagnosis, 1);

  diagnosis->engine = g_object_ref (self);
  diagnosis->account_id = g_strdup (account_id);
  diagnosis->checks = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_check_free);
  ctg_worker_run_async (self->setup, diagnose_job, diagnosis, (GDestroyNotify) diagnosis_free,
                        (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * ctg_engine_diagnose_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: when it was cancelled
 *
 * Returns: (transfer full) (element-type CtgCheck): the checks, in order
 */
GPtrArray *
ctg_engine_diagnose_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
