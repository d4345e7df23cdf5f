/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-messages.h"

#include "errors.h"
#include "graph-batch.h"
#include "graph-header.h"
#include "graph-request.h"

#include <string.h>

/* Header blocks are seldom over 20 KB, and an answer has 16 MB: what is too much is asked for by tenths. */
#define PAGE_ITEMS 100
#define PAGE_STEP 10

static void
ref_free (CtgGraphRef *ref)
{
  g_free (ref->id);
  g_clear_pointer (&ref->header, ctg_remote_header_free);
  g_free (ref);
}

/**
 * ctg_graph_messages_free:
 * @self: (transfer full) (nullable): a page
 */
void
ctg_graph_messages_free (CtgGraphMessages *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->refs);
  g_ptr_array_unref (self->gone);
  g_free (self->next);
  g_free (self->delta);
  g_free (self);
}

static gboolean
is_of_id (gconstpointer ref, gconstpointer id)
{
  return g_str_equal (((const CtgGraphRef *) ref)->id, id);
}

static void
forget (CtgGraphMessages *self, const char *id)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (self->refs, id, is_of_id, &index))
    g_ptr_array_remove_index (self->refs, index);
  if (g_ptr_array_find_with_equal_func (self->gone, id, g_str_equal, &index))
    g_ptr_array_remove_index (self->gone, index);
}

/* What is said last of a message counts. */
static void
add_one (CtgGraphMessages *self, const CtgJsonValue *message)
{
  const char *id = ctg_graph_answer_id (message);
  CtgGraphRef *ref;

  if (id == NULL)
    return;
  forget (self, id);
  if (ctg_json_value_get_member (message, "@removed") != NULL)
    {
      g_ptr_array_add (self->gone, g_strdup (id));
      return;
    }
  ref = g_new0 (CtgGraphRef, 1);
  ref->id = g_strdup (id);
  ref->received_utc_s = ctg_graph_answer_date (message, "receivedDateTime");
  if (ctg_graph_header_is_complete (message))
    ref->header = ctg_graph_header_read (message);
  g_ptr_array_add (self->refs, ref);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const CtgGraphRef *left = *(CtgGraphRef *const *) a, *right = *(CtgGraphRef *const *) b;

  return left->received_utc_s < right->received_utc_s ? 1 : left->received_utc_s > right->received_utc_s ? -1 : 0;
}

static CtgGraphMessages *
read_page (CtgGraphPage *page)
{
  CtgGraphMessages *self = g_new0 (CtgGraphMessages, 1);

  self->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) ref_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->next = g_steal_pointer (&page->next);
  self->delta = g_steal_pointer (&page->delta);
  for (guint i = 0; i < ctg_json_value_get_length (page->values); i++)
    add_one (self, ctg_json_value_get_element (page->values, i));
  g_ptr_array_sort (self->refs, compare_newest_first);
  return self;
}

/**
 * ctg_graph_messages_get:
 * @session: a session that is open
 * @target: of ctg_graph_request_delta() or ctg_graph_request_search(), or of a page
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get_page(); %CTG_ERROR_CONFLICT "sync-state": the server knows @target no more
 *
 * Returns: (transfer full) (nullable): that page
 */
CtgGraphMessages *
ctg_graph_messages_get (CtgGraphSession *session, const char *target, GCancellable *cancellable, GError **error)
{
  for (guint n_items = PAGE_ITEMS; ; n_items /= PAGE_STEP)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (CtgGraphPage) page = ctg_graph_session_get_page (session, target, n_items, cancellable, &failure);

      if (page != NULL)
        return read_page (page);
      if (n_items > 1 && g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE))
        continue;
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
}

/* What went meanwhile has no header any more. */
static gboolean
take_header (guint number, const CtgJsonValue *body, const GError *failure, gpointer data, GError **error)
{
  CtgGraphRef *ref = g_ptr_array_index ((GPtrArray *) data, number);

  if (body != NULL && g_strcmp0 (ctg_graph_answer_id (body), ref->id) == 0)
    ref->header = ctg_graph_header_read (body);
  return TRUE;
}

static gboolean
ask_for_headers (CtgGraphSession *session, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) lacking = g_ptr_array_new ();
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < refs->len; i++)
    {
      CtgGraphRef *ref = g_ptr_array_index (refs, i);

      if (ref->header != NULL)
        continue;
      g_ptr_array_add (lacking, ref);
      g_ptr_array_add (targets, ctg_graph_request_message (ref->id));
    }
  return ctg_graph_batch_ask (session, (const char *const *) targets->pdata, targets->len, take_header, lacking,
                              cancellable, error);
}

/**
 * ctg_graph_messages_get_headers:
 * @session: a session that is open
 * @refs: (element-type CtgGraphRef): messages; their headers are taken away from them
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_batch_ask()
 *
 * Returns: (transfer full) (nullable) (element-type CtgRemoteHeader): their headers, in that order; what went meanwhile
 *   or cannot be read is left out
 */
GPtrArray *
ctg_graph_messages_get_headers (CtgGraphSession *session, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  GPtrArray *headers;

  if (!ask_for_headers (session, refs, cancellable, error))
    return NULL;
  headers = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_remote_header_free);
  for (guint i = 0; i < refs->len; i++)
    {
      CtgGraphRef *ref = g_ptr_array_index (refs, i);

      if (ref->header != NULL)
        g_ptr_array_add (headers, g_steal_pointer (&ref->header));
    }
  return headers;
}
