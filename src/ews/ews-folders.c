/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folders of a mailbox: one request for those whose part is the same everywhere, one for each page of all of them.
 * Only folders of mail can be opened: calendars, contacts, tasks, search folders and the outbox cannot.
 *
 * A folder's status is when anything in it last changed, how many items ever left it and how many are in it. The first
 * has full seconds only, which is why the others stand beside it. */

#include "ews-folders.h"

#include "errors.h"
#include "ews-request.h"

#include <string.h>

#define FOLDERS_MAX 20000
#define DEPTH_MAX 60

/* In the order of ctg_ews_request_get_known_folders(). */
typedef enum
{
  KNOWN_INBOX,
  KNOWN_SENT,
  KNOWN_DRAFTS,
  KNOWN_TRASH,
  KNOWN_JUNK,
  KNOWN_OUTBOX,
  N_KNOWN
} Known;

static const CtgFolderRole roles[] = {
  CTG_FOLDER_INBOX, CTG_FOLDER_SENT, CTG_FOLDER_DRAFTS, CTG_FOLDER_TRASH, CTG_FOLDER_JUNK,
};

typedef struct
{
  char *id;                  /* (owned) */
  char *parent_id;           /* (owned) (nullable) */
  char *name;                /* (owned) */
  char *class;               /* (owned) (nullable) */
  char *status;              /* (owned) (nullable) */
  gint64 n_items;            /* -1: not said */
  gboolean is_search;
} Folder;

typedef struct
{
  char *known[N_KNOWN];      /* (owned) (nullable) ids */
  GPtrArray *folders;        /* (owned) (element-type Folder) in the server's order */
  GHashTable *by_id;         /* (owned) (element-type utf8 Folder) borrowed from folders */
} Listing;

static void
folder_free (Folder *folder)
{
  g_free (folder->id);
  g_free (folder->parent_id);
  g_free (folder->name);
  g_free (folder->class);
  g_free (folder->status);
  g_free (folder);
}

static void
listing_clear (Listing *listing)
{
  for (guint i = 0; i < N_KNOWN; i++)
    g_free (listing->known[i]);
  g_hash_table_unref (listing->by_id);
  g_ptr_array_unref (listing->folders);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static char *
read_status (const CtgXmlElement *element)
{
  g_autofree char *changed = ctg_ews_answer_dup_property (element, "0x670a");
  g_autofree char *gone = ctg_ews_answer_dup_property (element, "0x670b");
  g_autofree char *count = ctg_ews_answer_dup (element, "TotalCount");
  g_autofree char *status = NULL;

  if (changed == NULL)
    return NULL;
  status = g_strdup_printf ("%s/%s/%s", changed, gone != NULL ? gone : "", count != NULL ? count : "");
  return strpbrk (status, " \t\r\n") == NULL ? g_steal_pointer (&status) : NULL;
}

static Folder *
read_folder (const CtgXmlElement *element)
{
  g_autofree char *id = ctg_ews_answer_dup (element, "FolderId/@Id");
  Folder *folder;

  if (id == NULL || *id == '\0')
    return NULL;
  folder = g_new0 (Folder, 1);
  folder->id = g_steal_pointer (&id);
  folder->parent_id = ctg_ews_answer_dup (element, "ParentFolderId/@Id");
  folder->name = ctg_ews_answer_dup (element, "DisplayName");
  folder->class = ctg_ews_answer_dup (element, "FolderClass");
  folder->n_items = ctg_ews_answer_int (element, "TotalCount", -1);
  folder->status = read_status (element);
  folder->is_search = g_str_equal (ctg_xml_element_get_name (element), "SearchFolder");
  if (folder->name == NULL)
    folder->name = g_strdup ("");
  return folder;
}

/* A mailbox may lack one of them; that is no error. */
static gboolean
read_known (CtgEwsSession *session, Listing *listing, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_known_folders ();
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  const CtgXmlElement *message = answer != NULL ? answer->first : NULL;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return FALSE;
  for (guint i = 0; i < N_KNOWN && message != NULL; i++, message = ctg_xml_element_get_next (message, NULL))
    {
      const CtgXmlElement *folder = ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Folders"), NULL);

      listing->known[i] = ctg_ews_answer_dup (folder, "FolderId/@Id");
    }
  return TRUE;
}

static void
add_page (Listing *listing, const CtgXmlElement *root)
{
  const CtgXmlElement *element = ctg_xml_element_get_child (ctg_xml_element_get_child (root, "Folders"), NULL);

  for (; element != NULL; element = ctg_xml_element_get_next (element, NULL))
    {
      Folder *folder = read_folder (element);

      if (folder == NULL)
        continue;
      if (g_hash_table_contains (listing->by_id, folder->id))
        {
          folder_free (folder);
          continue;
        }
      g_ptr_array_add (listing->folders, folder);
      g_hash_table_insert (listing->by_id, folder->id, folder);
    }
}

static gboolean
read_page (CtgEwsSession *session, Listing *listing, gboolean *more, GCancellable *cancellable, GError **error)
{
  guint n_before = listing->folders->len;
  g_autoptr (GBytes) request = ctg_ews_request_find_folders (n_before);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  const CtgXmlElement *root;
  g_autofree char *last = NULL;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return FALSE;
  root = ctg_xml_element_get_child (answer->first, "RootFolder");
  last = ctg_ews_answer_dup (root, "@IncludesLastItemInRange");
  add_page (listing, root);
  *more = g_strcmp0 (last, "false") == 0 && listing->folders->len > n_before;
  return TRUE;
}

static gboolean
read_all (CtgEwsSession *session, Listing *listing, GCancellable *cancellable, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      if (!read_page (session, listing, &more, cancellable, error))
        return FALSE;
      if (listing->folders->len <= FOLDERS_MAX)
        continue;
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, "The mailbox has more than %d folders", FOLDERS_MAX);
      ctg_error_add_server (error, ctg_ews_session_get_host (session), NULL);
      return FALSE;
    }
  return TRUE;
}

