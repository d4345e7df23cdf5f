/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-session.h"
#include "clock.h"
#include "errors.h"
#include "wire-log.h"

#include <string.h>

#define READ_BUFFER_BYTES (256 * 1024)
#define WAIT_TIMEOUT_MS (30 * 1000)
#define WRITE_CHUNK_BYTES (64 * 1024)
#define COMMAND_MAX_US ((gint64) 300 * G_USEC_PER_SEC)

/* A response has a minute and a millisecond more for each byte that came: a server that drips a byte every half second
 * never lets a single wait run out. */
#define RESPONSE_MIN_US ((gint64) 60 * G_USEC_PER_SEC)
#define RESPONSE_BYTE_US 1000

/**
 * ctg_imap_session_new:
 * @connection: (transfer full): a connection nothing was read from yet
 *
 * Returns: (transfer full): a session before its greeting
 */
CtgImapSession *
ctg_imap_session_new (CtgConnection *connection)
{
  CtgImapSession *self = g_new0 (CtgImapSession, 1);

  self->connection = connection;
  self->codec = ctg_imap_codec_new ();
  self->buffer = g_malloc0 (READ_BUFFER_BYTES);
  self->outstanding = g_hash_table_new (NULL, NULL);
  self->foreign_prefixes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * ctg_imap_session_free:
 * @self: (transfer full) (nullable): a session
 *
 * Closes its connection and frees it.
 */
void
ctg_imap_session_free (CtgImapSession *self)
{
  if (self == NULL)
    return;
  ctg_connection_close (self->connection);
  ctg_imap_codec_free (self->codec);
  g_clear_error (&self->stream_error);
  g_free (self->buffer);
  g_hash_table_unref (self->outstanding);
  g_free (self->personal_prefix);
  g_free (self->all_mail);
  g_ptr_array_unref (self->foreign_prefixes);
  g_free (self->selected.remote_name);
  g_free (self);
}

/**
 * ctg_imap_session_get_host:
 * @self: a session
 *
 * Returns: (transfer none): the server's name
 */
const char *
ctg_imap_session_get_host (CtgImapSession *self)
{
  return ctg_connection_get_endpoint (self->connection)->host;
}

/**
 * ctg_imap_session_can:
 * @self: a session
 * @capability: one of them
 *
 * Returns: whether the server has it
 */
gboolean
ctg_imap_session_can (CtgImapSession *self, CtgImapCapabilities capability)
{
  return (self->capabilities & capability) != 0;
}

/**
 * ctg_imap_session_forget:
 * @self: a session
 *
 * Forgets the capabilities: what was said in clear does not count once encrypted (T2), and logging in changes them.
 *
 * Specification: RFC 9051 section 6.2.1
 */
void
ctg_imap_session_forget (CtgImapSession *self)
{
  self->capabilities = 0;
  self->has_capabilities = FALSE;
}

/**
 * ctg_imap_session_new_command:
 * @self: a session
 * @format: the command's own words, printf style
 *
 * Returns: (transfer full): a command that uses what this server can do
 */
CtgImapCommand *
ctg_imap_session_new_command (CtgImapSession *self, const char *format, ...)
{
  CtgImapLiterals literals = CTG_IMAP_LITERALS_SYNC;
  CtgImapCommand *command;
  va_list arguments;

  if (ctg_imap_session_can (self, CTG_IMAP_CAN_LITERAL_PLUS))
    literals = CTG_IMAP_LITERALS_PLUS;
  else if (ctg_imap_session_can (self, CTG_IMAP_CAN_LITERAL_MINUS))
    literals = CTG_IMAP_LITERALS_MINUS;
  command = ctg_imap_command_new (literals, self->utf8_accepted);
  va_start (arguments, format);
  g_string_append_vprintf (command->text, format, arguments);
  va_end (arguments);
  return command;
}

static void
learn_capabilities (CtgImapSession *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 500);

  ctg_imap_session_forget (self);
  for (guint i = 0; words[i] != NULL; i++)
    self->capabilities |= ctg_imap_capability_parse (words[i]);
  self->has_capabilities = TRUE;
}

static void
learn_capability_data (CtgImapSession *self, const CtgImapResponse *response)
{
  CtgImapCursor cursor = { response, 1 };
  const char *word;

  ctg_imap_session_forget (self);
  while ((word = ctg_imap_cursor_next_text (&cursor, NULL)) != NULL)
    self->capabilities |= ctg_imap_capability_parse (word);
  self->has_capabilities = TRUE;
}

