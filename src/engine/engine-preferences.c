/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person prefers of this profile. */

#include "engine-preferences.h"

#include "engine-private.h"
#include "db.h"
#include "requests.h"
#include "send-rule.h"
#include "sequence-rule.h"
#include "sender.h"
#include "waiting.h"

static gboolean
read_missed (CtgDb *db, gpointer data, GError **error)
{
  g_autofree char *text = ctg_settings_get (db, CTG_MISSED_SETTING);
  char **policy = data;

  *policy = g_strdup (ctg_missed_policy_to_string (ctg_missed_policy_parse (text)));
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  char **policy = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (policy), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_load_missed_async:
 * @self: the engine
 * @callback: called with what is set
 * @user_data: for @callback
 *
 * Reads what becomes of a letter that missed its time.
 */
void
ctg_engine_load_missed_async (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  char **policy = g_new0 (char *, 1);

  g_task_set_task_data (task, policy, g_free);
  ctg_store_read_async (self->store, read_missed, policy, NULL, NULL, loaded_cb, task);
}

/**
 * ctg_engine_load_missed_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): "send", "ask" or "hours"
 */
char *
ctg_engine_load_missed_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
write_missed (CtgDb *db, gpointer data, GError **error)
{
  return ctg_settings_set (db, CTG_MISSED_SETTING, data, error);
}

/**
 * ctg_engine_set_missed_async:
 * @self: the engine
 * @policy: "send", "ask" or "hours"
 * @callback: called when it is kept
 * @user_data: for @callback
 */
void
ctg_engine_set_missed_async (CtgEngine *self, const char *policy, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_missed, g_strdup (policy), g_free, callback, user_data);
}

/**
 * ctg_engine_set_missed_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: whether it is kept
 */
gboolean
ctg_engine_set_missed_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
read_waiting (CtgDb *db, gpointer data, GError **error)
{
  g_autofree char *text = ctg_settings_get (db, CTG_WAITING_SETTING);
  char **days = data;

  *days = g_strdup_printf ("%u", ctg_waiting_parse (text));
  return TRUE;
}

/**
 * ctg_engine_load_waiting_async:
 * @self: the engine
 * @callback: called with what is set
 * @user_data: for @callback
 *
 * Reads after how many working days somebody is waited for.
 */
void
ctg_engine_load_waiting_async (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  char **days = g_new0 (char *, 1);

  g_task_set_task_data (task, days, g_free);
  ctg_store_read_async (self->store, read_waiting, days, NULL, NULL, loaded_cb, task);
}

/**
 * ctg_engine_load_waiting_finish:
 * @self: the engine
 * @result: what the callback got
 * @n_days: (out): what is set, 0: never
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: whether it is known
 */
gboolean
ctg_engine_load_waiting_finish (CtgEngine *self, GAsyncResult *result, guint *n_days, GError **error)
{
  g_autofree char *days = g_task_propagate_pointer (G_TASK (result), error);

  *n_days = days != NULL ? (guint) g_ascii_strtoull (days, NULL, 10) : 0;
  return days != NULL;
}

static gboolean
write_waiting (CtgDb *db, gpointer data, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_settings_set (db, CTG_WAITING_SETTING, data, error);
}

/**
 * ctg_engine_set_waiting_async:
 * @self: the engine
 * @n_days: after how many working days, 0: never
 * @callback: called when it is kept
 * @user_data: for @callback
 */
void
ctg_engine_set_waiting_async (CtgEngine *self, guint n_days, GAsyncReadyCallback callback, gpointer user_data)
{
  char *text = n_days > 0 ? g_strdup_printf ("%u", n_days) : g_strdup ("never");

  ctg_engine_write_async (self, write_waiting, text, g_free, callback, user_data);
}

/**
 * ctg_engine_set_waiting_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: whether it is kept
 */
gboolean
ctg_engine_set_waiting_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_next_working_time:
 * @now_utc_s: a time
 * @zone: where somebody works
 *
 * Returns: the first time from then on within the usual working hours there
 */
gint64
ctg_engine_next_working_time (gint64 now_utc_s, GTimeZone *zone)
{
  return ctg_sequence_rule_due (now_utc_s, 0, CTG_USUAL_HOURS, zone);
}
