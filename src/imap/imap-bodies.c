/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bringing whole messages. Sizes first, so that one of 200 MB is never begun: it is refused alone and the others go
 * on. Then chunks of at most 8 MB or 100 messages, three under way; each message is handed on as it arrives. */

#include "imap-bodies.h"
#include "errors.h"
#include "fault.h"
#include "imap-fetch.h"

#define IN_FLIGHT 3
#define CHUNK_MESSAGES 100
#define CHUNK_BYTES (8 * 1024 * 1024)
#define SIZES_CHUNK 500

/* A server that counts differently (line ends) is forgiven this much (I1). */
#define SIZE_SLACK_BYTES (64 * 1024)

typedef struct
{
  CtgImapSession *session;
  CtgImapSet *unasked;       /* (owned) UIDs not asked for in this pass */
  CtgImapSet *wanted;        /* (owned) UIDs that have not come in this pass */
  GHashTable *sizes;         /* (owned) UID to size in bytes, capped */
  CtgImapSet *fetchable;     /* (owned) UIDs with a size that may be fetched */

  CtgBodyFunc func;
  gpointer data;
} Bodies;

static void
bodies_clear (Bodies *self)
{
  g_clear_pointer (&self->unasked, ctg_imap_set_free);
  g_clear_pointer (&self->wanted, ctg_imap_set_free);
  g_clear_pointer (&self->fetchable, ctg_imap_set_free);
  g_clear_pointer (&self->sizes, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bodies, bodies_clear)

static CtgImapSet *
copy_set (const CtgImapSet *set)
{
  CtgImapSet *copy = ctg_imap_set_new ();

  g_array_append_vals (copy->ranges, set->ranges->data, set->ranges->len);
  return copy;
}

static gboolean
give_failure (Bodies *self, guint32 uid, CtgErrorCode code, const char *message, GError **error)
{
  g_autoptr (GError) failure = ctg_error_new (code, NULL, "%s", message);
  g_autofree char *id = g_strdup_printf ("%u", uid);

  ctg_imap_set_remove (self->wanted, uid, uid);
  return self->func (id, NULL, failure, self->data, error);
}

static gboolean
give_up_missing (Bodies *self, GError **error)
{
  while (!ctg_imap_set_is_empty (self->wanted))
    if (!give_failure (self, ctg_imap_set_get_first (self->wanted), CTG_ERROR_NOT_FOUND,
                       "The server no longer has this message", error))
      return FALSE;
  return TRUE;
}

static CtgImapCommand *
next_sizes (gpointer data, GError **error)
{
  Bodies *self = data;
  g_autoptr (CtgImapSet) chunk = ctg_imap_set_take_newest (self->unasked, SIZES_CHUNK);
  g_autofree char *set = ctg_imap_set_to_string (chunk);

  if (ctg_imap_set_is_empty (chunk))
    return NULL;
  return ctg_imap_session_new_command (self->session, "UID FETCH %s (UID RFC822.SIZE)", set);
}

static gboolean
size_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Bodies *self = data;
  g_auto (CtgImapFetched) fetched = { 0 };
  gint64 size;

  if (!ctg_imap_fetched_read (&fetched, response) || !fetched.has_size ||
      !ctg_imap_set_contains (self->wanted, fetched.uid))
    return TRUE;
  if (fetched.size_bytes > CTG_IMAP_MESSAGE_MAX_BYTES)
    return give_failure (self, fetched.uid, CTG_ERROR_TOO_LARGE, "The message is larger than 60 MB", error);
  size = fetched.size_bytes;
  ctg_imap_set_remove (self->wanted, fetched.uid, fetched.uid);
  ctg_imap_set_add (self->fetchable, fetched.uid, fetched.uid);
  g_hash_table_insert (self->sizes, GUINT_TO_POINTER (fetched.uid), GSIZE_TO_POINTER ((gsize) size));
  return TRUE;
}

static gboolean
answered_cb (guint index, const CtgImapResponse *response, gpointer data, GError **error)
{
  Bodies *self = data;

  /* A NO is about messages that have gone or cannot be read: those that did not come are told as missing. */
  if (response->type != CTG_IMAP_BAD)
    return TRUE;
  ctg_imap_error_set (error, response, CTG_IMAP_DURING_OTHER, ctg_imap_session_get_host (self->session));
  return FALSE;
}

static gsize
get_size (Bodies *self, guint32 uid)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->sizes, GUINT_TO_POINTER (uid)));
}

static CtgImapCommand *
next_chunk (gpointer data, GError **error)
{
  Bodies *self = data;
  g_autoptr (CtgImapSet) chunk = ctg_imap_set_new ();
  g_autofree char *set = NULL;
  gsize n_bytes = 0;

  if (!ctg_fault_point ("imap-fetch", error))
    return NULL;
  for (guint n = 0; n < CHUNK_MESSAGES && n_bytes < CHUNK_BYTES && !ctg_imap_set_is_empty (self->unasked); n++)
    {
      g_autoptr (CtgImapSet) one = ctg_imap_set_take_newest (self->unasked, 1);
      guint32 uid = ctg_imap_set_get_first (one);

      n_bytes += get_size (self, uid);
      ctg_imap_set_add (chunk, uid, uid);
    }
  if (ctg_imap_set_is_empty (chunk))
    return NULL;
  set = ctg_imap_set_to_string (chunk);
  return ctg_imap_session_new_command (self->session, "UID FETCH %s (UID BODY.PEEK[])", set);
}