/* `* 23 EXISTS`, `* 5 EXPUNGE`: sent whenever the server likes. */
static void
learn_mailbox_data (CtgImapSession *self, const CtgImapResponse *response)
{
  CtgImapCursor cursor = { response, 0 };
  guint64 number;

  if (ctg_imap_response_is (response, 0, "VANISHED"))
    self->selected.has_news = TRUE;
  if (!ctg_imap_cursor_next_number (&cursor, G_MAXUINT32, &number))
    return;
  if (ctg_imap_response_is (response, 1, "EXISTS"))
    {
      self->selected.has_news |= number != self->selected.n_messages;
      self->selected.n_messages = (guint32) number;
    }
  else if (ctg_imap_response_is (response, 1, "EXPUNGE"))
    {
      self->selected.has_news = TRUE;
      self->selected.n_messages -= self->selected.n_messages > 0;
    }
}

static void
learn (CtgImapSession *self, const CtgImapResponse *response)
{
  if (response->code != NULL && g_str_equal (response->code, "CAPABILITY") && response->code_arguments != NULL)
    learn_capabilities (self, response->code_arguments);
  if (response->type != CTG_IMAP_DATA)
    return;
  if (ctg_imap_response_is (response, 0, "CAPABILITY"))
    learn_capability_data (self, response);
  else
    learn_mailbox_data (self, response);
}

static gboolean
is_late (gint64 began_us, gsize n_bytes)
{
  return ctg_clock_monotonic_us () - began_us > RESPONSE_MIN_US + (gint64) n_bytes * RESPONSE_BYTE_US;
}

/* What came whole before the stream broke is given out first. */
static gboolean
feed (CtgImapSession *self, gsize n, CtgImapResponse **response, GError **error)
{
  GError *local_error = NULL;
  gboolean fed = ctg_imap_codec_feed (self->codec, self->buffer, n, &local_error);

  *response = ctg_imap_codec_take (self->codec);
  if (fed)
    return TRUE;
  if (*response == NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  self->stream_error = local_error;
  return TRUE;
}

/* Reads until a response is whole. */
static CtgImapResponse *
read_whole (CtgImapSession *self, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  CtgImapResponse *response = ctg_imap_codec_take (self->codec);
  gint64 began_us = 0;
  gsize n_bytes = 0;

  if (response == NULL && self->stream_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->stream_error));
      return NULL;
    }
  while (response == NULL)
    {
      gssize n = ctg_connection_read (self->connection, self->buffer, READ_BUFFER_BYTES, timeout_ms, cancellable,
                                      error);

      if (n < 0)
        return NULL;
      began_us = began_us != 0 ? began_us : ctg_clock_monotonic_us ();
      n_bytes += (gsize) n;
      if (!feed (self, (gsize) n, &response, error))
        return NULL;
      if (response == NULL && is_late (began_us, n_bytes))
        {
          ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "The server's answer comes too slowly");
          return NULL;
        }
    }
  return response;
}

static gboolean
check_tag (CtgImapSession *self, const CtgImapResponse *response, GError **error)
{
  guint64 tag;

  if (g_str_equal (response->tag, "*") || g_str_equal (response->tag, "+"))
    return TRUE;
  if (*response->tag == 'C' && g_ascii_string_to_unsigned (response->tag + 1, 10, 1, G_MAXUINT, &tag, NULL) &&
      response->type != CTG_IMAP_DATA && g_hash_table_remove (self->outstanding, GUINT_TO_POINTER ((guint) tag)))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "The server answered a command that was not sent");
  return FALSE;
}

static gboolean
check (CtgImapSession *self, const CtgImapResponse *response, GError **error)
{
  if (ctg_wire_log_is_on ())
    {
      g_autofree char *line = ctg_imap_response_describe (response);

      ctg_wire_log_received ("imap", line, strlen (line));
    }
  if (!check_tag (self, response, error))
    return FALSE;
  if (response->type == CTG_IMAP_BYE && !self->is_leaving)
    {
      ctg_imap_error_set (error, response, CTG_IMAP_DURING_OTHER, ctg_imap_session_get_host (self));
      return FALSE;
    }
  learn (self, response);
  return TRUE;
}

/**
 * ctg_imap_session_read:
 * @self: a session
 * @timeout_ms: how long to wait for bytes
 * @cancellable: (nullable): ends the wait; nothing is lost, reading can go on
 * @error: %CTG_ERROR_NETWORK, %CTG_ERROR_TIMED_OUT, %CTG_ERROR_TLS, %CTG_ERROR_PROTOCOL; after each of them the
 *   session is good for closing only, but for a time-out where silence is expected
 *
 * Reads the next response, and learns from it what concerns the session. Blocks.
 *
 * Returns: (transfer full) (nullable): the response
 */
CtgImapResponse *
ctg_imap_session_read (CtgImapSession *self, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (CtgImapResponse) response = read_whole (self, timeout_ms, cancellable, &local_error);

  if (response != NULL && check (self, response, &local_error))
    return g_steal_pointer (&response);
  self->is_broken |= !ctg_error_is_cancelled (local_error) &&
                     !(self->may_be_silent && g_error_matches (local_error, CTG_ERROR, CTG_ERROR_TIMED_OUT));
  ctg_error_add_server (&local_error, ctg_imap_session_get_host (self), NULL);
  g_propagate_error (error, local_error);
  return NULL;
}

