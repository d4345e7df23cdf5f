/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folders and how they stand: one round trip where the server has LIST-STATUS, else LIST and pipelined STATUS. */

#include "imap-list.h"
#include "errors.h"
#include "imap-utf7.h"
#include "text.h"

#include <string.h>

#define FOLDERS_MAX 20000
#define STATUS_IN_FLIGHT 50
#define NAME_MAX_BYTES 1000

typedef struct
{
  CtgImapSession *session;
  CtgListing what;
  GPtrArray *folders;       /* (element-type CtgFolderInfo) */
  GHashTable *by_name;      /* (element-type utf8 CtgFolderInfo) */
  guint next;
} Listing;

static const struct
{
  const char *attribute;
  CtgFolderRole role;
} roles[] = {
  { "\\Sent", CTG_FOLDER_SENT }, { "\\Drafts", CTG_FOLDER_DRAFTS }, { "\\Trash", CTG_FOLDER_TRASH },
  { "\\Junk", CTG_FOLDER_JUNK }, { "\\Archive", CTG_FOLDER_ARCHIVE }, { "\\All", CTG_FOLDER_ALL },
};

static void
read_attributes (CtgImapCursor *cursor, CtgFolderInfo *folder)
{
  const char *attribute;

  while ((attribute = ctg_imap_cursor_next_text (cursor, NULL)) != NULL)
    {
      if (g_ascii_strcasecmp (attribute, "\\Noselect") == 0 || g_ascii_strcasecmp (attribute, "\\NonExistent") == 0)
        folder->can_select = FALSE;
      for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
        if (g_ascii_strcasecmp (attribute, roles[i].attribute) == 0)
          folder->role = roles[i].role;
    }
}

/**
 * ctg_imap_readable_name:
 * @session: whose names are modified UTF-7, or UTF-8 where that was accepted
 * @raw: a folder's or a label's name as the server spells it
 *
 * A name that is no valid modified UTF-7 is shown as it is: Dovecot and others let such folders exist.
 *
 * Specification: RFC 3501 section 5.1.3, RFC 6855 section 3
 * Returns: (transfer full): the name for people, at most 1000 bytes
 */
char *
ctg_imap_readable_name (CtgImapSession *session, const char *raw)
{
  g_autofree char *decoded = session->utf8_accepted ? g_strdup (raw) : ctg_imap_utf7_decode (raw);

  return ctg_text_clean (decoded != NULL ? decoded : raw, NAME_MAX_BYTES);
}

static CtgFolderInfo *
read_folder (CtgImapSession *session, const CtgImapResponse *response)
{
  g_autoptr (CtgFolderInfo) folder = g_new0 (CtgFolderInfo, 1);
  CtgImapCursor cursor = { response, 1 };
  const char *delimiter, *name;
  gsize length;

  folder->can_select = TRUE;
  folder->n_messages = -1;
  if (!ctg_imap_cursor_take (&cursor, CTG_IMAP_OPEN))
    return NULL;
  read_attributes (&cursor, folder);
  if (!ctg_imap_cursor_take (&cursor, CTG_IMAP_CLOSE))
    return NULL;
  if (ctg_imap_response_is (response, cursor.at, "NIL"))
    ctg_imap_cursor_skip (&cursor);
  else if ((delimiter = ctg_imap_cursor_next_text (&cursor, NULL)) != NULL && *delimiter != '\0')
    folder->delimiter = g_strdup (delimiter);
  name = ctg_imap_cursor_next_text (&cursor, &length);
  if (name == NULL || length == 0 || strlen (name) != length)
    return NULL;
  folder->remote_name = g_strdup (name);
  folder->name = ctg_imap_readable_name (session, name);
  if (g_ascii_strcasecmp (name, "INBOX") == 0)
    folder->role = CTG_FOLDER_INBOX;
  /* No command can name it. */
  if (strpbrk (name, "\r\n") != NULL)
    folder->can_select = FALSE;
  return g_steal_pointer (&folder);
}

