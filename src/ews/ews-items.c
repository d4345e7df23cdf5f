/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ews-items.h"

#include "errors.h"
#include "ews-header.h"
#include "ews-names.h"

/* Header blocks are seldom over 20 KB, and an answer has 8 MB. */
#define HEADERS_BATCH 50

static void
ref_free (CtgEwsRef *ref)
{
  g_free (ref->id);
  g_free (ref);
}

/**
 * ctg_ews_changes_free:
 * @self: (transfer full) (nullable): a page of changes
 */
void
ctg_ews_changes_free (CtgEwsChanges *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->created);
  g_ptr_array_unref (self->gone);
  g_free (self->state);
  g_free (self);
}

/**
 * ctg_ews_found_free:
 * @self: (transfer full) (nullable): a page of a search
 */
void
ctg_ews_found_free (CtgEwsFound *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->refs);
  g_free (self);
}

/* Appointments, contacts and tasks may lie in a folder of mail; requests for meetings are mail. */
static gboolean
is_mail (const CtgXmlElement *item)
{
  static const char *const others[] = { "CalendarItem", "Contact", "DistributionList", "Task", NULL };

  return item != NULL && !g_strv_contains (others, ctg_xml_element_get_name (item));
}

static void
add_ref (GPtrArray *refs, const CtgXmlElement *item)
{
  g_autofree char *id = ctg_ews_answer_dup (item, "ItemId/@Id");
  CtgEwsRef *ref;

  if (!is_mail (item) || id == NULL || *id == '\0')
    return;
  ref = g_new0 (CtgEwsRef, 1);
  ref->id = g_steal_pointer (&id);
  ref->received_utc_s = ctg_ews_answer_date (item, "DateTimeReceived");
  g_ptr_array_add (refs, ref);
}

static void
read_change (CtgEwsChanges *self, const CtgXmlElement *change)
{
  const char *kind = ctg_xml_element_get_name (change);
  g_autofree char *gone = NULL;

  if (g_str_equal (kind, "Create"))
    add_ref (self->created, ctg_xml_element_get_child (change, NULL));
  if (!g_str_equal (kind, "Delete"))
    return;
  gone = ctg_ews_answer_dup (change, "ItemId/@Id");
  if (gone != NULL)
    g_ptr_array_add (self->gone, g_steal_pointer (&gone));
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const CtgEwsRef *left = *(CtgEwsRef *const *) a, *right = *(CtgEwsRef *const *) b;

  return left->received_utc_s < right->received_utc_s ? 1 : left->received_utc_s > right->received_utc_s ? -1 : 0;
}

static CtgEwsChanges *
read_changes (const CtgXmlElement *message, const char *host, GError **error)
{
  g_autoptr (CtgEwsChanges) self = g_new0 (CtgEwsChanges, 1);
  const CtgXmlElement *change = ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Changes"), NULL);
  g_autofree char *last = ctg_ews_answer_dup (message, "IncludesLastItemInRange");

  self->created = g_ptr_array_new_with_free_func ((GDestroyNotify) ref_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->state = ctg_ews_answer_dup (message, "SyncState");
  self->is_last = g_strcmp0 (last, "false") != 0;
  for (; change != NULL; change = ctg_xml_element_get_next (change, NULL))
    read_change (self, change);
  g_ptr_array_sort (self->created, compare_newest_first);
  if (self->state != NULL && *self->state != '\0')
    return g_steal_pointer (&self);
  ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "Exchange says no state of the folder");
  ctg_error_add_server (error, host, NULL);
  return NULL;
}

/**
 * ctg_ews_sync_items:
 * @session: a session that is logged in
 * @folder_id: a folder
 * @state: (nullable): of the page before; %NULL: from the beginning
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask(); %CTG_ERROR_CONFLICT "sync-state": the server knows @state no more
 *
 * Returns: (transfer full) (nullable): the next page of what changed, what came newest first
 */
CtgEwsChanges *
ctg_ews_sync_items (CtgEwsSession *session, const char *folder_id, const char *state, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_sync_items (folder_id, state);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  const char *host = ctg_ews_session_get_host (session);

  if (answer == NULL || !ctg_ews_answer_check (answer->first, host, error))
    return NULL;
  return read_changes (answer->first, host, error);
}

