/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which folders there are, and how those stand that are read.
 *
 *   known of them             asked
 *   nothing                   SyncFolderHierarchy from the beginning, and the known folders
 *   a state                   what changed since, and how the known and the watched ones stand: two small questions,
 *                             however many folders there are
 *   a state that is refused   as when nothing is known
 *   the service refuses it    FindFolder: all of them each time, a page at a time, and the known ones
 *
 * A folder's status is when anything in it last changed, how many items ever left it and how many are in it. The first
 * has full seconds only, which is why the others stand beside it. What is neither watched nor told has none: who wants
 * to read it pulls it, and then it is watched. */

#include "ews-hierarchy.h"

#include "errors.h"
#include "ews-request.h"

#include <string.h>

#define FOLDERS_MAX 20000

/* A server that goes on without an end is broken. */
#define PAGES_MAX 1000

static void
folder_free (CtgEwsFolder *folder)
{
  g_free (folder->id);
  g_free (folder->parent_id);
  g_free (folder->name);
  g_free (folder->class);
  g_free (folder->status);
  g_free (folder);
}

/**
 * ctg_ews_hierarchy_new:
 *
 * Returns: (transfer full): one that knows nothing yet
 */
CtgEwsHierarchy *
ctg_ews_hierarchy_new (void)
{
  CtgEwsHierarchy *self = g_new0 (CtgEwsHierarchy, 1);

  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ctg_ews_hierarchy_free:
 * @self: (transfer full) (nullable): a hierarchy
 */
void
ctg_ews_hierarchy_free (CtgEwsHierarchy *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < CTG_EWS_N_KNOWN; i++)
    g_free (self->known[i]);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->folders);
  g_hash_table_unref (self->watched);
  g_free (self->state);
  g_free (self);
}

/**
 * ctg_ews_hierarchy_watch:
 * @self: a hierarchy
 * @folder_id: a folder that is read; how it stands is asked for from now on
 */
void
ctg_ews_hierarchy_watch (CtgEwsHierarchy *self, const char *folder_id)
{
  g_hash_table_add (self->watched, g_strdup (folder_id));
}

/**
 * ctg_ews_folder_dup_status:
 * @element: (nullable): a folder of an answer
 *
 * Returns: (transfer full) (nullable): see the head of this file; %NULL: the server does not say
 */
char *
ctg_ews_folder_dup_status (const CtgXmlElement *element)
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

static CtgEwsFolder *
read_folder (const CtgXmlElement *element)
{
  g_autofree char *id = ctg_ews_answer_dup (element, "FolderId/@Id");
  CtgEwsFolder *folder;

  if (id == NULL || *id == '\0')
    return NULL;
  folder = g_new0 (CtgEwsFolder, 1);
  folder->id = g_steal_pointer (&id);
  folder->parent_id = ctg_ews_answer_dup (element, "ParentFolderId/@Id");
  folder->name = ctg_ews_answer_dup (element, "DisplayName");
  folder->class = ctg_ews_answer_dup (element, "FolderClass");
  folder->n_items = ctg_ews_answer_int (element, "TotalCount", -1);
  folder->status = ctg_ews_folder_dup_status (element);
  folder->is_search = g_str_equal (ctg_xml_element_get_name (element), "SearchFolder");
  if (folder->name == NULL)
    folder->name = g_strdup ("");
  return folder;
}

static void
forget (CtgEwsHierarchy *self)
{
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->folders, 0);
  g_clear_pointer (&self->state, g_free);
}

static void
remove_folder (CtgEwsHierarchy *self, const char *id)
{
  CtgEwsFolder *folder = id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;

  if (folder == NULL)
    return;
  g_hash_table_remove (self->by_id, id);
  g_ptr_array_remove (self->folders, folder);
}

