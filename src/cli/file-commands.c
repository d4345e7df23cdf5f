/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What needs no profile: message files are read, said, and forgotten. */

#include "commands.h"
#include "inspection.h"

#include "errors.h"
#include "html-clean.h"
#include "json-values.h"
#include "mailbox-files.h"
#include "thread-set.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* Over the parser's own cap, so that it is the parser that refuses. */
#define FILE_MAX_BYTES (64 * 1024 * 1024)

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, "standard::size,standard::type", G_FILE_QUERY_INFO_NONE,
                                                  NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (info == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("There is no file “%s”."), path);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is not a file."), path);
  else if (g_file_info_get_size (info) > FILE_MAX_BYTES)
    ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, "The file is too large");
  else
    bytes = g_file_load_bytes (file, NULL, NULL, error);
  ctg_error_convert (error, NULL);
  return g_steal_pointer (&bytes);
}

static int
run_inspect (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_file (invocation->arguments[0], &error);
  g_autoptr (CtgMail) mail = bytes != NULL ? ctg_mail_parse (bytes, 0, &error) : NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (mail == NULL)
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      ctg_inspection_print (session, mail);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_inspection_add (json, mail);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static void
print_clean_json (CtgSession *session, const CtgCleanHtml *clean)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "html", clean->html);
  ctg_json_begin_array (json, "remote");
  for (guint i = 0; i < clean->remote->len; i++)
    ctg_json_add_string (json, NULL, g_ptr_array_index (clean->remote, i));
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static int
run_clean (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_file (invocation->arguments[0], &error);
  g_autofree char *html = bytes != NULL ? ctg_html_from_bytes (bytes) : NULL;
  g_autoptr (CtgCleanHtml) clean = html != NULL ? ctg_html_clean (html, CTG_HTML_CLEAN_NONE, &error) : NULL;

  if (clean == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    {
      print_clean_json (session, clean);
      return CTG_EXIT_DONE;
    }
  fputs (clean->html, stdout);
  /* Not a note that --quiet takes away: it is half of the answer. */
  for (guint i = 0; i < clean->remote->len; i++)
    fprintf (stderr, "%s\n", (const char *) g_ptr_array_index (clean->remote, i));
  return CTG_EXIT_DONE;
}

typedef struct
{
  CtgSession *session;
  CtgThreadSet *set;
  GPtrArray *message_ids;   /* (element-type utf8) of each message, in the order they were met */
  GPtrArray *files;         /* (element-type utf8) as many */
  guint n_failed;
} Collecting;

static gboolean
collect (const char *path, gint64 offset, gint64 length, GBytes *bytes, const GError *failure, gpointer data,
         GError **error)
{
  Collecting *collecting = data;
  g_autoptr (CtgMail) mail = bytes != NULL ? ctg_mail_parse (bytes, 0, NULL) : NULL;

  /* Nothing else runs the main context here, and it is what Ctrl+C comes through. */
  g_main_context_iteration (NULL, FALSE);
  if (mail == NULL)
    {
      collecting->n_failed++;
      ctg_session_note (collecting->session, _("%s cannot be read as a message."), path);
      return TRUE;
    }
  ctg_thread_set_add (collecting->set, collecting->files->len, mail->message_id,
                      (const char *const *) mail->references, (const char *const *) mail->in_reply_to);
  g_ptr_array_add (collecting->message_ids, g_strdup (mail->message_id));
  g_ptr_array_add (collecting->files, g_strdup (path));
  return TRUE;
}

static void
print_threads (CtgSession *session, GPtrArray *groups, GPtrArray *files)
{
  for (guint i = 0; i < groups->len; i++)
    {
      const GArray *group = g_ptr_array_index (groups, i);

      ctg_session_print (session, _("%sThread %u%s\n"), ctg_session_bold (session), i + 1, ctg_session_plain (session));
      for (guint j = 0; j < group->len; j++)
        {
          const char *file = g_ptr_array_index (files, g_array_index (group, guint, j));

          ctg_session_print (session, "  %s\n", file);
        }
    }
}

static void
add_members (CtgJsonWriter *json, const char *name, const GArray *group, GPtrArray *values)
{
  ctg_json_begin_array (json, name);
  for (guint i = 0; i < group->len; i++)
    ctg_json_add_string (json, NULL, g_ptr_array_index (values, g_array_index (group, guint, i)));
  ctg_json_writer_end_array (json);
}

static void
print_threads_json (CtgSession *session, GPtrArray *groups, const Collecting *collecting)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < groups->len; i++)
    {
      ctg_json_writer_begin_object (json);
      add_members (json, "message_ids", g_ptr_array_index (groups, i), collecting->message_ids);
      add_members (json, "files", g_ptr_array_index (groups, i), collecting->files);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_session_print_json (session, json);
}

static gboolean
check_paths (char **paths, GError **error)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_file_test (paths[i], G_FILE_TEST_EXISTS))
      {
        ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("There is no file or folder “%s”."), paths[i]);
        return FALSE;
      }
  return TRUE;
}

static int
run_thread_files (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (CtgThreadSet) set = ctg_thread_set_new ();
  g_autoptr (GPtrArray) message_ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GError) error = NULL;
  Collecting collecting = { session, set, message_ids, files };

  if (!check_paths (invocation->arguments, &error) ||
      !ctg_mailbox_files_each ((const char *const *) invocation->arguments, collect, &collecting, session->cancellable,
                               &error))
    return ctg_session_fail (session, error);
  groups = ctg_thread_set_get_groups (set);
  if (session->json)
    print_threads_json (session, groups, &collecting);
  else
    print_threads (session, groups, files);
  if (groups->len > 0)
    return CTG_EXIT_DONE;
  return collecting.n_failed > 0 ? CTG_EXIT_FAILED : CTG_EXIT_NOTHING;
}

const CtgCommand ctg_file_commands[] = {
  { "inspect", N_("FILE"), N_("Say what is in a message file; store nothing"), 1, 1, NULL, run_inspect },
  { "clean", N_("FILE"), N_("Show what an HTML body would show; what it would load goes to standard error"), 1, 1, NULL,
    run_clean },
  { "thread-files", N_("PATH..."), N_("Put message files into threads; store nothing"), 1, CTG_ANY_NUMBER, NULL,
    run_thread_files },
  { NULL },
};
