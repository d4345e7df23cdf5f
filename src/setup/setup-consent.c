/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where an administrator has to agree before a person can: a letter to them with all that they need (A58). Which
 * program asks, and for what, is read from the address that the browser was sent to, so that the letter is true. */

#include "setup-consent.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * ctg_setup_can_ask_for_consent:
 * @problem: (nullable): why a sign-in failed
 *
 * Returns: whether an administrator could let it through
 */
gboolean
ctg_setup_can_ask_for_consent (const GError *problem)
{
  return ctg_error_has_reason (problem, "admin-consent") || ctg_error_has_reason (problem, "admin-blocks");
}

static char *
dup_parameter (const char *url, const char *name)
{
  const char *query = url != NULL ? strchr (url, '?') : NULL;
  g_autoptr (GHashTable) parameters =
    query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
  const char *value = parameters != NULL ? g_hash_table_lookup (parameters, name) : NULL;

  return g_strdup (value != NULL ? value : "");
}

static char *
list_scopes (const char *url)
{
  g_autofree char *scope = dup_parameter (url, "scope");
  g_auto (GStrv) scopes = g_strsplit (scope, " ", -1);

  return g_strjoinv (", ", scopes);
}

static char *
dup_microsoft_request (const char *address, const char *client_id, const char *scopes)
{
  const char *at = strrchr (address, '@');
  g_autofree char *page = g_strdup_printf ("https://login.microsoftonline.com/%s/adminconsent?client_id=%s",
                                           at != NULL ? at + 1 : "organizations", client_id);

  /* Translators: a letter to the IT department. An e-mail address, an id, names of permissions, a web address. */
  return g_strdup_printf (_("I would like to connect the mailbox %s to Carteggio, a mail program on my computer. In "
                            "our organization nobody may permit a program by themselves: please grant consent for it.\n"
                            "\n"
                            "• Application (client) ID: %s\n"
                            "• Delegated permissions: %s\n"
                            "• Page for administrators: %s\n"
                            "\n"
                            "The permissions are delegated: they open the mailbox of whoever signs in, and no other. "
                            "Carteggio is a public client without a secret and without a server; the mail stays on my "
                            "computer."), address, client_id, scopes, page);
}

static char *
dup_google_request (const char *address, const char *client_id, const char *scopes)
{
  /* Translators: a letter to the IT department. An e-mail address, an id, names of permissions. */
  return g_strdup_printf (_("I would like to connect the mailbox %s to Carteggio, a mail program on my computer. Our "
                            "organization’s rules block it: please trust it.\n"
                            "\n"
                            "• OAuth client ID: %s\n"
                            "• Permissions: %s\n"
                            "• Place: Admin console, Security, API controls, Manage third-party app access\n"
                            "\n"
                            "Carteggio is a program for the desktop without a server; the mail stays on my computer."),
                          address, client_id, scopes);
}

/**
 * ctg_setup_dup_consent_request:
 * @kind: the kind of mailbox
 * @address: the mailbox
 * @sign_in_url: (nullable): where the browser was sent
 *
 * Returns: (transfer full): what to ask of an administrator, as plain text
 */
char *
ctg_setup_dup_consent_request (const char *kind, const char *address, const char *sign_in_url)
{
  g_autofree char *client_id = dup_parameter (sign_in_url, "client_id");
  g_autofree char *scopes = list_scopes (sign_in_url);

  return g_strcmp0 (kind, "gmail") == 0 ? dup_google_request (address, client_id, scopes)
                                        : dup_microsoft_request (address, client_id, scopes);
}
