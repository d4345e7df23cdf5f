/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The headers of items, some at a time. What goes wrong with some of them is about one of them or about the server:
 *
 *   failure                          what is done
 *   TOO_LARGE                        asked for by halves; one alone without its header block
 *   PROTOCOL, BUSY server-error      asked for by halves; one alone once more, later, without its header block
 *   gone meanwhile, no access        left out
 *   any other                        the server's: nothing is brought
 *
 * One that fails once more is left out and named, while the server gives others: else it would keep all that came after
 * it away for good. A server that gives none is in trouble itself. */

#include "ews-headers.h"

#include "errors.h"
#include "ews-header.h"
#include "ews-names.h"

#include <string.h>

/* Header blocks are seldom over 20 KB, and an answer has 8 MB. */
#define BATCH 50

/* So often some are asked for by halves; a server that fails more often than that is in trouble. */
#define HALVES_MAX 64

/* Among so many of a folder one is looked for that the server gives. */
#define OTHERS 20

typedef struct
{
  CtgEwsSession *session;
  const char *folder_id;
  GPtrArray *headers;          /* (owned) (element-type CtgRemoteHeader) */
  GPtrArray *failing;          /* (owned) (element-type utf8) ids */
  guint n_halves;
  GCancellable *cancellable;   /* (nullable) */
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->failing, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/**
 * ctg_ews_is_about_one:
 * @failure: (nullable): of a question about several messages
 *
 * Returns: whether one of them may be what the server fails at
 */
gboolean
ctg_ews_is_about_one (const GError *failure)
{
  return ctg_error_has_reason (failure, "server-error") ||
         (g_error_matches (failure, CTG_ERROR, CTG_ERROR_PROTOCOL) && !ctg_error_has_reason (failure, "not-ews"));
}

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
resolve_names (Reading *self, const CtgEwsAnswer *answer, GError **error)
{
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const CtgXmlElement *message = answer->first;

  for (; message != NULL; message = ctg_xml_element_get_next (message, NULL))
    ctg_ews_header_list_paths (get_item (message), paths);
  return ctg_ews_names_resolve (self->session, paths, self->cancellable, error);
}

static gboolean
read_one (Reading *self, const CtgXmlElement *message, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  CtgRemoteHeader *header = NULL;

  if (ctg_ews_answer_check (message, ctg_ews_session_get_host (self->session), &failure))
    header = ctg_ews_header_read (get_item (message), ctg_ews_session_get_names (self->session));
  if (header != NULL)
    g_ptr_array_add (self->headers, header);
  if (ctg_ews_is_about_one (failure))
    g_ptr_array_add (self->failing, g_strdup (id));
  else if (failure != NULL && is_about_the_server (failure))
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  return TRUE;
}

/* The answers come in the order of the questions. */
static gboolean
read_answer (Reading *self, const CtgEwsAnswer *answer, const char *const *ids, guint n_ids, GError **error)
{
  const CtgXmlElement *message = answer->first;

  if (!resolve_names (self, answer, error))
    return FALSE;
  for (guint i = 0; i < n_ids && message != NULL; i++, message = ctg_xml_element_get_next (message, NULL))
    if (!read_one (self, message, ids[i], error))
      return FALSE;
  return TRUE;
}

static gboolean read_some (Reading *self, const char *const *ids, guint n_ids, CtgEwsShape shape, GError **error);

static gboolean
read_halves (Reading *self, const char *const *ids, guint n_ids, GError **error)
{
  self->n_halves++;
  return read_some (self, ids, n_ids / 2, CTG_EWS_SHAPE_HEADERS, error) &&
         read_some (self, ids + n_ids / 2, n_ids - n_ids / 2, CTG_EWS_SHAPE_HEADERS, error);
}

static gboolean
read_some (Reading *self, const char *const *ids, guint n_ids, CtgEwsShape shape, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_items (ids, n_ids, shape);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (self->session, request, CTG_EWS_QUICK, self->cancellable,
                                                         &failure);
  gboolean is_too_large = g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE);
  gboolean is_about_one = ctg_ews_is_about_one (failure);

  if (answer != NULL)
    return read_answer (self, answer, ids, n_ids, error);
  if (n_ids > 1 && (is_too_large || (is_about_one && self->n_halves < HALVES_MAX)))
    return read_halves (self, ids, n_ids, error);
  if (n_ids == 1 && is_too_large && shape == CTG_EWS_SHAPE_HEADERS)
    return read_some (self, ids, 1, CTG_EWS_SHAPE_BRIEF, error);
  if (n_ids == 1 && is_about_one)
    {
      g_ptr_array_add (self->failing, g_strdup (ids[0]));
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Whether the server gives anything of the folder but what is failing; where there is nothing else, who knows. */
static gboolean
gives_another (Reading *self)
{
  CtgEwsSearch search = { self->folder_id, 0, 0, 0, OTHERS };
  g_autoptr (CtgEwsFound) found = ctg_ews_find_items (self->session, &search, self->cancellable, NULL);

  for (guint i = 0; found != NULL && i < found->refs->len; i++)
    {
      const char *id = ((CtgEwsRef *) g_ptr_array_index (found->refs, i))->id;
      g_autoptr (GBytes) request = NULL;
      g_autoptr (CtgEwsAnswer) answer = NULL;

      if (g_ptr_array_find_with_equal_func (self->failing, id, g_str_equal, NULL))
        continue;
      request = ctg_ews_request_get_items (&id, 1, CTG_EWS_SHAPE_SIZE);
      answer = ctg_ews_session_ask (self->session, request, CTG_EWS_QUICK, self->cancellable, NULL);
      return answer != NULL && ctg_ews_answer_check (answer->first, "", NULL);
    }
  return found != NULL;
}

/* @unreadable: what fails again. */
static gboolean
read_failing (Reading *self, GPtrArray *unreadable, GError **error)
{
  g_autoptr (GPtrArray) failed = g_steal_pointer (&self->failing);

  self->failing = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < failed->len; i++)
    {
      const char *id = g_ptr_array_index (failed, i);

      if (!read_some (self, &id, 1, CTG_EWS_SHAPE_BRIEF, error))
        return FALSE;
    }
  if (self->failing->len > 0 && self->headers->len == 0 && !gives_another (self))
    {
      ctg_error_set (error, CTG_ERROR_BUSY, "server-error", "The server gives no message of this folder");
      ctg_error_add_server (error, ctg_ews_session_get_host (self->session), NULL);
      return FALSE;
    }
  for (guint i = 0; i < self->failing->len; i++)
    g_ptr_array_add (unreadable, g_strdup (g_ptr_array_index (self->failing, i)));
  return TRUE;
}

/**
 * ctg_ews_get_headers:
 * @session: a session that is logged in
 * @folder_id: where they are
 * @refs: (element-type CtgEwsRef): items
 * @unreadable: (element-type utf8): grows by the ids of those the server fails at
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask()
 *
 * Returns: (transfer full) (nullable) (element-type CtgRemoteHeader): their headers, in that order, those that were
 *   asked for once more last; what went meanwhile or cannot be read is left out
 */
GPtrArray *
ctg_ews_get_headers (CtgEwsSession *session, const char *folder_id, GPtrArray *refs, GPtrArray *unreadable,
                     GCancellable *cancellable, GError **error)
{
  g_auto (Reading) self = { .session = session, .folder_id = folder_id, .cancellable = cancellable };
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  self.headers = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_remote_header_free);
  self.failing = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < refs->len; i++)
    g_ptr_array_add (ids, ((CtgEwsRef *) g_ptr_array_index (refs, i))->id);
  for (guint i = 0; i < ids->len; i += BATCH)
    if (!read_some (&self, (const char *const *) ids->pdata + i, MIN (BATCH, ids->len - i), CTG_EWS_SHAPE_HEADERS,
                    error))
      return NULL;
  return read_failing (&self, unreadable, error) ? g_steal_pointer (&self.headers) : NULL;
}
