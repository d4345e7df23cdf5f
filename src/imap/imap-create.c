/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-create.h"

static gboolean
run_with_name (CtgImapSession *session, const char *verb, const char *remote_name, GCancellable *cancellable,
               GError **error)
{
  CtgImapCommand *command = ctg_imap_session_new_command (session, "%s ", verb);

  if (ctg_imap_command_add_string (command, remote_name, error))
    return ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, NULL, NULL, cancellable, error);
  ctg_imap_command_free (command);
  return FALSE;
}

/**
 * ctg_imap_create:
 * @session: a session that is logged in
 * @name: of a new folder, ASCII letters
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(); %CTG_ERROR_CONFLICT: it is there already
 *
 * Makes a folder among the person's own, and subscribes to it, so that other programs show it. That is done because a
 * person asked for it, and never otherwise.
 *
 * Specification: RFC 9051 sections 6.3.4 and 6.3.7, RFC 2342
 * Returns: whether it is there
 */
gboolean
ctg_imap_create (CtgImapSession *session, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *remote_name = g_strconcat (session->personal_prefix != NULL ? session->personal_prefix : "", name,
                                              NULL);

  if (!run_with_name (session, "CREATE", remote_name, cancellable, error))
    return FALSE;
  /* A server without subscriptions shows it all the same. */
  return run_with_name (session, "SUBSCRIBE", remote_name, cancellable, NULL) || !session->is_broken;
}