static gboolean
add_folder (Listing *listing, const CtgImapResponse *response, GError **error)
{
  CtgFolderInfo *folder = read_folder (listing->session, response);

  if (folder == NULL)
    return TRUE;
  if (g_hash_table_contains (listing->by_name, folder->remote_name))
    {
      ctg_folder_info_free (folder);
      return TRUE;
    }
  g_ptr_array_add (listing->folders, folder);
  g_hash_table_insert (listing->by_name, folder->remote_name, folder);
  if (listing->folders->len <= FOLDERS_MAX)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, "The mailbox has more than %d folders", FOLDERS_MAX);
  return FALSE;
}

static const char *const status_items[] = { "UIDVALIDITY", "UIDNEXT", "HIGHESTMODSEQ", "MESSAGES" };

static void
read_status_items (CtgImapCursor *cursor, gint64 values[4])
{
  const char *item;

  while ((item = ctg_imap_cursor_next_text (cursor, NULL)) != NULL)
    {
      guint64 number;
      gsize i = 0;

      while (i < G_N_ELEMENTS (status_items) && g_ascii_strcasecmp (item, status_items[i]) != 0)
        i++;
      if (!ctg_imap_cursor_next_number (cursor, G_MAXINT64, &number))
        ctg_imap_cursor_skip (cursor);
      else if (i < G_N_ELEMENTS (status_items))
        values[i] = (gint64) number;
    }
}

/* `STATUS name (MESSAGES 231 UIDNEXT 44292)`. The folder's status is `UIDVALIDITY UIDNEXT MODSEQ MESSAGES`. */
static void
read_status (Listing *listing, const CtgImapResponse *response)
{
  CtgImapCursor cursor = { response, 1 };
  const char *name = ctg_imap_cursor_next_text (&cursor, NULL);
  CtgFolderInfo *folder = name != NULL ? g_hash_table_lookup (listing->by_name, name) : NULL;
  gint64 values[4] = { -1, -1, 0, -1 };

  if (folder == NULL || !ctg_imap_cursor_take (&cursor, CTG_IMAP_OPEN))
    return;
  read_status_items (&cursor, values);
  folder->n_messages = values[3];
  if (values[0] < 0 || values[1] < 0 || values[3] < 0)
    return;
  g_free (folder->status);
  folder->status = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                    values[0], values[1], values[2], values[3]);
}

static gboolean
listing_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  if (ctg_imap_response_is (response, 0, "LIST"))
    return add_folder (data, response, error);
  if (ctg_imap_response_is (response, 0, "STATUS"))
    read_status (data, response);
  return TRUE;
}

static const char *
items_to_ask (CtgImapSession *session)
{
  return ctg_imap_session_can (session, CTG_IMAP_CAN_CONDSTORE) ? "MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ"
                                                               : "MESSAGES UIDNEXT UIDVALIDITY";
}

static CtgImapCommand *
new_list_command (const Listing *listing)
{
  CtgImapSession *session = listing->session;
  gboolean has_special = ctg_imap_session_can (session, CTG_IMAP_CAN_SPECIAL_USE);

  if (listing->what == CTG_LISTING_STATUS && ctg_imap_session_can (session, CTG_IMAP_CAN_LIST_STATUS))
    return ctg_imap_session_new_command (session, "LIST \"\" \"*\" RETURN (%sSTATUS (%s))",
                                         has_special ? "SPECIAL-USE " : "", items_to_ask (session));
  if (has_special && ctg_imap_session_can (session, CTG_IMAP_CAN_LIST_EXTENDED))
    return ctg_imap_session_new_command (session, "LIST \"\" \"*\" RETURN (SPECIAL-USE)");
  return ctg_imap_session_new_command (session, "LIST \"\" \"*\"");
}

static CtgImapCommand *
next_status (gpointer data, GError **error)
{
  Listing *listing = data;

  while (listing->next < listing->folders->len)
    {
      const CtgFolderInfo *folder = g_ptr_array_index (listing->folders, listing->next++);
      g_autoptr (CtgImapCommand) command = NULL;

      if (!folder->can_select)
        continue;
      command = ctg_imap_session_new_command (listing->session, "STATUS ");
      if (!ctg_imap_command_add_string (command, folder->remote_name, error))
        return NULL;
      ctg_imap_command_add (command, " (%s)", items_to_ask (listing->session));
      return g_steal_pointer (&command);
    }
  return NULL;
}