/**
 * ctg_ews_find_items:
 * @session: a session that is logged in
 * @search: which items
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask()
 *
 * Returns: (transfer full) (nullable): a page of them
 */
CtgEwsFound *
ctg_ews_find_items (CtgEwsSession *session, const CtgEwsSearch *search, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_find_items (search);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  const CtgXmlElement *root, *item;
  g_autofree char *last = NULL;
  CtgEwsFound *found;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return NULL;
  root = ctg_xml_element_get_child (answer->first, "RootFolder");
  last = ctg_ews_answer_dup (root, "@IncludesLastItemInRange");
  found = g_new0 (CtgEwsFound, 1);
  found->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) ref_free);
  found->n_total = ctg_ews_answer_int (root, "@TotalItemsInView", -1);
  item = ctg_xml_element_get_child (ctg_xml_element_get_child (root, "Items"), NULL);
  for (; item != NULL; item = ctg_xml_element_get_next (item, NULL), found->n_items++)
    add_ref (found->refs, item);
  found->is_last = found->n_items == 0 || g_strcmp0 (last, "false") != 0;
  return found;
}

/* A server in trouble is no reason to leave a message out; anything else is about this one message. */
static gboolean
is_about_the_server (const GError *failure)
{
  return g_error_matches (failure, CTG_ERROR, CTG_ERROR_BUSY) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_RATE_LIMITED) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_AUTH_REJECTED);
}

static const CtgXmlElement *
get_item (const CtgXmlElement *message)
{
  return ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Items"), NULL);
}

static gboolean
resolve_names (CtgEwsSession *session, const CtgEwsAnswer *answer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const CtgXmlElement *message = answer->first;

  for (; message != NULL; message = ctg_xml_element_get_next (message, NULL))
    ctg_ews_header_list_paths (get_item (message), paths);
  return ctg_ews_names_resolve (session, paths, cancellable, error);
}

static gboolean
read_headers (CtgEwsSession *session, const CtgEwsAnswer *answer, GPtrArray *headers, GError **error)
{
  const CtgXmlElement *message = answer->first;
  const char *host = ctg_ews_session_get_host (session);

  for (; message != NULL; message = ctg_xml_element_get_next (message, NULL))
    {
      g_autoptr (GError) failure = NULL;
      CtgRemoteHeader *header = NULL;

      if (ctg_ews_answer_check (message, host, &failure))
        header = ctg_ews_header_read (get_item (message), ctg_ews_session_get_names (session));
      if (header != NULL)
        g_ptr_array_add (headers, header);
      if (failure == NULL || !is_about_the_server (failure))
        continue;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

/* What is too much together is asked for by halves, what is too much alone without its header block. */
static gboolean
get_batch (CtgEwsSession *session, const char *const *ids, guint n_ids, CtgEwsShape shape, GPtrArray *headers,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_items (ids, n_ids, shape);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, &failure);

  if (answer != NULL)
    return resolve_names (session, answer, cancellable, error) && read_headers (session, answer, headers, error);
  if (!g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE) || (n_ids == 1 && shape == CTG_EWS_SHAPE_BRIEF))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (n_ids == 1)
    return get_batch (session, ids, 1, CTG_EWS_SHAPE_BRIEF, headers, cancellable, error);
  return get_batch (session, ids, n_ids / 2, shape, headers, cancellable, error) &&
         get_batch (session, ids + n_ids / 2, n_ids - n_ids / 2, shape, headers, cancellable, error);
}

/**
 * ctg_ews_get_headers:
 * @session: a session that is logged in
 * @refs: (element-type CtgEwsRef): items
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask()
 *
 * Returns: (transfer full) (nullable) (element-type CtgRemoteHeader): their headers, in that order; what went meanwhile
 *   or cannot be read is left out
 */
GPtrArray *
ctg_ews_get_headers (CtgEwsSession *session, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_remote_header_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < refs->len; i++)
    g_ptr_array_add (ids, ((CtgEwsRef *) g_ptr_array_index (refs, i))->id);
  for (guint i = 0; i < ids->len; i += HEADERS_BATCH)
    if (!get_batch (session, (const char *const *) ids->pdata + i, MIN (HEADERS_BATCH, ids->len - i),
                    CTG_EWS_SHAPE_HEADERS, headers, cancellable, error))
      return NULL;
  return g_steal_pointer (&headers);
}
