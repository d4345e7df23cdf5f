/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several questions in one request, twenty at a time. Each has an answer of its own, in any order:
 *
 *   what became of one                  what is done
 *   2xx                                 it is taken
 *   404 and the like                    its failure is told: it says nothing of the others
 *   429, or no answer at all            it is asked again with those that are left, after the time it says, as long as
 *                                       every round brings something
 *   a failure of the service's          the end, with it */

#include "graph-batch.h"

#include "clock.h"
#include "errors.h"
#include "graph-error.h"
#include "graph-request.h"

#include <string.h>

#define WAIT_MAX_S 10
#define RETRY_MAX_S (24 * 3600)

typedef struct
{
  CtgGraphSession *session;
  const char *const *targets;
  guint first;                             /* number of the first of this batch */
  guint n_targets;                         /* of this batch */
  gboolean is_done[CTG_GRAPH_BATCH_MAX];
  guint n_done;
  GError *throttled;                       /* (owned) (nullable) what the last that has to wait was refused with */

  CtgGraphBatchFunc func;
  gpointer data;
} Batch;

static void
batch_clear (Batch *self)
{
  g_clear_error (&self->throttled);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

/* A number, or a word that is one. */
static gint64
read_seconds (const CtgJsonValue *headers)
{
  const CtgJsonValue *value = ctg_json_value_get_member (headers, "Retry-After");
  const char *text = ctg_json_value_get_string (value);
  gint64 seconds = 0;

  if (!ctg_json_value_get_int (value, &seconds) &&
      (text == NULL || !g_ascii_string_to_signed (text, 10, 0, RETRY_MAX_S, &seconds, NULL)))
    return 0;
  return CLAMP (seconds, 0, RETRY_MAX_S);
}

static gboolean
check (Batch *self, const CtgJsonValue *response, GError **error)
{
  const CtgJsonValue *body = ctg_json_value_get_member (response, "body");
  CtgGraphRefusal refusal = { (guint) ctg_graph_answer_int (response, "status", 0) };

  if (refusal.status >= 200 && refusal.status < 300 && ctg_json_value_is_object (body))
    return TRUE;
  refusal.retry_after_s = read_seconds (ctg_json_value_get_member (response, "headers"));
  ctg_graph_error_read (&refusal, body);
  ctg_graph_error_set (error, &refusal, ctg_graph_session_get_endpoint (self->session)->host);
  ctg_graph_session_note_failure (self->session, error);
  return FALSE;
}

static gboolean
find_number (const Batch *self, const CtgJsonValue *response, const guint *asked, guint n_asked, guint *number)
{
  const char *id = ctg_graph_answer_string (response, "id");
  guint64 place;

  if (id == NULL || n_asked == 0 || !g_ascii_string_to_unsigned (id, 10, 0, n_asked - 1, &place, NULL))
    return FALSE;
  *number = asked[place];
  return !self->is_done[*number];
}

static gboolean
is_about_all (const GError *failure)
{
  return ctg_graph_error_is_of_all (failure) || g_error_matches (failure, CTG_ERROR, CTG_ERROR_NETWORK);
}

static gboolean
take_one (Batch *self, const CtgJsonValue *response, guint number, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean is_well = check (self, response, &failure);

  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_RATE_LIMITED))
    {
      g_clear_error (&self->throttled);
      self->throttled = g_steal_pointer (&failure);
      return TRUE;
    }
  if (!is_well && is_about_all (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  self->is_done[number] = TRUE;
  self->n_done++;
  return self->func (self->first + number, is_well ? ctg_json_value_get_member (response, "body") : NULL, failure,
                     self->data, error);
}

static gboolean
take_all (Batch *self, const CtgJsonValue *root, const guint *asked, guint n_asked, GError **error)
{
  const CtgJsonValue *responses = ctg_json_value_get_member (root, "responses");
  guint number;

  if (!ctg_json_value_is_array (responses))
    {
      ctg_graph_error_set_foreign (error, ctg_graph_session_get_endpoint (self->session)->host, NULL);
      return FALSE;
    }
  for (guint i = 0; i < ctg_json_value_get_length (responses); i++)
    {
      const CtgJsonValue *response = ctg_json_value_get_element (responses, i);

      if (find_number (self, response, asked, n_asked, &number) && !take_one (self, response, number, error))
        return FALSE;
    }
  return TRUE;
}

/* Whatever is left. */
static gboolean
ask_round (Batch *self, GCancellable *cancellable, GError **error)
{
  const char *targets[CTG_GRAPH_BATCH_MAX];
  guint asked[CTG_GRAPH_BATCH_MAX], n_asked = 0;
  g_autoptr (GBytes) batch = NULL;
  g_autoptr (CtgJson) json = NULL;

  for (guint i = 0; i < self->n_targets; i++)
    if (!self->is_done[i])
      {
        targets[n_asked] = self->targets[self->first + i];
        asked[n_asked++] = i;
      }
  batch = ctg_graph_request_batch (targets, n_asked);
  json = ctg_graph_session_post_batch (self->session, batch, cancellable, error);
  g_clear_error (&self->throttled);
  return json != NULL && take_all (self, ctg_json_get_root (json), asked, n_asked, error);
}

static gboolean
wait_for (gint64 seconds, GCancellable *cancellable, GError **error)
{
  GPollFD fd;

  if (seconds > 0 && cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, (int) seconds * 1000);
      g_cancellable_release_fd (cancellable);
    }
  else if (seconds > 0)
    g_usleep ((gulong) seconds * G_USEC_PER_SEC);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* After a round that left something. */
static gboolean
may_go_on (Batch *self, guint n_before, GCancellable *cancellable, GError **error)
{
  int wait_s = self->throttled != NULL ? ctg_error_get_details (self->throttled).retry_after_s : 0;

  if (self->n_done > n_before && wait_s <= WAIT_MAX_S)
    return wait_for (wait_s, cancellable, error);
  if (self->throttled != NULL)
    g_propagate_error (error, g_steal_pointer (&self->throttled));
  else
    ctg_graph_error_set_foreign (error, ctg_graph_session_get_endpoint (self->session)->host, "no answers");
  return FALSE;
}

static gboolean
ask_batch (Batch *self, GCancellable *cancellable, GError **error)
{
  while (self->n_done < self->n_targets)
    {
      guint n_before = self->n_done;

      if (!ask_round (self, cancellable, error))
        return FALSE;
      if (self->n_done < self->n_targets && !may_go_on (self, n_before, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_graph_batch_ask:
 * @session: a session that is open
 * @targets: what to ask; any number
 * @n_targets: how many
 * @func: takes what became of each, in any order
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get(); %CTG_ERROR_RATE_LIMITED with the time to wait; or what @func set
 *
 * Specification: learn.microsoft.com/graph/json-batching
 * Returns: whether each was taken
 */
gboolean
ctg_graph_batch_ask (CtgGraphSession *session, const char *const *targets, guint n_targets, CtgGraphBatchFunc func,
                     gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint first = 0; first < n_targets; first += CTG_GRAPH_BATCH_MAX)
    {
      g_auto (Batch) batch = {
        .session = session, .targets = targets, .first = first,
        .n_targets = MIN (CTG_GRAPH_BATCH_MAX, n_targets - first), .func = func, .data = data,
      };

      if (!ask_batch (&batch, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