/* @element: (nullable): a folder of an answer: one that is new, or other than it was. */
static void
add_folder (CtgEwsHierarchy *self, const CtgXmlElement *element)
{
  CtgEwsFolder *folder = element != NULL ? read_folder (element) : NULL;
  CtgEwsFolder *held = folder != NULL ? g_hash_table_lookup (self->by_id, folder->id) : NULL;
  guint place;

  if (folder == NULL)
    return;
  if (held == NULL)
    g_ptr_array_add (self->folders, folder);
  else if (g_ptr_array_find (self->folders, held, &place))
    {
      g_hash_table_remove (self->by_id, held->id);
      folder_free (held);
      self->folders->pdata[place] = folder;
    }
  g_hash_table_insert (self->by_id, folder->id, folder);
}

static gboolean
set_too_many (CtgEwsSession *session, GError **error)
{
  ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, "The mailbox has more than %d folders", FOLDERS_MAX);
  ctg_error_add_server (error, ctg_ews_session_get_host (session), NULL);
  return FALSE;
}

/* All of them. */

static gboolean
find_page (CtgEwsHierarchy *self, CtgEwsSession *session, gboolean *more, GCancellable *cancellable, GError **error)
{
  guint n_before = self->folders->len;
  g_autoptr (GBytes) request = ctg_ews_request_find_folders (n_before);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  const CtgXmlElement *root, *folder;
  g_autofree char *last = NULL;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return FALSE;
  root = ctg_xml_element_get_child (answer->first, "RootFolder");
  last = ctg_ews_answer_dup (root, "@IncludesLastItemInRange");
  folder = ctg_xml_element_get_child (ctg_xml_element_get_child (root, "Folders"), NULL);
  for (; folder != NULL; folder = ctg_xml_element_get_next (folder, NULL))
    add_folder (self, folder);
  *more = g_strcmp0 (last, "false") == 0 && self->folders->len > n_before;
  return TRUE;
}

static gboolean
find_all (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  gboolean more = TRUE;

  forget (self);
  while (more)
    {
      if (!find_page (self, session, &more, cancellable, error))
        return FALSE;
      if (self->folders->len > FOLDERS_MAX)
        return set_too_many (session, error);
    }
  return TRUE;
}

/* What changed. */

static void
read_change (CtgEwsHierarchy *self, const CtgXmlElement *change)
{
  g_autofree char *gone = NULL;

  if (!g_str_equal (ctg_xml_element_get_name (change), "Delete"))
    {
      add_folder (self, ctg_xml_element_get_child (change, NULL));
      return;
    }
  gone = ctg_ews_answer_dup (change, "FolderId/@Id");
  remove_folder (self, gone);
}

static gboolean
read_changes (CtgEwsHierarchy *self, const CtgXmlElement *message, const char *host, gboolean *more, GError **error)
{
  const CtgXmlElement *change = ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Changes"), NULL);
  g_autofree char *last = ctg_ews_answer_dup (message, "IncludesLastFolderInRange");
  g_autofree char *state = ctg_ews_answer_dup (message, "SyncState");

  *more = g_strcmp0 (last, "false") == 0;
  if (state == NULL || *state == '\0' || (*more && g_strcmp0 (state, self->state) == 0))
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "Exchange says no state of the folders");
      ctg_error_add_server (error, host, NULL);
      return FALSE;
    }
  for (; change != NULL; change = ctg_xml_element_get_next (change, NULL))
    read_change (self, change);
  g_free (self->state);
  self->state = g_steal_pointer (&state);
  return TRUE;
}

static gboolean
sync_page (CtgEwsHierarchy *self, CtgEwsSession *session, gboolean *more, GCancellable *cancellable, GError **error)
{
  const char *host = ctg_ews_session_get_host (session);
  g_autoptr (GBytes) request = ctg_ews_request_sync_folders (self->state);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);

  return answer != NULL && ctg_ews_answer_check (answer->first, host, error) &&
         read_changes (self, answer->first, host, more, error);
}

static gboolean
sync_all (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  gboolean more = TRUE;

  for (guint n_pages = 0; more; n_pages++)
    {
      if (!sync_page (self, session, &more, cancellable, error))
        return FALSE;
      if (self->folders->len > FOLDERS_MAX || n_pages >= PAGES_MAX)
        return set_too_many (session, error);
    }
  return TRUE;
}

