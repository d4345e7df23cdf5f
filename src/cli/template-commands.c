/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words that are sent again and again. */

#include "body-input.h"
#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "engine-templates.h"
#include "errors.h"
#include "templates.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 id;
  GPtrArray *templates;    /* (owned) (nullable) */
  CtgTemplate *template;   /* (owned) (nullable) */
} Job;

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->templates = ctg_templates_list (db, error);
  return job->templates != NULL;
}

static gboolean
get_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->template = ctg_templates_get (db, job->id, error);
  return job->template != NULL;
}

static void
add_template (CtgJsonWriter *json, const CtgTemplate *template)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", template->id);
  ctg_json_add_string (json, "name", template->name);
  ctg_json_add_string (json, "folder", template->folder);
  ctg_json_add_string (json, "shortcut", template->shortcut);
  ctg_json_add_string (json, "subject", template->subject);
  ctg_json_add_string (json, "text", template->text);
  ctg_json_add_date (json, "changed", template->changed_utc_s);
  ctg_json_writer_end_object (json);
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) templates = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (4);

  if (!ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  templates = job.templates;
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < templates->len; i++)
    {
      const CtgTemplate *template = g_ptr_array_index (templates, i);
      g_autofree char *subject = ctg_terminal_text (template->subject);
      g_autofree char *shortcut = *template->shortcut != '\0' ? g_strconcat ("/", template->shortcut, NULL)
                                                              : g_strdup ("");

      add_template (json, template);
      ctg_table_add (table, template->name, template->folder, shortcut, subject, NULL);
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_table_print (table, session, FALSE);
  return templates->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
show (CtgSession *session, gint64 id)
{
  Job job = { .id = id };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgTemplate) template = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!ctg_session_read (session, get_job, &job, &error))
    return ctg_session_fail (session, error);
  template = job.template;
  if (!session->json)
    {
      ctg_session_print (session, "%s\n\n%s\n", template->subject, template->text);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  add_template (json, template);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
run_show_template (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!ctg_session_find_template (session, invocation->arguments[0], &id, &error))
    return ctg_session_fail (session, error);
  return show (session, id);
}

static int
put (CtgSession *session, const CtgTemplateFields *fields)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id = fields->id;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_put_template_async (session->engine, fields, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_put_template_finish (session->engine, result, &error) ||
      (id == 0 && !ctg_session_find_template (session, fields->name, &id, &error)))
    return ctg_session_fail (session, error);
  return show (session, id);
}

static int
run_put (CtgSession *session, const CtgInvocation *invocation)
{
  const char *subject = ctg_invocation_get (invocation, "subject");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ctg_body_read (stdin, &error);
  CtgTemplateFields fields = { .name = invocation->arguments[0], .folder = ctg_invocation_get (invocation, "folder"),
                               .shortcut = ctg_invocation_get (invocation, "shortcut"),
                               .subject = subject != NULL ? subject : "", .text = text };

  return text != NULL ? put (session, &fields) : ctg_session_fail (session, error);
}

static int
run_edit (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  CtgTemplateFields fields = { .name = ctg_invocation_get (invocation, "name"),
                               .folder = ctg_invocation_get (invocation, "folder"),
                               .shortcut = ctg_invocation_get (invocation, "shortcut"),
                               .subject = ctg_invocation_get (invocation, "subject") };

  if (!ctg_session_find_template (session, invocation->arguments[0], &fields.id, &error))
    return ctg_session_fail (session, error);
  return put (session, &fields);
}

static int
run_rename_folder (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_rename_template_folder_async (session->engine, invocation->arguments[0], invocation->arguments[1],
                                           ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_rename_template_folder_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return run_list (session, invocation);
}

static int
run_remove (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  if (!ctg_session_find_template (session, invocation->arguments[0], &id, &error))
    return ctg_session_fail (session, error);
  ctg_engine_remove_template_async (session->engine, id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_remove_template_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return CTG_EXIT_DONE;
}

static const CtgOption put_options[] = {
  { "folder", N_("NAME"), N_("Where it belongs") },
  { "shortcut", N_("WORD"), N_("What stands for it in a letter, after a slash") },
  { "subject", N_("TEXT"), N_("What it is about") },
  { NULL },
};

static const CtgOption edit_options[] = {
  { "name", N_("NAME"), N_("What it is called") },
  { "folder", N_("NAME"), N_("Where it belongs") },
  { "shortcut", N_("WORD"), N_("What stands for it in a letter, after a slash") },
  { "subject", N_("TEXT"), N_("What it is about") },
  { NULL },
};

const CtgCommand ctg_template_commands[] = {
  { "templates list", "", N_("List the templates"), 0, 0, NULL, run_list },
  { "templates show", N_("TEMPLATE"), N_("Show a template"), 1, 1, NULL, run_show_template },
  { "templates put", N_("NAME"), N_("Keep the text on standard input as a template"), 1, 1, put_options, run_put },
  { "templates edit", N_("TEMPLATE"), N_("Change a template"), 1, 1, edit_options, run_edit },
  { "templates rename-folder", N_("FOLDER NEW"), N_("Rename a folder of templates; \"\" removes it"),
    2, 2, NULL, run_rename_folder },
  { "templates remove", N_("TEMPLATE"), N_("Throw a template away"), 1, 1, NULL, run_remove },
  { NULL },
};