static gboolean
body_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Bodies *self = data;
  g_auto (CtgImapFetched) fetched = { 0 };
  g_autofree char *id = NULL;

  /* Bodies that nobody asked for are dropped (I11), as is a second one. */
  if (!ctg_imap_fetched_read (&fetched, response) || fetched.bytes == NULL ||
      !ctg_imap_set_contains (self->wanted, fetched.uid))
    return TRUE;
  if (g_bytes_get_size (fetched.bytes) > get_size (self, fetched.uid) / 2 * 3 + SIZE_SLACK_BYTES)
    return give_failure (self, fetched.uid, CTG_ERROR_TOO_LARGE, "The message is larger than the server said", error);
  ctg_imap_set_remove (self->wanted, fetched.uid, fetched.uid);
  id = g_strdup_printf ("%u", fetched.uid);
  return self->func (id, fetched.bytes, NULL, self->data, error);
}

/* Which message the stream broke at: `* 5 FETCH (UID 7 BODY[] {99999999999}`. */
static guint32
find_culprit (Bodies *self)
{
  const CtgImapResponse *response = ctg_imap_codec_peek_unfinished (self->session->codec);
  g_auto (CtgImapFetched) fetched = { 0 };

  if (response == NULL || !ctg_imap_fetched_read (&fetched, response))
    return 0;
  return ctg_imap_set_contains (self->wanted, fetched.uid) ? fetched.uid : 0;
}

/* The session is lost, but the next one must not run into the same message. */
static gboolean
blame_culprit (Bodies *self, GError *failure, GError **error)
{
  guint32 uid = ctg_error_has_reason (failure, "literal-too-large") ? find_culprit (self) : 0;

  if (uid != 0 && !give_failure (self, uid, CTG_ERROR_TOO_LARGE, failure->message, error))
    {
      g_error_free (failure);
      return FALSE;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
ask_sizes_of (Bodies *self, const CtgImapSet *uids, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgImapSet) asked = copy_set (uids);

  g_clear_pointer (&self->unasked, ctg_imap_set_free);
  self->unasked = g_steal_pointer (&asked);
  return ctg_imap_session_pipeline (self->session, IN_FLIGHT, next_sizes, size_cb, answered_cb, self, cancellable,
                                    error);
}

/* A message that came after the folder was opened is not there for a FETCH before the server has told of it, which it
 * does at the next command that it may (RFC 9051 sections 5.2, 6.1.2). */
static gboolean
ask_sizes (Bodies *self, const CtgImapSet *uids, GCancellable *cancellable, GError **error)
{
  self->wanted = copy_set (uids);
  if (!ask_sizes_of (self, uids, cancellable, error))
    return FALSE;
  if (!ctg_imap_set_is_empty (self->wanted) &&
      (!ctg_imap_session_run (self->session, ctg_imap_session_new_command (self->session, "NOOP"),
                              CTG_IMAP_DURING_OTHER, NULL, NULL, cancellable, error) ||
       !ask_sizes_of (self, self->wanted, cancellable, error)))
    return FALSE;
  return give_up_missing (self, error);
}

static gboolean
ask_bodies (Bodies *self, GCancellable *cancellable, GError **error)
{
  GError *local_error = NULL;

  ctg_imap_set_free (self->unasked);
  ctg_imap_set_free (self->wanted);
  self->unasked = copy_set (self->fetchable);
  self->wanted = copy_set (self->fetchable);
  if (!ctg_imap_session_pipeline (self->session, IN_FLIGHT, next_chunk, body_cb, answered_cb, self, cancellable,
                                  &local_error))
    return blame_culprit (self, local_error, error);
  return give_up_missing (self, error);
}

/**
 * ctg_imap_fetch_bodies:
 * @session: a session with an open folder
 * @uids: which messages
 * @func: takes each message, or why it could not be had: %CTG_ERROR_TOO_LARGE, %CTG_ERROR_NOT_FOUND
 * @data: for @func
 * @cancellable: (nullable): ends it; the session stays usable
 * @error: as ctg_imap_session_run(), or what @func set
 *
 * Brings whole messages without marking them as read.
 *
 * Specification: RFC 9051 section 6.4.5
 * Returns: whether @func was called for each
 */
gboolean
ctg_imap_fetch_bodies (CtgImapSession *session, const CtgImapSet *uids, CtgBodyFunc func, gpointer data,
                       GCancellable *cancellable, GError **error)
{
  g_auto (Bodies) self = { .session = session, .func = func, .data = data };

  self.sizes = g_hash_table_new (NULL, NULL);
  self.fetchable = ctg_imap_set_new ();
  return ask_sizes (&self, uids, cancellable, error) && ask_bodies (&self, cancellable, error);
}
