/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is everything in order? The database, the keyring and the network; then each account's servers, step by step. */

#include "engine-private.h"

#include "clock.h"
#include "errors.h"
#include "messages.h"
#include "oauth-platform.h"
#include "requests.h"
#include "text.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CtgEngine *engine;     /* (owned) */
  char *account_id;      /* (owned) (nullable) */
  gboolean dials;
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
  g_free (self->account);
  g_free (self->message);
  g_free (self->code);
  g_free (self->reason);
  g_free (self);
}

/**
 * ctg_check_new:
 * @name: what was looked at
 * @account: (nullable): the address of the account it is about
 * @began_us: monotonic time when it began
 *
 * Returns: (transfer full): a check that went well and ended now
 */
CtgCheck *
ctg_check_new (const char *name, const char *account, gint64 began_us)
{
  CtgCheck *self = g_new0 (CtgCheck, 1);

  self->name = g_strdup (name);
  self->account = g_strdup (account);
  self->ok = TRUE;
  self->ms = (ctg_clock_monotonic_us () - began_us) / 1000;
  return self;
}

/**
 * ctg_check_fail:
 * @self: a check
 * @error: why it did not go well
 */
void
ctg_check_fail (CtgCheck *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);

  self->ok = FALSE;
  g_free (self->message);
  self->message = g_strdup (text->headline);
  self->code = g_strdup (error->domain == CTG_ERROR ? ctg_error_code_to_string (error->code) : "FAILED");
  self->reason = g_strdup (ctg_error_get_details (error).reason);
}

/**
 * ctg_text_for_check:
 * @name: a check's name
 *
 * Returns: (transfer none): what was looked at, for a person
 */
const char *
ctg_text_for_check (const char *name)
{
  static const struct { const char *name, *text; } rows[] = {
    { "database", NC_("check", "Database") },
    { "set-aside", NC_("check", "Messages that could not be read") },
    { "warnings", NC_("check", "Good to know") },
    { "keyring", NC_("check", "Keyring") },
    { "passwords", NC_("check", "Kept passwords") },
    { "network", NC_("check", "Network") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (name, rows[i].name))
      return g_dpgettext2 (NULL, "check", rows[i].text);
  for (int step = 0; step < CTG_N_STEPS; step++)
    if (g_str_equal (name, ctg_step_to_string (step)))
      return ctg_text_for_step (step);
  return name;
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
check_network (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  if (g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_OFFLINE, NULL, "There is no network");
  return FALSE;
}

static gboolean
is_looked_at (Diagnosis *diagnosis, const CtgAccount *account)
{
  return account->state != CTG_ACCOUNT_REMOVED &&
         (diagnosis->account_id == NULL || g_str_equal (account->id, diagnosis->account_id));
}

static gboolean
check_secrets (Diagnosis *diagnosis, char **message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) accounts = ctg_engine_list_accounts (diagnosis->engine, error);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);
      const char *purpose = ctg_oauth_platform_find (account->kind) != NULL ? CTG_TOKEN_PURPOSE : "incoming";
      char *secret;

      if (!is_looked_at (diagnosis, account))
        continue;
      secret = ctg_secret_store_lookup (diagnosis->engine->secrets, account->id, purpose, cancellable, error);
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
  g_autofree char *message = NULL;
  gboolean ok = func (diagnosis, &message, cancellable, &error);
  CtgCheck *check = ctg_check_new (name, NULL, began_us);

  check->message = g_steal_pointer (&message);
  if (!ok)
    ctg_check_fail (check, error);
  g_ptr_array_add (diagnosis->checks, check);
}

static void
visit_accounts (Diagnosis *diagnosis, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) accounts = ctg_engine_list_accounts (diagnosis->engine, NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    if (is_looked_at (diagnosis, g_ptr_array_index (accounts, i)))
      ctg_engine_check_account (diagnosis->engine, g_ptr_array_index (accounts, i), diagnosis->checks, cancellable);
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
  if (diagnosis->dials)
    {
      run_check (diagnosis, "network", check_network, cancellable);
      visit_accounts (diagnosis, cancellable);
    }
  return g_steal_pointer (&diagnosis->checks);
}

/**
 * ctg_engine_diagnose_async:
 * @self: the engine
 * @account_id: (nullable): one account, or all
 * @dials: whether the servers are asked too
 * @cancellable: (nullable): ends it between two checks
 * @callback: called with the checks
 * @user_data: for @callback
 *
 * Looks whether the database and the keyring are in order, and how far each account's servers let one in.
 */
void
ctg_engine_diagnose_async (CtgEngine *self, const char *account_id, gboolean dials, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  Diagnosis *diagnosis = g_new0 (Diagnosis, 1);

  diagnosis->engine = g_object_ref (self);
  diagnosis->account_id = g_strdup (account_id);
  diagnosis->dials = dials;
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