/* A folder the server cannot describe is pulled without being asked first. */
static gboolean
status_done_cb (guint index, const CtgImapResponse *response, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
list_and_status (Listing *listing, GCancellable *cancellable, GError **error)
{
  CtgImapSession *session = listing->session;

  if (!ctg_imap_session_run (session, new_list_command (listing), CTG_IMAP_DURING_OTHER, listing_cb, listing,
                             cancellable, error))
    return FALSE;
  if (listing->what == CTG_LISTING_NAMES || ctg_imap_session_can (session, CTG_IMAP_CAN_LIST_STATUS))
    return TRUE;
  return ctg_imap_session_pipeline (session, STATUS_IN_FLIGHT, next_status, listing_cb, status_done_cb, listing,
                                    cancellable, error);
}

static gboolean
is_foreign (CtgImapSession *session, const CtgFolderInfo *folder)
{
  for (guint i = 0; i < session->foreign_prefixes->len; i++)
    if (g_str_has_prefix (folder->remote_name, g_ptr_array_index (session->foreign_prefixes, i)))
      return TRUE;
  return FALSE;
}

/* Another person's Sent folder must not come before the own one (B35 takes the first). */
static GPtrArray *
put_own_first (CtgImapSession *session, GPtrArray *folders)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_info_free);

  for (guint i = 0; i < folders->len; i++)
    if (!is_foreign (session, g_ptr_array_index (folders, i)))
      g_ptr_array_add (sorted, ctg_folder_info_copy (g_ptr_array_index (folders, i)));
  for (guint i = 0; i < folders->len; i++)
    if (is_foreign (session, g_ptr_array_index (folders, i)))
      g_ptr_array_add (sorted, ctg_folder_info_copy (g_ptr_array_index (folders, i)));
  return sorted;
}

/* Where folders are labels. Without CONDSTORE nobody would tell that a label was put on a message that is held, and the
 * folders have to be read one by one; All Mail can be hidden from IMAP as well. */
static void
note_all_mail (CtgImapSession *session, GPtrArray *folders)
{
  g_clear_pointer (&session->all_mail, g_free);
  if (!ctg_imap_session_can (session, CTG_IMAP_CAN_GMAIL) || !ctg_imap_session_can (session, CTG_IMAP_CAN_CONDSTORE))
    return;
  for (guint i = 0; i < folders->len && session->all_mail == NULL; i++)
    {
      const CtgFolderInfo *folder = g_ptr_array_index (folders, i);

      if (folder->role == CTG_FOLDER_ALL && folder->can_select)
        session->all_mail = g_strdup (folder->remote_name);
    }
}

/**
 * ctg_imap_list_folders:
 * @session: an authenticated session
 * @what: whether to ask how they stand
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(); %CTG_ERROR_TOO_LARGE beyond 20 000 folders
 *
 * Specification: RFC 9051 section 6.3.9, RFC 5819, RFC 6154, RFC 5258
 * Returns: (transfer full) (nullable) (element-type CtgFolderInfo): the folders, own ones first, else in the server's
 *   order
 */
GPtrArray *
ctg_imap_list_folders (CtgImapSession *session, CtgListing what, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_info_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { .session = session, .what = what, .folders = folders, .by_name = by_name };

  if (!list_and_status (&listing, cancellable, error))
    return NULL;
  note_all_mail (session, folders);
  return put_own_first (session, folders);
}

/**
 * ctg_imap_status_is_current:
 * @status: (nullable): of a folder just listed
 * @token: (nullable): of its last pull
 * @counts_changes: whether labels matter: then a change of them, or of a mark, is news too
 *
 * Returns: whether a pull would bring nothing: no message came or went, and the last pull was complete
 */
gboolean
ctg_imap_status_is_current (const char *status, const CtgImapSyncToken *token, gboolean counts_changes)
{
  g_auto (GStrv) words = g_strsplit (status != NULL ? status : "", " ", 5);

  if (token == NULL || g_strv_length (words) != 4 || !ctg_imap_set_is_empty (token->pending))
    return FALSE;
  return g_ascii_strtoull (words[0], NULL, 10) == token->uid_validity &&
         g_ascii_strtoull (words[1], NULL, 10) == token->uid_next &&
         g_ascii_strtoull (words[3], NULL, 10) == token->n_messages && token->uid_validity != 0 &&
         (!counts_changes || g_ascii_strtoull (words[2], NULL, 10) == token->mod_sequence);
}
