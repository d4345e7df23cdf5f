/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli.h"

#include "build-config.h"
#include "commands.h"
#include "session.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const CtgCommand *const groups[] = {
  ctg_detect_commands,  ctg_connect_commands, ctg_account_commands,    ctg_sent_commands,
  ctg_sync_commands,    ctg_history_commands,
  ctg_contact_commands, ctg_contact_tool_commands, ctg_company_commands, ctg_deal_commands,
  ctg_reading_commands, ctg_thread_commands,  ctg_show_commands,       ctg_attachment_commands,
  ctg_log_commands,     ctg_tray_commands,    ctg_privacy_commands,
  ctg_rule_commands,    ctg_import_commands,  ctg_domain_profile_commands, ctg_identity_commands,
  ctg_send_commands,    ctg_receipt_commands, ctg_template_commands, ctg_sequence_commands,
  ctg_file_commands,    ctg_settings_commands,
  ctg_doctor_commands,  ctg_retention_commands, ctg_backup_commands, NULL,
};

static void
print_options (const CtgOption *options)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      const char *placeholder = options->placeholder != NULL ? _(options->placeholder) : "";
      g_autofree char *left = g_strdup_printf ("--%s%s%s", options->name, *placeholder != '\0' ? " " : "", placeholder);

      printf ("  %-30s %s\n", left, _(options->help));
    }
}

static void
print_help (void)
{
  printf (_("Usage: carteggioctl [OPTION...] COMMAND [ARGUMENT...]\n\n"));
  printf (_("Carteggio without its window: for scripts, support and tests.\n\nCommands:\n"));
  for (guint i = 0; groups[i] != NULL; i++)
    for (const CtgCommand *command = groups[i]; command->name != NULL; command++)
      {
        g_autofree char *left = g_strdup_printf ("%s %s", command->name,
                                                 *command->arguments != '\0' ? _(command->arguments) : "");

        printf ("  %-30s %s\n", left, _(command->summary));
      }
  printf (_("\nOptions of all commands, before or after the command:\n"));
  print_options (ctg_general_options);
  printf (_("\nExit status: 0 done, 1 failed, 2 wrong usage, 3 nothing found, 4 needs you (sign-in, keyring,\n"
            "certificate). “carteggioctl COMMAND --help” says more of a command.\n"));
}

static void
print_command_help (const CtgCommand *command)
{
  printf (_("Usage: carteggioctl %s %s\n\n"), command->name, *command->arguments != '\0' ? _(command->arguments) : "");
  printf ("%s\n", _(command->summary));
  if (command->options != NULL)
    printf (_("\nOptions:\n"));
  print_options (command->options);
  printf (_("\nOptions of all commands:\n"));
  print_options (ctg_general_options);
}

static int
run (const CtgInvocation *invocation)
{
  g_autoptr (CtgSession) session = NULL;

  if (ctg_invocation_has (invocation, "version"))
    {
      printf ("carteggioctl %s\n", CTG_VERSION);
      return CTG_EXIT_DONE;
    }
  if (invocation->command == NULL || ctg_invocation_has (invocation, "help"))
    {
      if (invocation->command == NULL)
        print_help ();
      else
        print_command_help (invocation->command);
      return CTG_EXIT_DONE;
    }
  session = ctg_session_new (invocation);
  return invocation->command->run (session, invocation);
}

/* There is no session yet to say how to speak: --json anywhere decides. */
static int
refuse (char **words, const GError *error)
{
  CtgSession session = { .json = words != NULL && g_strv_contains ((const char *const *) words, "--json") };

  return ctg_session_fail (&session, error);
}

/**
 * ctg_cli_main:
 * @argc: how many words
 * @argv: (array length=argc): the command line
 *
 * carteggioctl.
 *
 * Returns: the exit status
 */
int
ctg_cli_main (int argc, char **argv)
{
  g_autoptr (CtgInvocation) invocation = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CTG_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("carteggioctl");
  /* G_MESSAGES_DEBUG must not break the JSON on standard output. */
  g_log_writer_default_set_use_stderr (TRUE);
  invocation = ctg_invocation_parse (groups, (const char *const *) argv + (argc > 0 ? 1 : 0), &error);
  if (invocation == NULL)
    return refuse (argv, error);
  return run (invocation);
}
