/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bringing the headers of a folder. The server tells what is in it from a date on, newest first, then what changed, in
 * pages that each say where to go on; of what it tells by date it tells 5,000 messages and no more, and the rest is
 * searched for.
 *
 *   token                        what is done
 *   none                         the first round, a page a step; where it told of so many that there may be more, what
 *                                is older than the last is pending; then what is pending, newest first
 *   amid the first round         as above, from the page on that comes next
 *   after it                     what changed since, a page a step; then what is pending, from where it was interrupted
 *   one the server refuses       as without a token, and what was held is void: rows are found again by their content
 *   `since` later than wanted    as without a token, nothing is void
 *
 * What is pending is searched from the second on in which the last step ended, that second included: what came in it
 * already is recognised. */

#include "graph-pull.h"

#include "clock.h"
#include "errors.h"
#include "graph-messages.h"
#include "graph-request.h"
#include "graph-sync-token.h"

#include <string.h>

/* The server's own limit is 5,000; whether it counts as we do is not for us to know. */
#define FIRST_ROUND_MAX 4000

/* Of pages in a row that bring nothing. */
#define IDLE_PAGES_MAX 1000

#define SEARCH_ITEMS 100

typedef struct
{
  CtgGraphSession *session;
  const CtgGraphWanted *wanted;
  CtgGraphSyncToken *token;    /* (owned) of the step that is being made */
  gboolean is_void;            /* what was held is; told with the first step */
  gboolean is_restarted;
  gboolean is_plain;           /* the server takes the question only without what headers are made of */
  GHashTable *seen;            /* (owned) (element-type utf8) ids brought by this pull */
  gint64 n_done;
  guint n_idle;                /* pages in a row that brought nothing */

  CtgDeltaFunc func;
  gpointer data;
  GCancellable *cancellable;   /* (nullable) */
} Pull;

