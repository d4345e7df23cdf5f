/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folders of a mailbox, as everybody else sees them. Only folders of mail can be opened: calendars, contacts,
 * tasks, search folders and the outbox cannot. */

#include "ews-folders.h"

#include "errors.h"
#include "ews-request.h"

#include <string.h>

#define DEPTH_MAX 60

/* In the order of CtgEwsKnown. */
static const CtgFolderRole roles[] = {
  CTG_FOLDER_INBOX, CTG_FOLDER_SENT, CTG_FOLDER_DRAFTS, CTG_FOLDER_TRASH, CTG_FOLDER_JUNK,
};

static char *
dup_path (const CtgEwsHierarchy *hierarchy, const CtgEwsFolder *folder)
{
  g_autofree char *path = g_strdup (folder->name);

  for (guint depth = 0; depth < DEPTH_MAX && folder->parent_id != NULL; depth++)
    {
      const CtgEwsFolder *parent = g_hash_table_lookup (hierarchy->by_id, folder->parent_id);
      char *longer;

      if (parent == NULL)
        break;
      longer = g_strdup_printf ("%s/%s", parent->name, path);
      g_free (path);
      path = longer;
      folder = parent;
    }
  return g_steal_pointer (&path);
}

static CtgFolderRole
find_role (const CtgEwsHierarchy *hierarchy, const CtgEwsFolder *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (hierarchy->known[i], folder->id) == 0)
      return roles[i];
  return CTG_FOLDER_OTHER;
}

static gboolean
holds_mail (const CtgEwsHierarchy *hierarchy, const CtgEwsFolder *folder)
{
  if (folder->is_search || g_strcmp0 (hierarchy->known[CTG_EWS_KNOWN_OUTBOX], folder->id) == 0)
    return FALSE;
  return folder->class == NULL || *folder->class == '\0' || g_ascii_strcasecmp (folder->class, "IPF.Note") == 0 ||
         g_ascii_strncasecmp (folder->class, "IPF.Note.", strlen ("IPF.Note.")) == 0;
}

static CtgFolderInfo *
make_info (const CtgEwsHierarchy *hierarchy, const CtgEwsFolder *folder)
{
  CtgFolderInfo *info = g_new0 (CtgFolderInfo, 1);

  info->remote_name = g_strdup (folder->id);
  info->name = dup_path (hierarchy, folder);
  info->delimiter = g_strdup ("/");
  info->role = find_role (hierarchy, folder);
  info->can_select = holds_mail (hierarchy, folder);
  info->n_messages = folder->n_items;
  info->status = g_strdup (folder->status);
  return info;
}

/**
 * ctg_ews_list_folders:
 * @session: a session that is logged in
 * @hierarchy: what is known of the folders
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask(); %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable) (element-type CtgFolderInfo): the folders, in the server's order
 */
GPtrArray *
ctg_ews_list_folders (CtgEwsSession *session, CtgEwsHierarchy *hierarchy, GCancellable *cancellable, GError **error)
{
  GPtrArray *infos;

  if (!ctg_ews_hierarchy_update (hierarchy, session, cancellable, error))
    return NULL;
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_info_free);
  for (guint i = 0; i < hierarchy->folders->len; i++)
    g_ptr_array_add (infos, make_info (hierarchy, g_ptr_array_index (hierarchy->folders, i)));
  return infos;
}

/**
 * ctg_ews_get_folder_status:
 * @session: a session that is logged in
 * @folder_id: a folder
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask()
 *
 * Returns: (transfer full) (nullable): as in the list of folders; "" when the server does not say
 */
char *
ctg_ews_get_folder_status (CtgEwsSession *session, const char *folder_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_folder (folder_id);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  char *status;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return NULL;
  status = ctg_ews_folder_dup_status (ctg_ews_answer_find (answer->first, "Folders/Folder"));
  return status != NULL ? status : g_strdup ("");
}