/**
 * ctg_imap_session_write:
 * @self: a session
 * @bytes: (array length=length): raw bytes
 * @length: how many
 * @cancellable: (nullable): ends it, which breaks the session
 * @error: as ctg_connection_write()
 *
 * Sends bytes as they are.
 *
 * Returns: whether they were sent
 */
gboolean
ctg_imap_session_write (CtgImapSession *self, const char *bytes, gsize length, GCancellable *cancellable,
                        GError **error)
{
  for (gsize at = 0; at < length; at += WRITE_CHUNK_BYTES)
    if (!ctg_connection_write (self->connection, bytes + at, MIN (WRITE_CHUNK_BYTES, length - at), WAIT_TIMEOUT_MS,
                               cancellable, error))
      {
        self->is_broken = TRUE;
        return FALSE;
      }
  return TRUE;
}

/* A command that was cancelled is still being answered: its answer is read and dropped before the next command. */
static gboolean
settle (CtgImapSession *self, GCancellable *cancellable, GError **error)
{
  gint64 began_us = ctg_clock_monotonic_us ();

  while (g_hash_table_size (self->outstanding) > 0)
    {
      g_autoptr (CtgImapResponse) response = ctg_imap_session_read (self, WAIT_TIMEOUT_MS, cancellable, error);

      if (response == NULL)
        return FALSE;
      if (ctg_clock_monotonic_us () - began_us > (gint64) WAIT_TIMEOUT_MS * 1000)
        {
          self->is_broken = TRUE;
          ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "The server is busy with a command that was given up");
          return FALSE;
        }
    }
  return TRUE;
}

/* The server's "+", or its refusal of the command. */
static gboolean
await_continue (CtgImapSession *self, guint tag, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      g_autoptr (CtgImapResponse) response = ctg_imap_session_read (self, WAIT_TIMEOUT_MS, cancellable, error);

      if (response == NULL)
        {
          self->is_broken = TRUE;
          return FALSE;
        }
      if (response->type == CTG_IMAP_CONTINUE)
        return TRUE;
      if (!g_hash_table_contains (self->outstanding, GUINT_TO_POINTER (tag)))
        {
          ctg_imap_error_set (error, response, CTG_IMAP_DURING_OTHER, ctg_imap_session_get_host (self));
          return FALSE;
        }
    }
}

static gboolean
write_pieces (CtgImapSession *self, CtgImapCommand *command, gsize prefix, guint tag, GCancellable *cancellable,
              GError **error)
{
  gsize from = 0;

  for (guint i = 0; i < command->pauses->len; i++)
    {
      gsize to = prefix + g_array_index (command->pauses, gsize, i);

      if (!ctg_imap_session_write (self, command->text->str + from, to - from, cancellable, error) ||
          !await_continue (self, tag, cancellable, error))
        return FALSE;
      from = to;
    }
  return ctg_imap_session_write (self, command->text->str + from, command->text->len - from, cancellable, error);
}

/**
 * ctg_imap_session_send:
 * @self: a session
 * @command: (transfer full): what to send
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_read()
 *
 * Sends a command without waiting for its answer, except where the server wants to be asked before a literal.
 *
 * Returns: its tag, 0 on failure
 */
guint
ctg_imap_session_send (CtgImapSession *self, CtgImapCommand *command, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgImapCommand) owned = command;
  g_autofree char *prefix = g_strdup_printf ("C%u ", ++self->last_tag);

  if (self->is_broken)
    {
      ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The session is closed");
      return 0;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return 0;
  g_string_prepend (owned->text, prefix);
  ctg_wire_log_sent ("imap", owned->text->str,
                     owned->is_secret ? strcspn (owned->text->str, "\"{") : owned->text->len);
  g_string_append (owned->text, "\r\n");
  g_hash_table_add (self->outstanding, GUINT_TO_POINTER (self->last_tag));
  return write_pieces (self, owned, strlen (prefix), self->last_tag, cancellable, error) ? self->last_tag : 0;
}

/**
 * ctg_imap_session_finish:
 * @self: a session
 * @tag: of a command that was sent, the only one that is
 * @func: (nullable): takes the untagged responses that come before the answer
 * @data: for @func
 * @cancellable: (nullable): ends the wait; the session stays usable
 * @error: as ctg_imap_session_read(), or what @func set
 *
 * Waits for the answer to a command. Blocks.
 *
 * Returns: (transfer full) (nullable): OK, NO or BAD, or a request to continue
 */
