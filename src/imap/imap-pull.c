/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bringing the headers of a folder, newest first. Which way, by the plan:
 *
 *   fresh                        the newest 200 by sequence number, without asking first, so that they are on
 *                                the screen at once; then a search, then windows of 500
 *   at most 500 UIDs pending     fetched as they are, one round trip
 *   more                         a search, a window of 200, then windows of 500
 *
 * Each window is one step with a token of its own, so windows may even be answered out of order. Three are under way
 * at a time. UIDs that nobody asked for are ignored (I11). */

#include "imap-pull.h"
#include "errors.h"
#include "fault.h"
#include "imap-fetch.h"
#include "imap-labels.h"
#include "imap-select.h"
#include "text.h"

#include <string.h>

#define FIRST_WINDOW 200
#define WINDOW 500
#define IN_FLIGHT 3
#define GONE_MAX 20000
#define BEGINNING_BYTES 65536

typedef struct
{
  guint32 uid;
  CtgRemoteHeader *header;   /* (owned) (nullable) NULL: older than wanted */
} Arrival;

/* One FETCH and what it stands for. */
typedef struct
{
  CtgImapSet *wanted;        /* (owned) UIDs asked for that have not come */
  guint32 covers_first;      /* the UIDs that are done with once it has come */
  guint32 covers_last;
  GArray *arrivals;          /* (owned) (element-type Arrival) */
} Window;

typedef struct
{
  CtgImapSession *session;
  CtgImapPullPlan plan;
  CtgImapSet *left;          /* (owned) (nullable) UIDs no window has taken yet */
  guint32 upper;             /* where the next window's coverage ends */
  guint window_size;
  GPtrArray *windows;        /* (owned) (element-type Window) in the order they were asked for */
  guint first_in_flight;
  GPtrArray *refused;        /* (owned) (element-type Window) answered NO, or in want of a second look */
  guint32 old_uid_next;      /* below: held before */
  guint32 n_held;            /* messages in the folder after the last complete pull */
  guint32 n_exist;           /* when the folder was opened */
  guint n_new;               /* seen at or above old_uid_next */
  gboolean counts_all;       /* n_new is the whole truth */
  gint64 n_done;
  gint64 n_total;
  char *committed;           /* (owned) (nullable) the last committed token */
  gboolean was_reset;        /* the reset has been told */
  gboolean keeps_labels;     /* this folder has all mail, with labels */
  const char *const *people; /* (nullable) only what names one of them */

  CtgDeltaFunc func;
  gpointer data;
  GCancellable *cancellable; /* (nullable) */
} Pull;

static void
clear_arrival (gpointer data)
{
  Arrival *arrival = data;

  g_clear_pointer (&arrival->header, ctg_remote_header_free);
}

static void
window_free (gpointer data)
{
  Window *window = data;

  if (window == NULL)
    return;
  ctg_imap_set_free (window->wanted);
  g_array_unref (window->arrivals);
  g_free (window);
}

static Window *
window_new (CtgImapSet *wanted, guint32 covers_first, guint32 covers_last)
{
  Window *window = g_new0 (Window, 1);

  window->wanted = wanted;
  window->covers_first = covers_first;
  window->covers_last = covers_last;
  window->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  g_array_set_clear_func (window->arrivals, clear_arrival);
  return window;
}

