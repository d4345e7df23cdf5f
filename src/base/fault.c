/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault.h"
#include "errors.h"

#include <stdlib.h>
#include <unistd.h>

/* Every point in the program, so that a kill test can go through them all. A point that is passed but missing here is
 * a bug and says so. */
static const char *const points[] = {
  "store-begin", "store-commit", "store-committed", "store-attachment-write", "store-attachment-rename",
  "sync-window", "sync-bodies", "sync-folder-done", "history-step", "history-folder-done",
  "imap-connect", "imap-login", "imap-select", "imap-fetch", "imap-idle",
  "smtp-connect", "smtp-login", "smtp-mail", "smtp-data", "smtp-letter", "smtp-dot", "smtp-end", "smtp-answered",
  "ews-connect", "ews-letter", "ews-answered",
  "graph-connect", "graph-letter", "graph-answered",
  "send-begin", "send-end", "send-copy", "imap-append", "imap-appended",
  "import-batch", "engine-account-save", "engine-secret-save",
  "backup-written", "restore-unpacked", "restore-kept", "restore-attachments", "restore-done",
  "migration-copied", "migration-step", "migration-done",
  "auth-refresh-ask", "auth-refresh-answered", "auth-refresh-stored",
  NULL,
};

#ifdef CTG_FAULTS

static void
act (const char *name, const char *action, GError **error)
{
  if (g_str_equal (action, "abort"))
    _exit (137);
  if (g_str_equal (action, "pause"))
    for (;;)
      g_usleep (G_USEC_PER_SEC);
  ctg_error_set (error, CTG_ERROR_FAILED, "fault", "Fault injected at %s", name);
}

/**
 * ctg_fault_point:
 * @name: one of ctg_fault_list()
 * @error: set when the environment asks for an error here
 *
 * A place where a test may kill the program, stop it or make it fail. Costs nothing in a normal build.
 *
 * Returns: %FALSE with @error set when it should fail here
 */
gboolean
ctg_fault_point (const char *name, GError **error)
{
  static int passed;
  const char *wanted = g_getenv ("CARTEGGIO_FAULT");
  g_auto (GStrv) parts = NULL;

  if (!g_strv_contains (points, name))
    g_error ("fault point %s is not listed", name);
  if (wanted == NULL)
    return TRUE;
  parts = g_strsplit (wanted, ":", 3);
  if (g_strv_length (parts) != 3 || !g_str_equal (parts[0], name))
    return TRUE;
  if (__atomic_add_fetch (&passed, 1, __ATOMIC_SEQ_CST) != atoi (parts[1]))
    return TRUE;
  act (name, parts[2], error);
  return FALSE;
}

#else

gboolean
ctg_fault_point (const char *name, GError **error)
{
  return TRUE;
}

#endif

/**
 * ctg_fault_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of all points
 */
const char *const *
ctg_fault_list (void)
{
  return points;
}
