/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "engine-sent.h"
#include "errors.h"

#include <glib/gi18n.h>

static void
print_json (CtgSession *session, const CtgSentChoice *choice)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "sent_folder", choice->current);
  ctg_json_add_boolean (json, "may_make", choice->may_make);
  ctg_json_begin_array (json, "folders");
  for (guint i = 0; i < choice->folders->len; i++)
    {
      const CtgFolderChoice *folder = g_ptr_array_index (choice->folders, i);

      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "name", folder->name);
      ctg_json_add_string (json, "folder", folder->remote_name);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
print_table (CtgSession *session, const CtgSentChoice *choice)
{
  g_autoptr (CtgTable) table = ctg_table_new (2);

  for (guint i = 0; i < choice->folders->len; i++)
    {
      const CtgFolderChoice *folder = g_ptr_array_index (choice->folders, i);
      g_autofree char *name = ctg_terminal_text (folder->name);

      ctg_table_add (table, name, g_strcmp0 (choice->current, folder->remote_name) == 0 ? _("keeps sent mail") : "",
                     NULL);
    }
  ctg_table_print (table, session, FALSE);
  if (choice->current == NULL)
    ctg_session_print (session, "%s\n", _("No folder keeps sent mail. Name one with --folder, or have one made with "
                                          "--make."));
}

static CtgSentChoice *
list (CtgSession *session, const CtgAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_list_sent_async (session->engine, account->id, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_list_sent_finish (session->engine, result, error);
}

/* By its name for people, or as the server spells it. */
static const char *
find_folder (const CtgSentChoice *choice, const char *name)
{
  for (guint i = 0; i < choice->folders->len; i++)
    {
      const CtgFolderChoice *folder = g_ptr_array_index (choice->folders, i);

      if (g_str_equal (folder->name, name) || g_str_equal (folder->remote_name, name))
        return folder->remote_name;
    }
  return NULL;
}

static gboolean
choose (CtgSession *session, const CtgAccount *account, const char *remote_name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *name = NULL;

  ctg_engine_choose_sent_async (session->engine, account->id, remote_name, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  name = ctg_engine_choose_sent_finish (session->engine, result, error);
  return name != NULL;
}

static gboolean
choose_as_told (CtgSession *session, const CtgInvocation *invocation, const CtgAccount *account, GError **error)
{
  const char *name = ctg_invocation_get (invocation, "folder");
  g_autoptr (CtgSentChoice) choice = NULL;
  const char *folder;

  if (ctg_invocation_has (invocation, "make"))
    return choose (session, account, NULL, error);
  if (name == NULL)
    return TRUE;
  choice = list (session, account, error);
  if (choice == NULL)
    return FALSE;
  folder = find_folder (choice, name);
  if (folder != NULL)
    return choose (session, account, folder, error);
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-such-folder", "The mailbox has no such folder");
  return FALSE;
}

static int
run_sent (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  g_autoptr (CtgSentChoice) choice = NULL;

  if (account != NULL && choose_as_told (session, invocation, account, &error))
    choice = list (session, account, &error);
  if (choice == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    print_json (session, choice);
  else
    print_table (session, choice);
  return CTG_EXIT_DONE;
}

static const CtgOption options[] = {
  { "folder", N_("FOLDER"), N_("Keep it in this one from now on") },
  { "make", NULL, N_("Make a folder for it, named Sent, if there is none") },
  { NULL },
};

const CtgCommand ctg_sent_commands[] = {
  { "accounts sent", N_("ACCOUNT"), N_("Say which folder of a mailbox keeps sent mail, or choose it"), 1, 1, options,
    run_sent },
  { NULL },
};