CtgImapResponse *
ctg_imap_session_finish (CtgImapSession *self, guint tag, CtgImapDataFunc func, gpointer data,
                         GCancellable *cancellable, GError **error)
{
  gint64 began_us = ctg_clock_monotonic_us ();

  for (;;)
    {
      g_autoptr (CtgImapResponse) response = ctg_imap_session_read (self, WAIT_TIMEOUT_MS, cancellable, error);

      if (response == NULL)
        return NULL;
      if (response->type == CTG_IMAP_CONTINUE || !g_hash_table_contains (self->outstanding, GUINT_TO_POINTER (tag)))
        return g_steal_pointer (&response);
      if (func != NULL && !func (response, data, error))
        return NULL;
      if (ctg_clock_monotonic_us () - began_us > COMMAND_MAX_US)
        {
          self->is_broken = TRUE;
          ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "The server does not come to an end");
          return NULL;
        }
    }
}

/**
 * ctg_imap_session_run:
 * @self: a session
 * @command: (transfer full): what to send
 * @phase: tells what a refusal means
 * @func: (nullable): takes the untagged responses
 * @data: for @func
 * @cancellable: (nullable): ends it; the session stays usable
 * @error: as ctg_imap_session_read(), what @func set, or what the server's refusal means
 *
 * Sends a command and waits for its answer. Blocks.
 *
 * Returns: whether the server said OK
 */
gboolean
ctg_imap_session_run (CtgImapSession *self, CtgImapCommand *command, CtgImapPhase phase, CtgImapDataFunc func,
                      gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgImapCommand) owned = command;
  g_autoptr (CtgImapResponse) response = NULL;
  guint tag;

  if (!settle (self, cancellable, error))
    return FALSE;
  tag = ctg_imap_session_send (self, g_steal_pointer (&owned), cancellable, error);
  if (tag == 0)
    return FALSE;
  response = ctg_imap_session_finish (self, tag, func, data, cancellable, error);
  if (response == NULL)
    return FALSE;
  if (response->type == CTG_IMAP_CONTINUE)
    ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "The server asks for more than there is");
  else if (response->type != CTG_IMAP_OK)
    ctg_imap_error_set (error, response, phase, ctg_imap_session_get_host (self));
  return response->type == CTG_IMAP_OK;
}

typedef struct
{
  guint first_tag;
  guint n_sent;
  guint n_done;
  gboolean no_more;
} Pipeline;

static gboolean
fill_pipeline (CtgImapSession *self, Pipeline *pipeline, guint n_in_flight, CtgImapNextFunc next, gpointer data,
               GCancellable *cancellable, GError **error)
{
  while (!pipeline->no_more && pipeline->n_sent - pipeline->n_done < n_in_flight)
    {
      GError *local_error = NULL;
      CtgImapCommand *command = next (data, &local_error);

      if (command == NULL)
        {
          pipeline->no_more = TRUE;
          if (local_error == NULL)
            return TRUE;
          g_propagate_error (error, local_error);
          return FALSE;
        }
      if (ctg_imap_session_send (self, command, cancellable, error) == 0)
        return FALSE;
      pipeline->n_sent++;
    }
  return TRUE;
}

/**
 * ctg_imap_session_pipeline:
 * @self: a session
 * @n_in_flight: how many commands are under way at a time
 * @next: gives the commands
 * @func: takes the untagged responses
 * @done: told of each answer; decides what a refusal means
 * @data: for all three
 * @cancellable: (nullable): ends it; the session stays usable
 * @error: as ctg_imap_session_read(), or what one of the functions set
 *
 * Keeps several commands under way, so that the server never waits for us. Blocks.
 *
 * Specification: RFC 9051 section 5.5
 * Returns: whether all commands were answered
 */
gboolean
ctg_imap_session_pipeline (CtgImapSession *self, guint n_in_flight, CtgImapNextFunc next, CtgImapDataFunc func,
                           CtgImapDoneFunc done, gpointer data, GCancellable *cancellable, GError **error)
{
  Pipeline pipeline = { 0 };

  if (!settle (self, cancellable, error))
    return FALSE;
  pipeline.first_tag = self->last_tag + 1;
  while (fill_pipeline (self, &pipeline, n_in_flight, next, data, cancellable, error))
    {
      g_autoptr (CtgImapResponse) response = NULL;

      if (pipeline.n_done == pipeline.n_sent)
        return TRUE;
      response = ctg_imap_session_read (self, WAIT_TIMEOUT_MS, cancellable, error);
      if (response == NULL)
        return FALSE;
      if (g_str_equal (response->tag, "*") && !func (response, data, error))
        return FALSE;
      if (*response->tag == 'C')
        {
          pipeline.n_done++;
          if (!done ((guint) g_ascii_strtoull (response->tag + 1, NULL, 10) - pipeline.first_tag, response, data,
                     error))
            return FALSE;
        }
    }
  return FALSE;
}
