/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bringing the headers of a folder. SyncFolderItems tells what changed since a state, but not in which order, and it
 * begins with everything there ever was; so what is wanted newest first is searched for by date.
 *
 *   token                        what is done
 *   none, or without a state     the newest 200, so that they are on the screen at once; then the state, by going
 *                                through all of the folder's ids, and what came meanwhile; then the rest, back to
 *                                `since`
 *   a state, nothing pending     what changed since, a page a step
 *   a state, something pending   what changed since; then the rest, from where it was interrupted
 *   a state the server refuses   as without a token, and what was held is void: rows are found again by their content
 *   `since` later than wanted    as without a token, nothing is void
 *
 * Each step has a token of its own. The rest is searched from the second on in which the last step ended, that second
 * included: what came in it already is recognised. */

#include "ews-pull.h"

#include "errors.h"
#include "ews-headers.h"
#include "ews-sync-token.h"

#include <string.h>

#define FIRST_WINDOW 200
#define WINDOW 500

typedef struct
{
  CtgEwsSession *session;
  const CtgEwsWanted *wanted;
  CtgEwsSyncToken *token;      /* (owned) of the step that is being made */
  gboolean is_void;            /* what was held is; told with the first step */
  GHashTable *seen;            /* (owned) (element-type utf8) ids brought by this pull */
  gint64 n_done;
  gint64 n_total;
  GPtrArray *unreadable;       /* (owned) (element-type utf8) ids to be told with the next step */

  CtgDeltaFunc func;
  gpointer data;
  GCancellable *cancellable;   /* (nullable) */
} Pull;

static void
pull_clear (Pull *self)
{
  ctg_ews_sync_token_free (self->token);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->unreadable);
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
  g_ptr_array_extend_and_steal (delta->unreadable, g_steal_pointer (&self->unreadable));
  self->unreadable = g_ptr_array_new_with_free_func (g_free);
  self->n_done += delta->added->len;
  delta->reset = self->is_void;
  delta->token = ctg_ews_sync_token_to_string (self->token);
  delta->n_done = self->n_done;
  delta->n_total = MAX (self->n_total, self->n_done);
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
  GPtrArray *headers = ctg_ews_get_headers (self->session, self->wanted->folder_id, refs, self->unreadable,
                                            self->cancellable, error);

  for (guint i = headers != NULL && people != NULL && people[0] != NULL ? headers->len : 0; i > 0; i--)
    if (!names_somebody (g_ptr_array_index (headers, i - 1), people))
      g_ptr_array_remove_index (headers, i - 1);
  return headers;
}

/* Those this pull has not brought yet, and which are not older than wanted; they are seen from now on. A date that was
 * not said counts as young enough. */
static GPtrArray *
take_new (Pull *self, GPtrArray *refs)
{
  GPtrArray *taken = g_ptr_array_new ();

  for (guint i = 0; i < refs->len; i++)
    {
      CtgEwsRef *ref = g_ptr_array_index (refs, i);

      if ((ref->received_utc_s == 0 || ref->received_utc_s >= self->token->since_utc_s) &&
          g_hash_table_add (self->seen, g_strdup (ref->id)))
        g_ptr_array_add (taken, ref);
    }
  return taken;
}

static gint64
get_oldest (const CtgEwsFound *found, gint64 fallback)
{
  const CtgEwsRef *last = found->refs->len > 0 ? g_ptr_array_index (found->refs, found->refs->len - 1) : NULL;

  return last != NULL && last->received_utc_s != 0 ? last->received_utc_s : fallback;
}

/* One page of the rest, and its step. */
static gboolean
bring_page (Pull *self, const CtgEwsFound *found, GError **error)
{
  g_autoptr (GPtrArray) refs = take_new (self, found->refs);
  g_autoptr (GPtrArray) headers = get_headers (self, refs, error);
  gint64 oldest = get_oldest (found, self->token->pending_utc_s);

  if (headers == NULL)
    return FALSE;
  self->token->pending_utc_s = found->is_last ? 0 : MAX (oldest, 1);
  return commit (self, headers, NULL, error);
}