/* What was known of how they stand is of the last time. */
static void
clear_statuses (CtgEwsHierarchy *self)
{
  for (guint i = 0; i < self->folders->len; i++)
    g_clear_pointer (&((CtgEwsFolder *) g_ptr_array_index (self->folders, i))->status, g_free);
}

static gboolean
sync_changes (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean had_state = self->state != NULL;

  clear_statuses (self);
  if (sync_all (self, session, cancellable, &failure))
    return TRUE;
  forget (self);
  if (had_state && ctg_error_has_reason (failure, "sync-state"))
    return sync_all (self, session, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The service's own word about this question, or an answer too large in one piece: there are no pages to ask for. */
static gboolean
is_refusal (const GError *failure)
{
  static const int codes[] = { CTG_ERROR_UNSUPPORTED, CTG_ERROR_CONFLICT, CTG_ERROR_TOO_LARGE, CTG_ERROR_NOT_FOUND };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (failure, CTG_ERROR, codes[i]))
      return TRUE;
  return ctg_error_has_reason (failure, "server-error") ||
         (g_error_matches (failure, CTG_ERROR, CTG_ERROR_PROTOCOL) && !ctg_error_has_reason (failure, "not-ews"));
}

static gboolean
list_all (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!self->is_refused && sync_changes (self, session, cancellable, &failure))
    return TRUE;
  if (failure != NULL && !is_refusal (failure))
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  self->is_refused = TRUE;
  return find_all (self, session, cancellable, error);
}

/* How those stand that are read. */

static void
read_standing (CtgEwsHierarchy *self, const CtgXmlElement *element)
{
  g_autofree char *id = ctg_ews_answer_dup (element, "FolderId/@Id");
  CtgEwsFolder *folder = id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;

  if (folder == NULL)
    return;
  g_free (folder->status);
  folder->status = ctg_ews_folder_dup_status (element);
  folder->n_items = ctg_ews_answer_int (element, "TotalCount", folder->n_items);
}

static gboolean
is_known (const CtgEwsHierarchy *self, const char *id)
{
  for (guint i = 0; i < CTG_EWS_N_KNOWN; i++)
    if (g_strcmp0 (self->known[i], id) == 0)
      return TRUE;
  return FALSE;
}

static GPtrArray *
list_others (const CtgEwsHierarchy *self)
{
  GPtrArray *others = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!is_known (self, id) && g_hash_table_contains (self->by_id, id) && others->len < CTG_EWS_FOLDERS_PAGE)
      g_ptr_array_add (others, id);
  return others;
}

/* A mailbox may lack one of them; that is no error. */
static gboolean
read_known (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) others = list_others (self);
  g_autoptr (GBytes) request = ctg_ews_request_get_known_folders ((const char *const *) others->pdata, others->len);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  const CtgXmlElement *message = answer != NULL ? answer->first : NULL;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return FALSE;
  for (guint i = 0; message != NULL; i++, message = ctg_xml_element_get_next (message, NULL))
    {
      const CtgXmlElement *folder = ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Folders"), NULL);

      read_standing (self, folder);
      if (i >= CTG_EWS_N_KNOWN)
        continue;
      g_free (self->known[i]);
      self->known[i] = ctg_ews_answer_dup (folder, "FolderId/@Id");
    }
  return TRUE;
}

/**
 * ctg_ews_hierarchy_update:
 * @self: what is known of the folders
 * @session: a session that is logged in
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask(); %CTG_ERROR_TOO_LARGE
 *
 * Specification: MS-OXWSSYNC 3.1.4.1, MS-OXWSSRCH 3.1.4.1, MS-OXWSFOLD 3.1.4.6
 * Returns: whether it is as on the server now
 */
gboolean
ctg_ews_hierarchy_update (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable, GError **error)
{
  return list_all (self, session, cancellable, error) && read_known (self, session, cancellable, error);
}
