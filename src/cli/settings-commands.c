/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "requests.h"

#include "errors.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const char *key;
  const char *value;
  char *held;
} Job;

static gboolean
get_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->held = ctg_settings_get (db, job->key);
  if (job->held == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("The setting “%s” has no value."), job->key);
  return job->held != NULL;
}

static gboolean
set_job (CtgDb *db, gpointer data, GError **error)
{
  const Job *job = data;

  return ctg_settings_set (db, job->key, job->value, error);
}

static int
report (CtgSession *session, const char *key, const char *value)
{
  g_autoptr (CtgJsonWriter) json = NULL;

  ctg_session_print (session, "%s\n", value);
  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "key", key);
  ctg_json_add_string (json, "value", value);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
run_get (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { invocation->arguments[0] };
  g_autoptr (GError) error = NULL;
  g_autofree char *held = NULL;

  if (!ctg_session_read (session, get_job, &job, &error))
    return ctg_session_fail (session, error);
  held = job.held;
  return report (session, job.key, held);
}

static gboolean
is_key (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 64 && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == length;
}

static int
run_set (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { invocation->arguments[0], invocation->arguments[1] };
  g_autoptr (GError) error = NULL;

  if (!is_key (job.key))
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is not the name of a setting."), job.key);
  if (error != NULL || ctg_session_open (session, &error) == NULL ||
      !ctg_store_write (ctg_engine_get_store (session->engine), set_job, &job, session->cancellable, &error))
    return ctg_session_fail (session, error);
  return report (session, job.key, job.value);
}

const CtgCommand ctg_settings_commands[] = {
  { "settings get", N_("KEY"), N_("Say what a setting is"), 1, 1, NULL, run_get },
  { "settings set", N_("KEY VALUE"), N_("Change a setting"), 2, 2, NULL, run_set },
  { NULL },
};
