/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gmail's labels (X-GM-EXT-1). A folder there is a view of the messages that have its label, and All Mail is the one
 * place where each stands once. What the server calls a label:
 *
 *   \Inbox, \Sent, \Draft                       the roles of the folders
 *   \Important, \Starred, \Muted, any other \   nothing that we make use of
 *   anything else                               a label that a person made, in modified UTF-7 as a folder's name is
 *
 * A message without the item has labels that are not known, which is not the same as having none. */

#include "imap-labels.h"
#include "backend.h"
#include "imap-list.h"

/* More than a mailbox has messages. */
#define CHANGES_MAX 5000000

static const struct
{
  const char *label;
  CtgFolderRole role;
} roles[] = {
  { "\\Inbox", CTG_FOLDER_INBOX }, { "\\Sent", CTG_FOLDER_SENT },   { "\\Draft", CTG_FOLDER_DRAFTS },
  { "\\Trash", CTG_FOLDER_TRASH }, { "\\Junk", CTG_FOLDER_JUNK },   { "\\Spam", CTG_FOLDER_JUNK },
};

static guint
find_role (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_ascii_strcasecmp (roles[i].label, label) == 0)
      return 1u << roles[i].role;
  return 0;
}

/**
 * ctg_imap_labels_new:
 * @session: whose way of spelling names it is
 * @fetched: what a FETCH brought
 *
 * Specification: https://developers.google.com/workspace/gmail/imap/imap-extensions
 * Returns: (transfer full) (nullable): its labels; %NULL: the server did not say them
 */
CtgLabels *
ctg_imap_labels_new (CtgImapSession *session, const CtgImapFetched *fetched)
{
  g_autoptr (GPtrArray) names = NULL;
  CtgLabels *labels;

  if (fetched->labels == NULL)
    return NULL;
  names = g_ptr_array_new ();
  labels = g_new0 (CtgLabels, 1);
  for (guint i = 0; i < fetched->labels->len; i++)
    {
      const char *label = g_ptr_array_index (fetched->labels, i);

      if (*label == '\\')
        labels->roles |= find_role (label);
      else
        g_ptr_array_add (names, ctg_imap_readable_name (session, label));
    }
  g_ptr_array_add (names, NULL);
  labels->names = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  if (fetched->unique_id != 0)
    labels->unique_id = g_strdup_printf ("%" G_GUINT64_FORMAT, fetched->unique_id);
  return labels;
}

typedef struct
{
  CtgImapSession *session;
  guint32 last_uid;
  GPtrArray *changed;
} Changes;

static gboolean
changed_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Changes *changes = data;
  g_auto (CtgImapFetched) fetched = { 0 };
  CtgRemoteHeader *header;

  if (!ctg_imap_fetched_read (&fetched, response) || fetched.labels == NULL || fetched.uid > changes->last_uid ||
      changes->changed->len >= CHANGES_MAX)
    return TRUE;
  header = g_new0 (CtgRemoteHeader, 1);
  header->remote_id = g_strdup_printf ("%u", fetched.uid);
  header->labels = ctg_imap_labels_new (changes->session, &fetched);
  g_ptr_array_add (changes->changed, header);
  return TRUE;
}

/**
 * ctg_imap_labels_changed:
 * @session: a session with the folder of all mail open
 * @last_uid: up to which messages are held
 * @mod_sequence: what changed since then
 * @changed: (element-type CtgRemoteHeader): grows, by values without a header
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run()
 *
 * Asks for the labels of the held messages that changed; marks that were set, such as "read", count as a change too.
 *
 * Specification: RFC 7162 section 3.1.4.1
 * Returns: %FALSE on error
 */
gboolean
ctg_imap_labels_changed (CtgImapSession *session, guint32 last_uid, guint64 mod_sequence, GPtrArray *changed,
                         GCancellable *cancellable, GError **error)
{
  Changes changes = { session, last_uid, changed };
  CtgImapCommand *command;

  command = ctg_imap_session_new_command (session, "UID FETCH 1:%u (UID X-GM-MSGID X-GM-LABELS)"
                                          " (CHANGEDSINCE %" G_GUINT64_FORMAT ")", last_uid, mod_sequence);
  return ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, changed_cb, &changes, cancellable, error);
}