static char *
dup_path (const Listing *listing, const Folder *folder)
{
  g_autofree char *path = g_strdup (folder->name);

  for (guint depth = 0; depth < DEPTH_MAX && folder->parent_id != NULL; depth++)
    {
      const Folder *parent = g_hash_table_lookup (listing->by_id, folder->parent_id);
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
find_role (const Listing *listing, const Folder *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (listing->known[i], folder->id) == 0)
      return roles[i];
  return CTG_FOLDER_OTHER;
}

static gboolean
holds_mail (const Listing *listing, const Folder *folder)
{
  if (folder->is_search || g_strcmp0 (listing->known[KNOWN_OUTBOX], folder->id) == 0)
    return FALSE;
  return folder->class == NULL || *folder->class == '\0' || g_ascii_strcasecmp (folder->class, "IPF.Note") == 0 ||
         g_ascii_strncasecmp (folder->class, "IPF.Note.", strlen ("IPF.Note.")) == 0;
}

static CtgFolderInfo *
make_info (const Listing *listing, const Folder *folder)
{
  CtgFolderInfo *info = g_new0 (CtgFolderInfo, 1);

  info->remote_name = g_strdup (folder->id);
  info->name = dup_path (listing, folder);
  info->delimiter = g_strdup ("/");
  info->role = find_role (listing, folder);
  info->can_select = holds_mail (listing, folder);
  info->n_messages = folder->n_items;
  info->status = g_strdup (folder->status);
  return info;
}

/**
 * ctg_ews_list_folders:
 * @session: a session that is logged in
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask(); %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable) (element-type CtgFolderInfo): the folders, in the server's order
 */
GPtrArray *
ctg_ews_list_folders (CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  g_auto (Listing) listing = {
    .folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_free),
    .by_id = g_hash_table_new (g_str_hash, g_str_equal),
  };
  GPtrArray *infos;

  if (!read_known (session, &listing, cancellable, error) || !read_all (session, &listing, cancellable, error))
    return NULL;
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_info_free);
  for (guint i = 0; i < listing.folders->len; i++)
    g_ptr_array_add (infos, make_info (&listing, g_ptr_array_index (listing.folders, i)));
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
  status = read_status (ctg_xml_element_get_child (ctg_xml_element_get_child (answer->first, "Folders"), NULL));
  return status != NULL ? status : g_strdup ("");
}