static void
pull_clear (Pull *self)
{
  ctg_imap_sync_token_free (self->plan.token);
  ctg_imap_set_free (self->left);
  g_ptr_array_unref (self->windows);
  g_ptr_array_unref (self->refused);
  g_free (self->committed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pull, pull_clear)

static CtgRemoteHeader *
header_new (CtgImapSession *session, CtgImapFetched *fetched)
{
  CtgRemoteHeader *header = g_new0 (CtgRemoteHeader, 1);

  header->remote_id = g_strdup_printf ("%u", fetched->uid);
  header->received_utc_s = fetched->received_utc_s;
  header->header = g_steal_pointer (&fetched->bytes);
  header->labels = ctg_imap_labels_new (session, fetched);
  header->size_bytes = fetched->has_size ? fetched->size_bytes : (gint64) g_bytes_get_size (header->header);
  return header;
}

/* The search was for whole days and the newest window for no date at all. A date that could not be read counts as
 * young enough. */
static gboolean
is_too_old (Pull *self, const CtgImapFetched *fetched)
{
  return fetched->received_utc_s != 0 && fetched->received_utc_s < self->plan.token->since_utc_s;
}

static void
take_arrival (Pull *self, Window *window, CtgImapFetched *fetched)
{
  Arrival arrival = { .uid = fetched->uid };

  self->n_new += fetched->uid >= self->old_uid_next;
  if (!is_too_old (self, fetched))
    arrival.header = header_new (self->session, fetched);
  g_array_append_val (window->arrivals, arrival);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const Arrival *left = a, *right = b;

  return left->uid < right->uid ? 1 : left->uid > right->uid ? -1 : 0;
}

/* A message that begins with a blank line has, to a server, no header at all (RFC 9051 section 6.4.5), or only the
 * fields that were put before it on its way: what a person sees as its header is then the beginning of its text. */
static gboolean
is_headless (const Arrival *arrival)
{
  static const char *const trace[] = { "Return-Path:", "Received:", "Delivered-To:", NULL };
  gsize length;
  const char *bytes;

  if (arrival->header == NULL)
    return FALSE;
  bytes = g_bytes_get_data (arrival->header->header, &length);
  if (arrival->header->size_bytes <= (gint64) length)
    return FALSE;
  return length <= 2 ? length == 0 || strspn (bytes, "\r\n") >= length
                     : ctg_text_has_line (bytes, length, trace) && !ctg_text_has_letter_fields (bytes, length);
}

static gboolean
has_headless (const Window *window)
{
  for (guint i = 0; i < window->arrivals->len; i++)
    if (is_headless (&g_array_index (window->arrivals, Arrival, i)))
      return TRUE;
  return FALSE;
}

static gboolean
beginning_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Arrival *arrival = data;
  g_auto (CtgImapFetched) fetched = { 0 };

  if (!ctg_imap_fetched_read (&fetched, response) || fetched.bytes == NULL || fetched.uid != arrival->uid)
    return TRUE;
  g_bytes_unref (arrival->header->header);
  arrival->header->header = g_steal_pointer (&fetched.bytes);
  return TRUE;
}

