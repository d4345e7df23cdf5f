/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole messages. Their sizes are asked for first, so that small ones travel together and too large ones not at all.
 * One the server fails at is asked for alone, then once more at the end; then that is said of it, while others come. */

#include "ews-bodies.h"

#include "errors.h"
#include "ews-headers.h"
#include "ews-request.h"

#define SIZES_BATCH 100
#define BODIES_BATCH 20
#define BODIES_BATCH_BYTES (4 * 1024 * 1024)
/* A server that fails at so many before it gives one is in trouble itself. */
#define FAILING_MAX 8
#define BODY_MAX_BYTES (60 * 1024 * 1024)

/* What is wanted, of which how much is known. */
typedef struct
{
  CtgEwsSession *session;
  CtgBodyFunc func;
  gpointer data;
  GCancellable *cancellable;   /* (nullable) */
  GPtrArray *ids;              /* (owned) (element-type utf8) to be fetched together; borrowed */
  gint64 n_bytes;              /* of those */
  GPtrArray *failing;          /* (owned) (element-type utf8) ids the server failed at; borrowed */
  guint n_given;               /* messages that came */
} Fetch;

static gboolean
tell_failure (Fetch *self, const char *id, const GError *failure, GError **error)
{
  return self->func (id, NULL, failure, self->data, error);
}

static gboolean
tell_too_large (Fetch *self, const char *id, GError **error)
{
  g_autoptr (GError) failure = ctg_error_new (CTG_ERROR_TOO_LARGE, NULL, "A message of more than 60 MB");

  return tell_failure (self, id, failure, error);
}

/* A server in trouble is no news about a message. */
static gboolean
is_about_one (const GError *failure)
{
  return !g_error_matches (failure, CTG_ERROR, CTG_ERROR_BUSY) &&
         !g_error_matches (failure, CTG_ERROR, CTG_ERROR_RATE_LIMITED) &&
         !g_error_matches (failure, CTG_ERROR, CTG_ERROR_AUTH_REJECTED);
}

static GBytes *
find_content (const CtgEwsAnswer *answer, const CtgXmlElement *message)
{
  const CtgXmlElement *item = ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Items"), NULL);
  gint64 number = ctg_ews_answer_int (item, "MimeContent", -1);

  return number >= 0 && number < answer->contents->len ? g_ptr_array_index (answer->contents, number) : NULL;
}

static gboolean
tell_one (Fetch *self, const CtgEwsAnswer *answer, const CtgXmlElement *message, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GBytes *content = NULL;

  if (ctg_ews_answer_check (message, ctg_ews_session_get_host (self->session), &failure))
    content = find_content (answer, message);
  if (content != NULL && g_bytes_get_size (content) > BODY_MAX_BYTES)
    return tell_too_large (self, id, error);
  self->n_given += content != NULL;
  if (content != NULL)
    return self->func (id, content, NULL, self->data, error);
  if (ctg_ews_is_about_one (failure))
    {
      g_ptr_array_add (self->failing, (gpointer) id);
      return TRUE;
    }
  if (failure == NULL)
    ctg_error_set (&failure, CTG_ERROR_NOT_FOUND, NULL, "The server has no content of this message");
  if (is_about_one (failure))
    return tell_failure (self, id, failure, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean fetch_some (Fetch *self, const char *const *ids, guint n_ids, GError **error);

/* What is too much together, or what the server fails at. */
static gboolean
fetch_apart (Fetch *self, const char *const *ids, guint n_ids, const GError *failure, GError **error)
{
  if (self->failing->len >= FAILING_MAX && self->n_given == 0)
    return g_propagate_error (error, g_error_copy (failure)), FALSE;
  if (n_ids > 1)
    return fetch_some (self, ids, n_ids / 2, error) && fetch_some (self, ids + n_ids / 2, n_ids - n_ids / 2, error);
  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE))
    return tell_too_large (self, ids[0], error);
  g_ptr_array_add (self->failing, (gpointer) ids[0]);
  return TRUE;
}