/* What is pending, newest first. A page that ends in the second in which it began is passed over by its length. */
static gboolean
bring_rest (Pull *self, GError **error)
{
  CtgEwsSearch search = { self->wanted->folder_id, self->token->since_utc_s, self->token->pending_utc_s, 0, WINDOW };
  gboolean more = self->token->pending_utc_s != 0;

  while (more)
    {
      g_autoptr (CtgEwsFound) found = ctg_ews_find_items (self->session, &search, self->cancellable, error);
      gint64 before = self->token->pending_utc_s;

      if (found == NULL || !bring_page (self, found, error))
        return FALSE;
      more = !found->is_last;
      search.offset = self->token->pending_utc_s == before ? search.offset + found->n_items : 0;
      search.until_utc_s = self->token->pending_utc_s;
    }
  return TRUE;
}

static gboolean
bring_newest (Pull *self, GError **error)
{
  CtgEwsSearch search = { self->wanted->folder_id, self->token->since_utc_s, 0, 0, FIRST_WINDOW };
  g_autoptr (CtgEwsFound) found = ctg_ews_find_items (self->session, &search, self->cancellable, error);

  if (found == NULL)
    return FALSE;
  self->n_total = MAX (found->n_total, (gint64) found->refs->len);
  return bring_page (self, found, error);
}

static GPtrArray *
list_late (Pull *self, CtgEwsChanges *changes)
{
  GPtrArray *late = g_ptr_array_new ();

  for (guint i = 0; i < changes->created->len; i++)
    {
      CtgEwsRef *ref = g_ptr_array_index (changes->created, i);

      if (ref->received_utc_s == 0 || ref->received_utc_s > self->token->pending_utc_s)
        g_ptr_array_add (late, ref);
    }
  return late;
}

/* Through all ids there are, to the state that stands for now. What came since the newest were searched for is brought
 * at once; what is older than those the rest will bring. */
static gboolean
bring_state (Pull *self, GError **error)
{
  g_autofree char *state = NULL;
  gboolean is_last = FALSE;

  while (!is_last)
    {
      g_autoptr (CtgEwsChanges) changes = ctg_ews_sync_items (self->session, self->wanted->folder_id, state,
                                                              self->cancellable, error);
      g_autoptr (GPtrArray) late = NULL;
      g_autoptr (GPtrArray) refs = NULL;
      g_autoptr (GPtrArray) headers = NULL;

      if (changes == NULL)
        return FALSE;
      late = list_late (self, changes);
      refs = take_new (self, late);
      headers = get_headers (self, refs, error);
      g_free (state);
      state = g_steal_pointer (&changes->state);
      is_last = changes->is_last;
      if (headers == NULL || (headers->len + self->unreadable->len > 0 && !commit (self, headers, NULL, error)))
        return FALSE;
    }
  g_free (self->token->state);
  self->token->state = g_steal_pointer (&state);
  return TRUE;
}

static void
note_status (Pull *self)
{
  g_free (self->token->status);
  self->token->status = g_strdup (self->wanted->status);
}

static gboolean
pull_fresh (Pull *self, GError **error)
{
  g_clear_pointer (&self->token->state, g_free);
  g_clear_pointer (&self->token->status, g_free);
  self->token->pending_utc_s = 0;
  self->token->since_utc_s = self->wanted->since_utc_s;
  if (!bring_newest (self, error) || !bring_state (self, error) || !commit (self, NULL, NULL, error) ||
      !bring_rest (self, error))
    return FALSE;
  note_status (self);
  return commit (self, NULL, NULL, error);
}

static gboolean
take_changes (Pull *self, CtgEwsChanges *changes, GError **error)
{
  g_autoptr (GPtrArray) refs = take_new (self, changes->created);
  g_autoptr (GPtrArray) headers = get_headers (self, refs, error);

  if (headers == NULL)
    return FALSE;
  self->n_total = self->n_done + headers->len;
  g_free (self->token->state);
  self->token->state = g_steal_pointer (&changes->state);
  if (changes->is_last && self->token->pending_utc_s == 0)
    note_status (self);
  if (headers->len + self->unreadable->len == 0 && changes->gone->len == 0 && changes->is_last &&
      ctg_ews_is_current (self->wanted->status, self->wanted->token))
    return TRUE;
  return commit (self, headers, changes->gone, error);
}