static void
pull_clear (Pull *self)
{
  ctg_graph_sync_token_free (self->token);
  g_hash_table_unref (self->seen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pull, pull_clear)

static gboolean
commit (Pull *self, GPtrArray *headers, GPtrArray *gone, GError **error)
{
  g_autoptr (CtgDelta) delta = ctg_delta_new ();

  if (headers != NULL)
    {
      g_ptr_array_unref (delta->added);
      delta->added = g_ptr_array_ref (headers);
    }
  if (gone != NULL)
    {
      g_ptr_array_unref (delta->gone);
      delta->gone = g_ptr_array_ref (gone);
    }
  self->n_done += delta->added->len;
  delta->reset = self->is_void;
  delta->token = ctg_graph_sync_token_to_string (self->token);
  delta->n_done = self->n_done;
  delta->n_total = self->n_done;
  delta->n_messages = self->wanted->n_messages;
  self->is_void = FALSE;
  return self->func (delta, self->data, error);
}

static gboolean
names_somebody (const CtgRemoteHeader *header, const char *const *people)
{
  gsize length;
  const char *bytes = g_bytes_get_data (header->header, &length);
  g_autofree char *text = g_strndup (bytes, length);
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (guint i = 0; people[i] != NULL; i++)
    {
      g_autofree char *person = g_ascii_strdown (people[i], -1);

      if (strstr (lower, person) != NULL)
        return TRUE;
    }
  return FALSE;
}

static GPtrArray *
get_headers (Pull *self, GPtrArray *refs, GError **error)
{
  const char *const *people = self->wanted->people;
  GPtrArray *headers = ctg_graph_messages_get_headers (self->session, refs, self->cancellable, error);

  for (guint i = headers != NULL && people != NULL && people[0] != NULL ? headers->len : 0; i > 0; i--)
    if (!names_somebody (g_ptr_array_index (headers, i - 1), people))
      g_ptr_array_remove_index (headers, i - 1);
  return headers;
}

/* Those this pull has not brought yet, and which are not older than wanted; they are seen from now on. A date that was
 * not said counts as young enough. What is gone may come again. */
static GPtrArray *
take_new (Pull *self, CtgGraphMessages *page)
{
  GPtrArray *taken = g_ptr_array_new ();

  for (guint i = 0; i < page->gone->len; i++)
    g_hash_table_remove (self->seen, g_ptr_array_index (page->gone, i));
  for (guint i = 0; i < page->refs->len; i++)
    {
      CtgGraphRef *ref = g_ptr_array_index (page->refs, i);

      if ((ref->received_utc_s == 0 || ref->received_utc_s >= self->token->since_utc_s) &&
          g_hash_table_add (self->seen, g_strdup (ref->id)))
        g_ptr_array_add (taken, ref);
    }
  return taken;
}

/* 0: no date is said on the page. */
static gint64
get_oldest (const CtgGraphMessages *page)
{
  for (guint i = page->refs->len; i > 0; i--)
    {
      const CtgGraphRef *ref = g_ptr_array_index (page->refs, i - 1);

      if (ref->received_utc_s != 0)
        return ref->received_utc_s;
    }
  return 0;
}

static void
set_target (Pull *self, const char *target)
{
  char *copy = g_strdup (target);

  g_free (self->token->target);
  self->token->target = copy;
}

/* A server that goes on for ever, in a circle or without end, is left. */
static gboolean
check_progress (Pull *self, const CtgGraphMessages *page, const char *target, GError **error)
{
  self->n_idle = page->refs->len > 0 || page->gone->len > 0 ? 0 : self->n_idle + 1;
  if (self->n_idle <= IDLE_PAGES_MAX && g_strcmp0 (page->next, target) != 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "graph-link", "The pages of a folder have no end");
  ctg_error_add_server (error, ctg_graph_session_get_endpoint (self->session)->host, NULL);
  return FALSE;
}

/* What is pending. */

static gboolean
bring_search_page (Pull *self, CtgGraphMessages *page, GError **error)
{
  g_autoptr (GPtrArray) refs = take_new (self, page);
  g_autoptr (GPtrArray) headers = get_headers (self, refs, error);
  gint64 oldest = get_oldest (page);

  if (headers == NULL)
    return FALSE;
  if (page->next == NULL)
    self->token->pending_utc_s = 0;
  else if (oldest != 0)
    self->token->pending_utc_s = oldest;
  else if (self->token->pending_utc_s == 0)
    self->token->pending_utc_s = ctg_clock_now_utc_s ();
  return commit (self, headers, NULL, error);
}

static gboolean
bring_search (Pull *self, char *target, GError **error)
{
  g_autofree char *next = target;

  while (next != NULL)
    {
      g_autoptr (CtgGraphMessages) page = ctg_graph_messages_get (self->session, next, self->cancellable, error);

      if (page == NULL || !check_progress (self, page, next, error) || !bring_search_page (self, page, error))
        return FALSE;
      g_free (next);
      next = g_steal_pointer (&page->next);
    }
  return TRUE;
}

static gboolean
bring_pending (Pull *self, GError **error)
{
  CtgGraphSearch search = { self->wanted->folder_id, self->token->since_utc_s, self->token->pending_utc_s };

  return self->token->pending_utc_s == 0 ||
         bring_search (self, ctg_graph_request_search (&search, SEARCH_ITEMS), error);
}

/* Rounds. */

static CtgGraphMessages *
get_first_page (Pull *self, GError **error)
{
  CtgGraphShape shape = self->is_plain ? CTG_GRAPH_SHAPE_IDS : CTG_GRAPH_SHAPE_HEADERS;
  g_autofree char *target = ctg_graph_request_delta (self->wanted->folder_id, self->token->since_utc_s, shape);
  g_autoptr (GError) failure = NULL;
  CtgGraphMessages *page = ctg_graph_messages_get (self->session, target, self->cancellable, &failure);
  CtgErrorDetails details = ctg_error_get_details (failure);

  if (page != NULL)
    return page;
  if (self->is_plain || !g_error_matches (failure, CTG_ERROR, CTG_ERROR_PROTOCOL) || details.reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  self->is_plain = TRUE;
  return get_first_page (self, error);
}

static CtgGraphMessages *
get_page (Pull *self, GError **error)
{
  CtgGraphMessages *page = self->token->target == NULL
                             ? get_first_page (self, error)
                             : ctg_graph_messages_get (self->session, self->token->target, self->cancellable, error);

  if (page == NULL || page->next != NULL || page->delta != NULL)
    return page;
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "graph-link", "A page does not say where to go on");
  ctg_error_add_server (error, ctg_graph_session_get_endpoint (self->session)->host, NULL);
  ctg_graph_messages_free (page);
  return NULL;
}

static void
note_first_round (Pull *self, const CtgGraphMessages *page)
{
  CtgGraphSyncToken *token = self->token;
  gint64 oldest = get_oldest (page);

  if (token->n_first < 0)
    return;
  token->n_first += page->refs->len;
  if (oldest != 0 && (token->oldest_utc_s == 0 || oldest < token->oldest_utc_s))
    token->oldest_utc_s = oldest;
  if (page->next != NULL)
    return;
  if (token->n_first >= FIRST_ROUND_MAX && token->since_utc_s > 0)
    token->pending_utc_s = token->oldest_utc_s;
  token->n_first = -1;
  token->oldest_utc_s = 0;
}

/* A page that brings nothing, not even another place to go on from, is no step. */
static gboolean
take_page (Pull *self, CtgGraphMessages *page, GError **error)
{
  const char *target = page->next != NULL ? page->next : page->delta;
  g_autoptr (GPtrArray) refs = take_new (self, page);
  g_autoptr (GPtrArray) headers = get_headers (self, refs, error);
  gboolean is_same = g_strcmp0 (target, self->token->target) == 0;

  if (headers == NULL || (page->next != NULL && !check_progress (self, page, self->token->target, error)))
    return FALSE;
  note_first_round (self, page);
  set_target (self, target);
  if (is_same && headers->len == 0 && page->gone->len == 0 && !self->is_void)
    return TRUE;
  return commit (self, headers, page->gone, error);
}

static gboolean
bring_round (Pull *self, GError **error)
{
  gboolean is_last = FALSE;

  while (!is_last)
    {
      g_autoptr (CtgGraphMessages) page = get_page (self, error);

      if (page == NULL || !take_page (self, page, error))
        return FALSE;
      is_last = page->next == NULL;
    }
  return TRUE;
}

static void
begin_again (Pull *self)
{
  ctg_graph_sync_token_free (self->token);
  self->token = ctg_graph_sync_token_new (self->wanted->since_utc_s);
}

/* The server forgets where it was, at the beginning of a round or amid one: once in a pull everything begins again. */
static gboolean
bring_changes (Pull *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (bring_round (self, &failure))
    return TRUE;
  if (self->is_restarted || !ctg_error_has_reason (failure, "sync-state"))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  self->is_restarted = TRUE;
  self->is_void = TRUE;
  g_hash_table_remove_all (self->seen);
  begin_again (self);
  return bring_changes (self, error);
}

static Pull
pull_begin (CtgGraphSession *session, const CtgGraphWanted *wanted, CtgDeltaFunc func, gpointer data,
            GCancellable *cancellable)
{
  return (Pull) {
    .session = session, .wanted = wanted, .func = func, .data = data, .cancellable = cancellable,
    .token = ctg_graph_sync_token_parse (wanted->token),
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
}

/**
 * ctg_graph_pull:
 * @session: a session that is open
 * @wanted: of which folder
 * @func: commits a step
 * @data: for @func
 * @cancellable: (nullable): ends it; the last committed step counts
 * @error: see ctg_graph_session_get_page() and ctg_graph_batch_ask(), or what @func set
 *
 * Brings what came since the token. @func is not called when there is nothing to commit, not even another token.
 *
 * Specification: Graph message: delta; learn.microsoft.com/graph/delta-query-messages
 * Returns: whether the pull is complete
 */
gboolean
ctg_graph_pull (CtgGraphSession *session, const CtgGraphWanted *wanted, CtgDeltaFunc func, gpointer data,
                GCancellable *cancellable, GError **error)
{
  g_auto (Pull) self = pull_begin (session, wanted, func, data, cancellable);

  self.is_void = self.token == NULL && wanted->token != NULL && *wanted->token != '\0';
  if (self.token == NULL || self.token->target == NULL || wanted->since_utc_s < self.token->since_utc_s)
    begin_again (&self);
  self.token->since_utc_s = wanted->since_utc_s;
  return bring_changes (&self, error) && bring_pending (&self, error);
}

/**
 * ctg_graph_find:
 * @session: a session that is open
 * @wanted: of which folder, and whose; its token is of this search
 * @func: commits a step; the last one's token stands for nothing left
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get_page(), or what @func set
 *
 * Brings the headers of past correspondence. Neither a filter nor a search asks for an address in all fields and an
 * order by date together, so all headers of the time are looked at here.
 *
 * Specification: Graph user: list messages
 * Returns: whether the search is complete
 */
gboolean
ctg_graph_find (CtgGraphSession *session, const CtgGraphWanted *wanted, CtgDeltaFunc func, gpointer data,
                GCancellable *cancellable, GError **error)
{
  g_auto (Pull) self = pull_begin (session, wanted, func, data, cancellable);
  CtgGraphSearch search = { wanted->folder_id };
  gboolean is_begun = self.token != NULL;

  if (!is_begun)
    self.token = ctg_graph_sync_token_new (wanted->since_utc_s);
  search.since_utc_s = self.token->since_utc_s;
  search.until_utc_s = self.token->pending_utc_s;
  self.token->n_first = -1;
  if (!is_begun || search.until_utc_s != 0)
    if (!bring_search (&self, ctg_graph_request_search (&search, SEARCH_ITEMS), error))
      return FALSE;
  return commit (&self, NULL, NULL, error);
}
