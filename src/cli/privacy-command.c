/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What others get to see of a letter in what is exported. */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"

#include "errors.h"
#include "letter-privacy.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 key;
  CtgLetterPrivacy level;
} Job;

static gboolean
get_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->level = ctg_letter_privacy_get (db, job->key);
  return TRUE;
}

static gboolean
set_job (CtgDb *db, gpointer data, GError **error)
{
  const Job *job = data;

  return ctg_letter_privacy_set (db, job->key, job->level, error);
}

static const char *
get_words (CtgLetterPrivacy level)
{
  static const char *const words[] = {
    N_("An export leaves this letter out."),
    N_("An export says who wrote this letter, and when."),
    N_("An export says who wrote this letter and when, and its subject."),
    N_("An export has all of this letter."),
  };

  return _(words[level]);
}

static int
report (CtgSession *session, const Job *job)
{
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!session->json)
    {
      ctg_session_print (session, "%s\n", get_words (job->level));
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", job->key);
  ctg_json_add_string (json, "privacy", ctg_letter_privacy_to_string (job->level));
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static gboolean
read_level (const char *text, CtgLetterPrivacy *level, GError **error)
{
  if (ctg_letter_privacy_parse (text, level))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("LEVEL is one of private, metadata, subject, all."));
  return FALSE;
}

static int
run_privacy (CtgSession *session, const CtgInvocation *invocation)
{
  const char *level = invocation->arguments[1];
  g_autoptr (GError) error = NULL;
  Job job = { 0 };

  if (!ctg_session_find_message (session, invocation->arguments[0], &job.key, &error))
    return ctg_session_fail (session, error);
  if (level == NULL ? !ctg_session_read (session, get_job, &job, &error)
                    : !read_level (level, &job.level, &error) ||
                        !ctg_store_write (ctg_engine_get_store (session->engine), set_job, &job, session->cancellable,
                                          &error))
    return ctg_session_fail (session, error);
  return report (session, &job);
}

const CtgCommand ctg_privacy_commands[] = {
  { "privacy", N_("MESSAGE [LEVEL]"), N_("Say or set what an export shows of a message"), 1, 2, NULL, run_privacy },
  { NULL },
};