/* @is_refused: (out): the server knows the state no more; nothing was taken then. */
static gboolean
pull_changes (Pull *self, gboolean *is_refused, GError **error)
{
  gboolean is_last = FALSE;

  while (!is_last)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (CtgEwsChanges) changes = ctg_ews_sync_items (self->session, self->wanted->folder_id,
                                                              self->token->state, self->cancellable, &failure);

      *is_refused = ctg_error_has_reason (failure, "sync-state");
      if (changes == NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      if (changes == NULL || !take_changes (self, changes, error))
        return FALSE;
      is_last = changes->is_last;
    }
  return TRUE;
}

static gboolean
pull_since (Pull *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean is_refused = FALSE;
  gboolean was_pending = self->token->pending_utc_s != 0;

  if (!pull_changes (self, &is_refused, &failure))
    {
      self->is_void = is_refused;
      if (is_refused)
        return pull_fresh (self, error);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!was_pending)
    return TRUE;
  if (!bring_rest (self, error))
    return FALSE;
  note_status (self);
  return commit (self, NULL, NULL, error);
}

/**
 * ctg_ews_is_current:
 * @status: (nullable): of a folder, as it was just listed
 * @token: (nullable): of its last committed step
 *
 * Returns: whether a pull would bring nothing
 */
gboolean
ctg_ews_is_current (const char *status, const char *token)
{
  g_autoptr (CtgEwsSyncToken) held = ctg_ews_sync_token_parse (token);

  return held != NULL && held->state != NULL && held->pending_utc_s == 0 && status != NULL &&
         g_strcmp0 (status, held->status) == 0;
}

/**
 * ctg_ews_pull:
 * @session: a session that is logged in
 * @wanted: of which folder
 * @func: commits a step
 * @data: for @func
 * @cancellable: (nullable): ends it; the last committed step counts
 * @error: see ctg_ews_session_ask(), or what @func set
 *
 * Brings what came since the token. @func is not called when there is nothing to commit, not even another token.
 *
 * Specification: MS-OXWSSYNC 3.1.4.2
 * Returns: whether the pull is complete
 */
gboolean
ctg_ews_pull (CtgEwsSession *session, const CtgEwsWanted *wanted, CtgDeltaFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  g_auto (Pull) self = { .session = session, .wanted = wanted, .func = func, .data = data,
                         .cancellable = cancellable };

  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.unreadable = g_ptr_array_new_with_free_func (g_free);
  self.token = ctg_ews_sync_token_parse (wanted->token);
  self.is_void = self.token == NULL && wanted->token != NULL && *wanted->token != '\0';
  if (self.token == NULL)
    self.token = g_new0 (CtgEwsSyncToken, 1);
  if (self.token->state == NULL || wanted->since_utc_s < self.token->since_utc_s)
    return pull_fresh (&self, error);
  self.token->since_utc_s = wanted->since_utc_s;
  return pull_since (&self, error);
}

/**
 * ctg_ews_find:
 * @session: a session that is logged in
 * @wanted: of which folder, and whose; its token is of this search
 * @func: commits a step; the last one's token stands for nothing left
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_ask(), or what @func set
 *
 * Brings the headers of past correspondence. Exchange searches recipients by their names only, so all headers of the
 * time are looked at here.
 *
 * Specification: MS-OXWSSRCH 3.1.4.2
 * Returns: whether the search is complete
 */
gboolean
ctg_ews_find (CtgEwsSession *session, const CtgEwsWanted *wanted, CtgDeltaFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  g_auto (Pull) self = { .session = session, .wanted = wanted, .func = func, .data = data,
                         .cancellable = cancellable };

  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.unreadable = g_ptr_array_new_with_free_func (g_free);
  self.token = ctg_ews_sync_token_parse (wanted->token);
  if (self.token != NULL && self.token->pending_utc_s == 0)
    return commit (&self, NULL, NULL, error);
  if (self.token == NULL)
    {
      self.token = g_new0 (CtgEwsSyncToken, 1);
      self.token->since_utc_s = wanted->since_utc_s;
      if (!bring_newest (&self, error))
        return FALSE;
    }
  return bring_rest (&self, error) && commit (&self, NULL, NULL, error);
}
