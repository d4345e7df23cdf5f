/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ews-items.h"

#include "errors.h"

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

/**
 * ctg_ews_has_message:
 * @session: a session that is logged in
 * @folder_id: a folder
 * @message_id: without <>
 * @found: (out): whether the folder holds a message with this Message-ID, now
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask()
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ews_has_message (CtgEwsSession *session, const char *folder_id, const char *message_id, gboolean *found,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_find_message (folder_id, message_id);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return FALSE;
  *found = ctg_xml_element_get_child (ctg_ews_answer_find (answer->first, "RootFolder/Items"), NULL) != NULL;
  return TRUE;
}
