/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"

#include "engine-detect.h"
#include "errors.h"

#include <glib/gi18n.h>

static void
print_file (CtgSession *session, const char *file)
{
  g_autoptr (CtgJsonWriter) json = NULL;

  ctg_session_print (session, _("Written to %s.\n"), file);
  if (!session->json)
    return;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_writer_member (json, "file");
  ctg_json_writer_string (json, file);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

/* What a colleague's computer needs to connect the same domain; no address and no secret. */
static int
run_export (CtgSession *session, const CtgInvocation *invocation)
{
  const char *file = invocation->arguments[0];
  g_autoptr (GError) error = NULL;
  CtgEngine *engine = ctg_session_open (session, &error);
  g_autofree char *text = NULL;

  if (engine != NULL)
    text = ctg_engine_export_domain_profile (engine, ctg_invocation_get (invocation, "domain"), &error);
  if (text == NULL)
    return ctg_session_fail (session, error);
  if (g_str_equal (file, "-"))
    {
      g_print ("%s\n", text);
      return CTG_EXIT_DONE;
    }
  if (!g_file_set_contents (file, text, -1, &error))
    {
      ctg_error_convert (&error, NULL);
      return ctg_session_fail (session, error);
    }
  print_file (session, file);
  return CTG_EXIT_DONE;
}

static int
run_import (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  CtgEngine *engine = ctg_session_open (session, &error);
  g_auto (GStrv) domains = engine != NULL ? ctg_engine_import_domain_profile (engine, invocation->arguments[0], &error)
                                          : NULL;
  g_autoptr (CtgJsonWriter) json = NULL;
  g_autofree char *list = NULL;

  if (domains == NULL)
    return ctg_session_fail (session, error);
  list = g_strjoinv (", ", domains);
  ctg_session_print (session, _("Mailboxes of %s are connected with this profile from now on.\n"), list);
  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_strings (json, "domains", (const char *const *) domains);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static const CtgOption export_options[] = {
  { "domain", N_("DOMAIN"), N_("The domain; otherwise that of the default mailbox") },
  { NULL },
};

const CtgCommand ctg_domain_profile_commands[] = {
  { "domain-profile export", N_("FILE"), N_("Write how a domain is connected, for colleagues; no secret is in it"),
    1, 1, export_options, run_export },
  { "domain-profile import", N_("FILE"), N_("Connect a domain's mailboxes as such a file says"), 1, 1, NULL,
    run_import },
  { NULL },
};
