/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folders of a mailbox: one batch for those whose part is the same everywhere, one request for each page of all of
 * them, however deep. Hidden folders and search folders are left out; the outbox cannot be opened. */

#include "graph-folders.h"

#include "errors.h"
#include "graph-batch.h"
#include "graph-request.h"

#include <string.h>

#define FOLDERS_MAX 20000
#define PAGES_MAX 2000
#define DEPTH_MAX 60
#define FOLDERS_AT_ONCE 100

static const struct
{
  const char *name;      /* the same everywhere */
  CtgFolderRole role;
  gboolean can_select;
} known[] = {
  { "inbox", CTG_FOLDER_INBOX, TRUE },
  { "sentitems", CTG_FOLDER_SENT, TRUE },
  { "drafts", CTG_FOLDER_DRAFTS, TRUE },
  { "deleteditems", CTG_FOLDER_TRASH, TRUE },
  { "junkemail", CTG_FOLDER_JUNK, TRUE },
  { "archive", CTG_FOLDER_ARCHIVE, TRUE },
  { "outbox", CTG_FOLDER_OTHER, FALSE },
};

typedef struct
{
  char *id;                  /* (owned) */
  char *parent_id;           /* (owned) (nullable) */
  char *name;                /* (owned) */
  gint64 n_items;            /* -1: not said */
} Folder;

typedef struct
{
  char *known[G_N_ELEMENTS (known)];   /* (owned) (nullable) ids */
  GPtrArray *folders;        /* (owned) (element-type Folder) in the server's order */
  GHashTable *by_id;         /* (owned) (element-type utf8 Folder) borrowed from folders */
} Listing;

static void
folder_free (Folder *folder)
{
  g_free (folder->id);
  g_free (folder->parent_id);
  g_free (folder->name);
  g_free (folder);
}

static void
listing_clear (Listing *listing)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_free (listing->known[i]);
  g_hash_table_unref (listing->by_id);
  g_ptr_array_unref (listing->folders);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

/* A mailbox may lack one of them, but never its inbox. */
static gboolean
take_known (guint number, const CtgJsonValue *body, const GError *failure, gpointer data, GError **error)
{
  Listing *listing = data;

  listing->known[number] = g_strdup (ctg_graph_answer_id (body));
  if (number > 0 || failure == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (failure));
  return FALSE;
}

static gboolean
read_known (CtgGraphSession *session, Listing *listing, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_ptr_array_add (targets, ctg_graph_request_folder (known[i].name));
  return ctg_graph_batch_ask (session, (const char *const *) targets->pdata, targets->len, take_known, listing,
                              cancellable, error);
}

static gboolean
is_shown (const CtgJsonValue *value)
{
  const char *type = ctg_graph_answer_string (value, "@odata.type");

  return ctg_json_value_get_member (value, "@removed") == NULL &&
         !ctg_json_value_get_boolean (ctg_json_value_get_member (value, "isHidden"), FALSE) &&
         g_strcmp0 (type, "#microsoft.graph.mailSearchFolder") != 0;
}

static void
add_folder (Listing *listing, const CtgJsonValue *value)
{
  const char *id = ctg_graph_answer_id (value);
  const char *name = ctg_graph_answer_string (value, "displayName");
  Folder *folder;

  if (id == NULL || !is_shown (value) || g_hash_table_contains (listing->by_id, id))
    return;
  folder = g_new0 (Folder, 1);
  folder->id = g_strdup (id);
  folder->parent_id = g_strdup (ctg_graph_answer_string (value, "parentFolderId"));
  folder->name = g_strdup (name != NULL ? name : "");
  folder->n_items = ctg_graph_answer_int (value, "totalItemCount", -1);
  g_ptr_array_add (listing->folders, folder);
  g_hash_table_insert (listing->by_id, folder->id, folder);
}

static gboolean
refuse_more (CtgGraphSession *session, GError **error)
{
  ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, "The mailbox has more than %d folders", FOLDERS_MAX);
  ctg_error_add_server (error, ctg_graph_session_get_endpoint (session)->host, NULL);
  return FALSE;
}

static gboolean
read_all (CtgGraphSession *session, Listing *listing, GCancellable *cancellable, GError **error)
{
  g_autofree char *target = ctg_graph_request_folders ();

  for (guint n_pages = 0; target != NULL; n_pages++)
    {
      g_autoptr (CtgGraphPage) page = ctg_graph_session_get_page (session, target, FOLDERS_AT_ONCE, cancellable, error);

      if (page == NULL)
        return FALSE;
      for (guint i = 0; i < ctg_json_value_get_length (page->values); i++)
        add_folder (listing, ctg_json_value_get_element (page->values, i));
      if (listing->folders->len > FOLDERS_MAX || n_pages > PAGES_MAX)
        return refuse_more (session, error);
      g_free (target);
      target = g_steal_pointer (&page->next);
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

static CtgFolderInfo *
make_info (const Listing *listing, const Folder *folder)
{
  CtgFolderInfo *info = g_new0 (CtgFolderInfo, 1);

  info->remote_name = g_strdup (folder->id);
  info->name = dup_path (listing, folder);
  info->delimiter = g_strdup ("/");
  info->can_select = TRUE;
  info->n_messages = folder->n_items;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (listing->known[i], folder->id) == 0)
      {
        info->role = known[i].role;
        info->can_select = known[i].can_select;
      }
  return info;
}

/**
 * ctg_graph_list_folders:
 * @session: a session that is open
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_batch_ask() and ctg_graph_session_get_page(); %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable) (element-type CtgFolderInfo): the folders, in the server's order
 */
GPtrArray *
ctg_graph_list_folders (CtgGraphSession *session, GCancellable *cancellable, GError **error)
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