/* The answers come in the order of the questions. */
static gboolean
fetch_some (Fetch *self, const char *const *ids, guint n_ids, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_items (ids, n_ids, CTG_EWS_SHAPE_MIME);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (self->session, request, CTG_EWS_LARGE, self->cancellable,
                                                         &failure);
  const CtgXmlElement *message = answer != NULL ? answer->first : NULL;

  for (guint i = 0; i < n_ids && message != NULL; i++, message = ctg_xml_element_get_next (message, NULL))
    if (!tell_one (self, answer, message, ids[i], error))
      return FALSE;
  if (answer != NULL)
    return TRUE;
  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE) || ctg_ews_is_about_one (failure))
    return fetch_apart (self, ids, n_ids, failure, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
fetch_together (Fetch *self, GError **error)
{
  gboolean fetched = self->ids->len == 0 ||
                     fetch_some (self, (const char *const *) self->ids->pdata, self->ids->len, error);

  g_ptr_array_set_size (self->ids, 0);
  self->n_bytes = 0;
  return fetched;
}

static gboolean
plan_one (Fetch *self, const CtgXmlElement *message, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const CtgXmlElement *item = ctg_xml_element_get_child (ctg_xml_element_get_child (message, "Items"), NULL);
  gint64 size = ctg_ews_answer_int (item, "Size", 0);

  if (!ctg_ews_answer_check (message, ctg_ews_session_get_host (self->session), &failure))
    {
      if (ctg_ews_is_about_one (failure))
        return g_ptr_array_add (self->failing, (gpointer) id), TRUE;
      if (is_about_one (failure))
        return tell_failure (self, id, failure, error);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (size > BODY_MAX_BYTES)
    return tell_too_large (self, id, error);
  if ((self->n_bytes + size > BODIES_BATCH_BYTES || self->ids->len >= BODIES_BATCH) && !fetch_together (self, error))
    return FALSE;
  g_ptr_array_add (self->ids, (gpointer) id);
  self->n_bytes += size;
  return TRUE;
}

/* Where one of them makes even this question fail, nobody knows the sizes. */
static gboolean
fetch_unsized (Fetch *self, const char *const *ids, guint n_ids, GError **error)
{
  for (guint i = 0; i < n_ids; i += BODIES_BATCH)
    if (!fetch_some (self, ids + i, MIN (BODIES_BATCH, n_ids - i), error))
      return FALSE;
  return TRUE;
}

static gboolean
fetch_batch (Fetch *self, const char *const *ids, guint n_ids, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_items (ids, n_ids, CTG_EWS_SHAPE_SIZE);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (self->session, request, CTG_EWS_QUICK, self->cancellable,
                                                         &failure);
  const CtgXmlElement *message = answer != NULL ? answer->first : NULL;

  if (ctg_ews_is_about_one (failure))
    return fetch_unsized (self, ids, n_ids, error);
  if (answer == NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  for (guint i = 0; i < n_ids && message != NULL; i++, message = ctg_xml_element_get_next (message, NULL))
    if (!plan_one (self, message, ids[i], error))
      return FALSE;
  return fetch_together (self, error);
}

/* A server that fails at several and gives none is in trouble itself. */
static gboolean
fetch_failing (Fetch *self, GError **error)
{
  g_autoptr (GPtrArray) failed = g_steal_pointer (&self->failing);
  g_autoptr (GError) failure = ctg_error_new (CTG_ERROR_BUSY, "server-error", "The server fails at this message");

  self->failing = g_ptr_array_new ();
  for (guint i = 0; i < failed->len; i++)
    if (!fetch_some (self, (const char *const *) failed->pdata + i, 1, error))
      return FALSE;
  if (self->failing->len > 1 && self->n_given == 0)
    {
      ctg_error_add_server (&failure, ctg_ews_session_get_host (self->session), NULL);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < self->failing->len; i++)
    if (!tell_failure (self, g_ptr_array_index (self->failing, i), failure, error))
      return FALSE;
  return TRUE;
}

/**
 * ctg_ews_fetch_bodies:
 * @session: a session that is logged in
 * @item_ids: which, NULL-terminated
 * @func: takes each message, or why it could not be had
 * @data: for @func
 * @cancellable: (nullable): ends it between two requests
 * @error: see ctg_ews_session_ask(), or what @func set
 *
 * Specification: MS-OXWSCORE 3.1.4.4
 * Returns: whether all were asked for
 */
gboolean
ctg_ews_fetch_bodies (CtgEwsSession *session, const char *const *item_ids, CtgBodyFunc func, gpointer data,
                      GCancellable *cancellable, GError **error)
{
  guint n_ids = g_strv_length ((char **) item_ids);
  Fetch self = { session, func, data, cancellable, g_ptr_array_new (), 0, g_ptr_array_new (), 0 };
  gboolean fetched = TRUE;

  for (guint i = 0; fetched && i < n_ids; i += SIZES_BATCH)
    fetched = fetch_batch (&self, item_ids + i, MIN (SIZES_BATCH, n_ids - i), error);
  fetched = fetched && fetch_failing (&self, error);
  g_ptr_array_unref (self.ids);
  g_ptr_array_unref (self.failing);
  return fetched;
}