/* What the server refuses to show stays without a header, and is set aside by whoever takes it. */
static gboolean
fetch_beginnings (Pull *self, Window *window, GError **error)
{
  for (guint i = 0; i < window->arrivals->len; i++)
    {
      Arrival *arrival = &g_array_index (window->arrivals, Arrival, i);
      g_autoptr (GError) local_error = NULL;

      if (!is_headless (arrival))
        continue;
      ctg_imap_session_run (self->session,
                            ctg_imap_session_new_command (self->session, "UID FETCH %u (UID BODY.PEEK[]<0.%u>)",
                                                          arrival->uid, BEGINNING_BYTES),
                            CTG_IMAP_DURING_OTHER, beginning_cb, arrival, self->cancellable, &local_error);
      if (self->session->is_broken || ctg_error_is_cancelled (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  return TRUE;
}

/* When every message is accounted for, no search for missing ones is needed and the last window's token is final. */
static gboolean
is_all_accounted_for (Pull *self)
{
  return self->plan.is_fresh ||
         (self->counts_all && (guint64) self->n_held + self->n_new == self->n_exist);
}

static gboolean
commit (Pull *self, CtgDelta *delta, GError **error)
{
  delta->token = ctg_imap_sync_token_to_string (self->plan.token);
  delta->reset = self->plan.reset && !self->was_reset;
  delta->n_done = self->n_done;
  delta->n_total = MAX (self->n_total, self->n_done);
  delta->n_messages = self->n_exist;
  self->was_reset = TRUE;
  if (!self->func (delta, self->data, error))
    return FALSE;
  g_free (self->committed);
  self->committed = g_strdup (delta->token);
  return TRUE;
}

static gboolean
commit_window (Pull *self, Window *window, GError **error)
{
  g_autoptr (CtgDelta) delta = ctg_delta_new ();
  CtgImapSyncToken *token = self->plan.token;

  g_array_sort (window->arrivals, compare_newest_first);
  for (guint i = 0; i < window->arrivals->len; i++)
    {
      Arrival *arrival = &g_array_index (window->arrivals, Arrival, i);

      if (arrival->header != NULL)
        g_ptr_array_add (delta->added, g_steal_pointer (&arrival->header));
    }
  self->n_done += delta->added->len;
  ctg_imap_set_remove (token->pending, window->covers_first, window->covers_last);
  if (ctg_imap_set_is_empty (token->pending) && is_all_accounted_for (self))
    token->n_messages = self->n_exist;
  return commit (self, delta, error);
}

static CtgImapCommand *
new_fetch (CtgImapSession *session, const CtgImapSet *wanted)
{
  g_autofree char *set = ctg_imap_set_to_string (wanted);

  return ctg_imap_session_new_command (session, "UID FETCH %s %s", set, ctg_imap_header_items (session));
}

static CtgImapCommand *
next_window (gpointer data, GError **error)
{
  Pull *self = data;
  CtgImapSet *wanted;
  Window *window;

  if (ctg_imap_set_is_empty (self->left) || !ctg_fault_point ("imap-fetch", error))
    return NULL;
  wanted = ctg_imap_set_take_newest (self->left, self->window_size);
  self->window_size = WINDOW;
  window = window_new (wanted, ctg_imap_set_is_empty (self->left) ? 1 : ctg_imap_set_get_first (wanted), self->upper);
  self->upper = window->covers_first - 1;
  g_ptr_array_add (self->windows, window);
  return new_fetch (self->session, wanted);
}

static Window *
find_window (Pull *self, guint32 uid)
{
  for (guint i = self->first_in_flight; i < self->windows->len; i++)
    {
      Window *window = g_ptr_array_index (self->windows, i);

      if (window != NULL && ctg_imap_set_contains (window->wanted, uid))
        return window;
    }
  return NULL;
}

/* A header without a number: to pass over it would be to lose the message for good, since its window counts as
 * done. */
static gboolean
is_nameless (Pull *self, const CtgImapFetched *fetched, GError **error)
{
  if (fetched->bytes == NULL || fetched->uid != 0)
    return FALSE;
  ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "A FETCH response without a valid UID");
  ctg_error_add_server (error, ctg_imap_session_get_host (self->session), NULL);
  return TRUE;
}

static gboolean
fetched_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Pull *self = data;
  g_auto (CtgImapFetched) fetched = { 0 };
  Window *window;

  if (!ctg_imap_fetched_read (&fetched, response) || fetched.bytes == NULL)
    return !is_nameless (self, &fetched, error);
  window = find_window (self, fetched.uid);
  if (window == NULL)
    return TRUE;
  ctg_imap_set_remove (window->wanted, fetched.uid, fetched.uid);
  take_arrival (self, window, &fetched);
  return TRUE;
}

/* RFC 5530: these say "later", and then later it is. Any other NO may be about one message that the server cannot
 * read: it must not keep the others back for ever. */
static gboolean
is_about_the_server (const CtgImapResponse *response)
{
  static const char *const codes[] = { "UNAVAILABLE", "INUSE", "LIMIT", "THROTTLED", NULL };

  return response->type == CTG_IMAP_BAD || (response->code != NULL && g_strv_contains (codes, response->code));
}

static gboolean
window_done_cb (guint index, const CtgImapResponse *response, gpointer data, GError **error)
{
  Pull *self = data;
  Window *window = g_ptr_array_index (self->windows, index);
  gboolean committed = TRUE;

  self->windows->pdata[index] = NULL;
  while (self->first_in_flight < self->windows->len && self->windows->pdata[self->first_in_flight] == NULL)
    self->first_in_flight++;
  if (response->type != CTG_IMAP_OK && is_about_the_server (response))
    {
      window_free (window);
      ctg_imap_error_set (error, response, CTG_IMAP_DURING_OTHER, ctg_imap_session_get_host (self->session));
      return FALSE;
    }
  if (response->type != CTG_IMAP_OK && g_strcmp0 (response->code, "EXPUNGEISSUED") != 0)
    {
      g_ptr_array_add (self->refused, window);
      return TRUE;
    }
  if (has_headless (window))
    {
      ctg_imap_set_remove (window->wanted, 1, G_MAXUINT32);
      g_ptr_array_add (self->refused, window);
      return TRUE;
    }
  committed = commit_window (self, window, error);
  window_free (window);
  return committed;
}

/* One by one what a window did not bring, being refused as a whole; what is refused alone is left out. */
static gboolean
retry_window (Pull *self, Window *window, GError **error)
{
  while (!ctg_imap_set_is_empty (window->wanted))
    {
      g_autoptr (CtgImapSet) one = ctg_imap_set_take_newest (window->wanted, 1);
      g_autoptr (GError) local_error = NULL;

      ctg_imap_set_add (window->wanted, ctg_imap_set_get_first (one), ctg_imap_set_get_first (one));
      g_ptr_array_set_size (self->windows, 0);
      self->first_in_flight = 0;
      g_ptr_array_add (self->windows, window);
      ctg_imap_session_run (self->session, new_fetch (self->session, one), CTG_IMAP_DURING_OTHER, fetched_cb, self,
                            self->cancellable, &local_error);
      self->windows->pdata[0] = NULL;
      ctg_imap_set_remove (window->wanted, ctg_imap_set_get_first (one), ctg_imap_set_get_first (one));
      if (self->session->is_broken || ctg_error_is_cancelled (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  return fetch_beginnings (self, window, error) && commit_window (self, window, error);
}

static gboolean
run_windows (Pull *self, GError **error)
{
  self->first_in_flight = 0;
  if (!ctg_imap_session_pipeline (self->session, IN_FLIGHT, next_window, fetched_cb, window_done_cb, self,
                                  self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->refused->len; i++)
    if (!retry_window (self, g_ptr_array_index (self->refused, i), error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  Pull *pull;
  Window *window;
  guint32 first_sequence;
  guint32 last_sequence;
} Newest;

static gboolean
newest_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Newest *newest = data;
  g_auto (CtgImapFetched) fetched = { 0 };

  if (!ctg_imap_fetched_read (&fetched, response) || fetched.bytes == NULL)
    return !is_nameless (newest->pull, &fetched, error);
  if (fetched.sequence < newest->first_sequence || fetched.sequence > newest->last_sequence)
    return TRUE;
  if (!ctg_imap_set_contains (newest->window->wanted, fetched.uid))
    return TRUE;
  ctg_imap_set_remove (newest->window->wanted, fetched.uid, fetched.uid);
  newest->window->covers_first = MIN (newest->window->covers_first, fetched.uid);
  take_arrival (newest->pull, newest->window, &fetched);
  return TRUE;
}

static gboolean
fetch_newest (Newest *newest, GError **error)
{
  Pull *self = newest->pull;
  CtgImapCommand *command = ctg_imap_session_new_command (self->session, "FETCH %u:%u %s", newest->first_sequence,
                                                          newest->last_sequence, ctg_imap_header_items (self->session));

  return ctg_imap_session_run (self->session, command, CTG_IMAP_DURING_OTHER, newest_cb, newest, self->cancellable,
                               error);
}

/* The newest messages by their sequence numbers, which needs no search. When the server refuses, which may be about a
 * single one of them, they are left to the search and its windows. */
static gboolean
pull_newest (Pull *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  guint32 n = self->n_exist;
  guint32 last_uid = self->plan.token->uid_next - 1;
  Newest newest = { .pull = self, .first_sequence = n > FIRST_WINDOW ? n - FIRST_WINDOW + 1 : 1, .last_sequence = n };
  gboolean done;

  newest.window = window_new (ctg_imap_set_new_range (1, last_uid), last_uid + 1, last_uid);
  self->n_total = n;
  done = fetch_newest (&newest, &local_error);
  if (done)
    {
      if (newest.first_sequence == 1)
        newest.window->covers_first = 1;
      done = fetch_beginnings (self, newest.window, error) && commit_window (self, newest.window, error);
    }
  else if (self->session->is_broken || ctg_error_is_cancelled (local_error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    done = TRUE;
  window_free (newest.window);
  return done;
}

/* What is pending beyond a screenful: asked for, then brought in windows. */
static gboolean
pull_searched (Pull *self, GError **error)
{
  const CtgImapSyncToken *token = self->plan.token;

  self->left = ctg_imap_search (self->session, token->pending, token->since_utc_s, self->people, self->cancellable,
                                error);
  if (self->left == NULL)
    return FALSE;
  self->n_total = self->n_done + (gint64) ctg_imap_set_get_size (self->left);
  self->upper = token->uid_next - 1;
  self->window_size = self->plan.is_fresh ? WINDOW : FIRST_WINDOW;
  if (ctg_imap_set_is_empty (self->left))
    ctg_imap_set_remove (token->pending, 1, G_MAXUINT32);
  return run_windows (self, error);
}

static gboolean
pull_directly (Pull *self, GError **error)
{
  self->left = ctg_imap_set_new ();
  for (guint i = 0; i < self->plan.token->pending->ranges->len; i++)
    {
      CtgImapRange range = g_array_index (self->plan.token->pending->ranges, CtgImapRange, i);

      ctg_imap_set_add (self->left, range.first, range.last);
    }
  self->n_total = (gint64) ctg_imap_set_get_size (self->left);
  self->upper = self->plan.token->uid_next - 1;
  self->window_size = WINDOW;
  self->counts_all = ctg_imap_set_get_first (self->left) >= self->old_uid_next;
  return run_windows (self, error);
}

static gboolean
pull_messages (Pull *self, GError **error)
{
  CtgImapSet *pending = self->plan.token->pending;

  if (self->n_exist == 0)
    ctg_imap_set_remove (pending, 1, G_MAXUINT32);
  if (ctg_imap_set_is_empty (pending))
    {
      self->counts_all = TRUE;
      return TRUE;
    }
  if (self->plan.is_fresh && !pull_newest (self, error))
    return FALSE;
  if (ctg_imap_set_is_empty (pending))
    return TRUE;
  if (!self->plan.is_fresh && ctg_imap_set_get_size (pending) <= WINDOW)
    return pull_directly (self, error);
  return pull_searched (self, error);
}

static void
add_gone (CtgDelta *delta, const CtgImapSet *gone)
{
  if (ctg_imap_set_get_size (gone) > GONE_MAX)
    return;
  for (guint i = 0; i < gone->ranges->len; i++)
    {
      CtgImapRange range = g_array_index (gone->ranges, CtgImapRange, i);

      for (guint64 uid = range.first; uid <= range.last; uid++)
        g_ptr_array_add (delta->gone, g_strdup_printf ("%u", (guint32) uid));
    }
}

/* Messages went: what was held is compared with what there is. Among the numbers reported there are some that never
 * were, or went before; whoever takes them knows which he holds. */
static gboolean
find_gone (Pull *self, CtgDelta *delta, GError **error)
{
  g_autoptr (CtgImapSet) held = ctg_imap_set_new_range (1, self->old_uid_next - 1);
  g_autoptr (CtgImapSet) exist = NULL;

  if (self->old_uid_next <= 1 || self->n_held == 0)
    return TRUE;
  if (self->n_exist > 0)
    exist = ctg_imap_search (self->session, held, 0, NULL, self->cancellable, error);
  else
    exist = ctg_imap_set_new ();
  if (exist == NULL)
    return FALSE;
  for (guint i = 0; i < exist->ranges->len; i++)
    {
      CtgImapRange range = g_array_index (exist->ranges, CtgImapRange, i);

      ctg_imap_set_remove (held, range.first, range.last);
    }
  add_gone (delta, held);
  return TRUE;
}

/* The token of the steps before has the old sequence: what they interrupt asks for the labels again. */
static gboolean
find_relabelled (Pull *self, CtgDelta *delta, GError **error)
{
  guint64 since = self->plan.token->mod_sequence, now = self->session->selected.mod_sequence;

  if (!self->keeps_labels || since == now)
    return TRUE;
  self->plan.token->mod_sequence = now;
  return self->old_uid_next <= 1 || since == 0 || self->n_exist == 0 ||
         ctg_imap_labels_changed (self->session, self->old_uid_next - 1, since, delta->relabelled, self->cancellable,
                                  error);
}

static gboolean
finish (Pull *self, GError **error)
{
  g_autoptr (CtgDelta) delta = ctg_delta_new ();
  g_autofree char *token = NULL;

  if ((!is_all_accounted_for (self) && !find_gone (self, delta, error)) || !find_relabelled (self, delta, error))
    return FALSE;
  self->plan.token->n_messages = self->n_exist;
  token = ctg_imap_sync_token_to_string (self->plan.token);
  if (delta->gone->len == 0 && delta->relabelled->len == 0 && g_strcmp0 (token, self->committed) == 0)
    return TRUE;
  return commit (self, delta, error);
}

/* What is held has the labels it had when it was read. */
static void
hold_back_mod_sequence (Pull *self, const char *token)
{
  g_autoptr (CtgImapSyncToken) held = self->plan.is_fresh ? NULL : ctg_imap_sync_token_parse (token);

  self->keeps_labels = g_strcmp0 (self->session->all_mail, self->session->selected.remote_name) == 0;
  if (self->keeps_labels && held != NULL)
    self->plan.token->mod_sequence = held->mod_sequence;
}

static guint32
get_old_uid_next (const char *token, gboolean is_fresh)
{
  g_autoptr (CtgImapSyncToken) held = is_fresh ? NULL : ctg_imap_sync_token_parse (token);

  return held != NULL ? held->uid_next : 1;
}

/**
 * ctg_imap_pull:
 * @session: an authenticated session
 * @remote_name: a folder
 * @token: (nullable): of the last committed step
 * @since_utc_s: nothing older is brought; 0 for all
 * @func: commits a step
 * @data: for @func
 * @cancellable: (nullable): ends it; the session stays usable, the last committed step counts
 * @error: as ctg_imap_session_run(), or what @func set
 *
 * Brings what came since @token. @func is not called when there is nothing to commit, not even another token.
 *
 * Specification: RFC 9051 sections 2.3.1 and 6.4.5, RFC 4549
 * Returns: whether the pull is complete
 */
gboolean
ctg_imap_pull (CtgImapSession *session, const char *remote_name, const char *token, gint64 since_utc_s,
               CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (Pull) self = { .session = session, .func = func, .data = data, .cancellable = cancellable };

  self.windows = g_ptr_array_new_with_free_func (window_free);
  self.refused = g_ptr_array_new_with_free_func (window_free);
  if (!ctg_imap_examine (session, remote_name, cancellable, error))
    return FALSE;
  self.plan = ctg_imap_pull_plan (&session->selected, token, since_utc_s);
  self.old_uid_next = get_old_uid_next (token, self.plan.is_fresh);
  self.n_held = self.plan.token->n_messages;
  hold_back_mod_sequence (&self, token);
  self.n_exist = session->selected.n_messages;
  self.committed = g_strdup (token);
  return pull_messages (&self, error) && finish (&self, error);
}

/**
 * ctg_imap_find:
 * @session: an authenticated session
 * @remote_name: a folder
 * @token: (nullable): of the last committed step of this search
 * @wanted: whose mail, and how far back
 * @func: commits a step; the last one's token stands for nothing left
 * @data: for @func
 * @cancellable: (nullable): ends it; the session stays usable
 * @error: as ctg_imap_session_run(), or what @func set
 *
 * Brings the headers of past correspondence. The token is a pull's, with what is left to be looked at as pending.
 *
 * Specification: RFC 9051 section 6.4.4
 * Returns: whether the search is complete
 */
gboolean
ctg_imap_find (CtgImapSession *session, const char *remote_name, const char *token, const CtgImapWanted *wanted,
               CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (Pull) self = { .session = session, .func = func, .data = data, .cancellable = cancellable };
  g_autoptr (CtgDelta) delta = ctg_delta_new ();

  self.windows = g_ptr_array_new_with_free_func (window_free);
  self.refused = g_ptr_array_new_with_free_func (window_free);
  self.people = wanted->people;
  if (!ctg_imap_examine (session, remote_name, cancellable, error))
    return FALSE;
  self.plan = ctg_imap_pull_plan (&session->selected, token, wanted->since_utc_s);
  self.n_exist = session->selected.n_messages;
  if (self.n_exist == 0)
    ctg_imap_set_remove (self.plan.token->pending, 1, G_MAXUINT32);
  if (!ctg_imap_set_is_empty (self.plan.token->pending) && !pull_searched (&self, error))
    return FALSE;
  return commit (&self, delta, error);
}
