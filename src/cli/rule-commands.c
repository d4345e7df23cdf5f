/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rules log by themselves, what is never logged, and taking back. */

#include "commands.h"
#include "held-list.h"
#include "json-values.h"
#include "table.h"

#include "errors.h"
#include "log-policy.h"
#include "texts.h"

#include <glib/gi18n.h>

#define DAYS_MAX 36500

/* The never-log list. */

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **patterns = data;

  *patterns = ctg_never_log_list (db, error);
  return *patterns != NULL;
}

static int
run_never_list (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GPtrArray) patterns = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!ctg_session_read (session, list_job, &patterns, &error))
    return ctg_session_fail (session, error);
  for (guint i = 0; !session->json && i < patterns->len; i++)
    ctg_session_print (session, "%s\n", (const char *) g_ptr_array_index (patterns, i));
  if (!session->json)
    return patterns->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
  json = ctg_json_writer_new ();
  g_ptr_array_add (patterns, NULL);
  ctg_json_writer_begin_object (json);
  ctg_json_add_strings (json, "patterns", (const char *const *) patterns->pdata);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
set_never (CtgSession *session, const char *pattern, gboolean is_listed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;
  gboolean changed = FALSE;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_set_never_log_async (session->engine, pattern, is_listed, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_set_never_log_finish (session->engine, result, &changed, &error))
    return ctg_session_fail (session, error);
  if (session->json)
    {
      json = ctg_json_writer_new ();
      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "pattern", pattern);
      ctg_json_add_boolean (json, "listed", is_listed);
      ctg_json_add_boolean (json, "changed", changed);
      ctg_json_writer_end_object (json);
      ctg_session_print_json (session, json);
    }
  else if (!changed)
    ctg_session_note (session, is_listed ? _("It was on the list already.") : _("It was not on the list."));
  return changed || is_listed ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_never_add (CtgSession *session, const CtgInvocation *invocation)
{
  return set_never (session, invocation->arguments[0], TRUE);
}

static int
run_never_remove (CtgSession *session, const CtgInvocation *invocation)
{
  return set_never (session, invocation->arguments[0], FALSE);
}

/* Rules. */

static void
add_rule (CtgJsonWriter *json, const CtgRuleState *rule)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "rule", rule->name);
  ctg_json_add_boolean (json, "on", rule->is_on);
  ctg_json_add_string (json, "logs", ctg_text_for_rule_switch (rule->name));
  ctg_json_writer_end_object (json);
}

static int
run_rules_show (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (CtgTable) table = ctg_table_new (3);
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  if (ctg_session_open (session, &error) != NULL)
    rules = ctg_engine_list_rules (session->engine, &error);
  if (rules == NULL)
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_object (json);
  ctg_json_begin_array (json, "rules");
  for (guint i = 0; i < rules->len; i++)
    {
      const CtgRuleState *rule = g_ptr_array_index (rules, i);

      add_rule (json, rule);
      ctg_table_add (table, rule->name, rule->is_on ? _("on") : _("off"), ctg_text_for_rule_switch (rule->name),
      NULL);
    }
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_table_print (table, session, FALSE);
  return CTG_EXIT_DONE;
}

static int
preview (CtgSession *session, const char *rule, const char *days)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) keys = NULL;
  guint64 n_days = 0;

  if (!g_ascii_string_to_unsigned (days, 10, 1, DAYS_MAX, &n_days, NULL))
    {
      ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("--preview takes a number of days."));
      return ctg_session_fail (session, error);
    }
  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_preview_rule_async (session->engine, rule, (guint) n_days, session->cancellable, ctg_session_result_cb,
                                 &result);
  ctg_session_wait (session, &result);
  keys = ctg_engine_preview_rule_finish (session->engine, result, &error);
  if (keys == NULL || !ctg_held_list_print (session, keys, &error))
    return ctg_session_fail (session, error);
  if (keys->len == 0)
    ctg_session_note (session, _("This rule would log nothing of what is held from these days."));
  return keys->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_rules_set (CtgSession *session, const CtgInvocation *invocation)
{
  const char *rule = invocation->arguments[0], *state = invocation->arguments[1];
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!g_str_equal (state, "on") && !g_str_equal (state, "off"))
    {
      ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("A rule is switched on or off."));
      return ctg_session_fail (session, error);
    }
  if (ctg_invocation_has (invocation, "preview"))
    return preview (session, rule, ctg_invocation_get (invocation, "preview"));
  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_set_rule_async (session->engine, rule, g_str_equal (state, "on"), ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_set_rule_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return run_rules_show (session, invocation);
}

static int
run_undo (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *kind = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_undo_async (session->engine, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  kind = ctg_engine_undo_finish (session->engine, result, &error);
  if (kind == NULL)
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      ctg_session_print (session, "%s\n", ctg_text_for_undone (kind));
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "undone", kind);
  ctg_json_add_string (json, "text", ctg_text_for_undone (kind));
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static const CtgOption set_options[] = {
  { "preview", N_("DAYS"), N_("Change nothing; list what the rule would log of so many days") },
  { NULL },
};

const CtgCommand ctg_rule_commands[] = {
  { "never-log list", "", N_("List what is never logged by itself"), 0, 0, NULL, run_never_list },
  { "never-log add", N_("PATTERN"), N_("Never log an address, a domain, folder:NAME or sensitivity:MARK"), 1, 1, NULL,
    run_never_add },
  { "never-log remove", N_("PATTERN"), N_("Take it off that list"), 1, 1, NULL, run_never_remove },
  { "rules show", "", N_("Say which rules log by themselves"), 0, 0, NULL, run_rules_show },
  { "rules set", N_("RULE on|off"), N_("Switch a rule, or see first what it would log"), 2, 2, set_options,
    run_rules_set },
  { "undo", "", N_("Take back what was done last to the log"), 0, 0, NULL, run_undo },
  { NULL },
};
