/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A response is a line that literals may interrupt: `* 1 FETCH (BODY[] {5}\r\nhello UID 7)\r\n`. The codec is in one
 * of two states:
 *
 *   state     input                 does                                            next
 *   line      bytes without LF      collects them                                   line
 *   line      LF, line ends {n}     makes tokens of the line                        literal
 *   line      LF                    makes tokens of the line, response is whole     line
 *   literal   bytes                 keeps them up to a cap, drops the rest          literal, after n: line
 *
 * Caps (I1 to I3): a message 60 MB, of a header the first 256 KB are kept, any other literal 1 MB, the lines of one
 * response 12 MB and 1.5 million tokens (500 000 UIDs in a SEARCH fit), lists 64 deep. A literal's announced size
 * allocates nothing: memory grows as bytes arrive. */

#include "imap-codec.h"
#include "errors.h"

#include <string.h>

#define LITERAL_MAX_BYTES (1024 * 1024)
#define LINE_MAX_BYTES (12 * 1024 * 1024)
#define TOKENS_MAX 1500000
#define DEPTH_MAX 64

struct _CtgImapCodec
{
  GString *line;                /* (owned) the line so far, without its LF */
  gsize response_bytes;         /* of the response's lines and short literals so far */
  gsize message_bytes;          /* of the response's messages so far */
  guint depth;
  CtgImapResponse *response;    /* (owned) (nullable) being built */
  GQueue ready;                 /* (element-type CtgImapResponse) whole */

  gboolean in_literal;
  gboolean is_message;
  guint64 literal_left;
  gsize literal_keep;           /* how many bytes of it are kept */
  gboolean is_cut;
  GByteArray *literal;          /* (owned) (nullable) */
};

/**
 * ctg_imap_codec_new:
 *
 * Specification: RFC 9051 section 9, RFC 3501 section 9
 * Returns: (transfer full): a codec at the beginning of a stream
 */
CtgImapCodec *
ctg_imap_codec_new (void)
{
  CtgImapCodec *self = g_new0 (CtgImapCodec, 1);

  self->line = g_string_new (NULL);
  g_queue_init (&self->ready);
  return self;
}

/**
 * ctg_imap_codec_free:
 * @self: (transfer full) (nullable): a codec
 */
void
ctg_imap_codec_free (CtgImapCodec *self)
{
  if (self == NULL)
    return;
  g_string_free (self->line, TRUE);
  g_clear_pointer (&self->response, ctg_imap_response_free);
  g_clear_pointer (&self->literal, g_byte_array_unref);
  g_queue_clear_full (&self->ready, (GDestroyNotify) ctg_imap_response_free);
  g_free (self);
}

static gboolean
fail (GError **error, const char *what)
{
  ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "The server's answer is not IMAP: %s", what);
  return FALSE;
}

static gboolean
fail_too_large (GError **error, const char *what)
{
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "literal-too-large", "The server's answer is too large: %s", what);
  return FALSE;
}

/* Where an unquoted word ends. Inside BODY[...] blanks and parentheses belong to it. */
static const char *
find_atom_end (const char *at, const char *end)
{
  gboolean is_section = end - at > 5 && (g_ascii_strncasecmp (at, "BODY[", 5) == 0);
  gboolean in_brackets = FALSE;

  for (; at < end; at++)
    {
      if (is_section && *at == '[')
        in_brackets = TRUE;
      else if (is_section && *at == ']')
        in_brackets = FALSE;
      else if (!in_brackets && (*at == ' ' || *at == '(' || *at == ')'))
        break;
    }
  return at;
}

static gboolean
add_quoted (CtgImapCodec *self, const char **at, const char *end, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *from = *at + 1;

  for (; from < end && *from != '"'; from++)
    {
      if (*from == '\\' && from + 1 < end)
        from++;
      g_string_append_c (text, *from);
    }
  if (from == end)
    return fail (error, "a quoted string has no end");
  ctg_imap_response_add (self->response, CTG_IMAP_QUOTED, text->str, text->len);
  *at = from + 1;
  return TRUE;
}

static gboolean
add_parenthesis (CtgImapCodec *self, char which, GError **error)
{
  if (which == '(' && ++self->depth > DEPTH_MAX)
    return fail (error, "lists are nested too deeply");
  if (which == ')' && self->depth-- == 0)
    return fail (error, "a list ends that did not begin");
  ctg_imap_response_add (self->response, which == '(' ? CTG_IMAP_OPEN : CTG_IMAP_CLOSE, "", 0);
  return TRUE;
}

/* Whether the literal that comes is a message or a header: `* n FETCH (... BODY[...] {`. */
static gboolean
expects_message (CtgImapCodec *self, gboolean *is_header)
{
  const GArray *tokens = self->response->tokens;
  const CtgImapToken *last;
  g_autofree char *item = NULL;

  if (tokens->len < 3 || !ctg_imap_response_is (self->response, 1, "FETCH"))
    return FALSE;
  last = &g_array_index (tokens, CtgImapToken, tokens->len - 1);
  if (last->type != CTG_IMAP_ATOM)
    return FALSE;
  item = g_ascii_strup (self->response->arena->str + last->offset, -1);
  *is_header = g_str_has_prefix (item, "BODY[HEADER") || g_str_equal (item, "RFC822.HEADER");
  return g_str_has_prefix (item, "BODY[") || g_str_has_prefix (item, "RFC822");
}

static gboolean
begin_literal (CtgImapCodec *self, guint64 size, GError **error)
{
  gboolean is_header = FALSE;

  self->is_message = expects_message (self, &is_header);
  if (size > (self->is_message ? (guint64) CTG_IMAP_MESSAGE_MAX_BYTES : LITERAL_MAX_BYTES))
    return fail_too_large (error, "a literal");
  if (self->is_message && (self->message_bytes += (gsize) size) > CTG_IMAP_MESSAGE_MAX_BYTES)
    return fail_too_large (error, "the literals of one response");
  self->literal_left = size;
  self->literal_keep = is_header ? CTG_IMAP_HEADER_KEPT_BYTES : CTG_IMAP_MESSAGE_MAX_BYTES;
  self->is_cut = FALSE;
  self->literal = g_byte_array_sized_new ((guint) MIN (size, 4096));
  self->in_literal = TRUE;
  return TRUE;
}

/* `{n}`, `{n+}` or `~{n}` at the end of a line, RFC 9051 section 4.3 and RFC 3516. */
static gboolean
announce_literal (CtgImapCodec *self, const char *at, const char *end, GError **error)
{
  g_autofree char *digits = NULL;
  guint64 size;

  at += *at == '~' ? 2 : 1;
  if (at == end || end[-1] != '}')
    return fail (error, "a literal's size has no end");
  end -= end - at > 1 && end[-2] == '+' ? 2 : 1;
  digits = g_strndup (at, (gsize) (end - at));
  if (strlen (digits) != (gsize) (end - at) || *digits == '\0' || strspn (digits, "0123456789") != strlen (digits))
    return fail (error, "a literal's size is not a number");
  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT32, &size, NULL))
    return fail_too_large (error, "a literal");
  return begin_literal (self, size, error);
}

static gboolean
add_tokens (CtgImapCodec *self, const char *at, const char *end, GError **error)
{
  while (at < end)
    {
      const char *atom_end;

      if (self->response->tokens->len > TOKENS_MAX)
        return fail_too_large (error, "one response");
      if (*at == ' ')
        {
          at++;
          continue;
        }
      if (*at == '{' || (*at == '~' && at + 1 < end && at[1] == '{'))
        return announce_literal (self, at, end, error);
      if (*at == '"')
        {
          if (!add_quoted (self, &at, end, error))
            return FALSE;
          continue;
        }
      if (*at == '(' || *at == ')')
        {
          if (!add_parenthesis (self, *at++, error))
            return FALSE;
          continue;
        }
      atom_end = find_atom_end (at, end);
      ctg_imap_response_add (self->response, CTG_IMAP_ATOM, at, (gsize) (atom_end - at));
      at = atom_end;
    }
  return TRUE;
}

static const struct
{
  const char *word;
  CtgImapResponseType type;
} status_words[] = {
  { "OK", CTG_IMAP_OK }, { "NO", CTG_IMAP_NO }, { "BAD", CTG_IMAP_BAD }, { "BYE", CTG_IMAP_BYE },
  { "PREAUTH", CTG_IMAP_PREAUTH },
};

static CtgImapResponseType
find_status (const char *word, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (status_words); i++)
    if (strlen (status_words[i].word) == length && g_ascii_strncasecmp (word, status_words[i].word, length) == 0)
      return status_words[i].type;
  return CTG_IMAP_DATA;
}

/* `[CODE arguments] text`. Text holds quotes and braces that mean nothing: it is never made into tokens. */
static void
read_status_text (CtgImapResponse *response, const char *at, const char *end)
{
  const char *close = at < end && *at == '[' ? memchr (at, ']', (gsize) (end - at)) : NULL;

  if (close != NULL)
    {
      g_autofree char *inside = g_strndup (at + 1, (gsize) (close - at - 1));
      char *blank = strchr (inside, ' ');

      if (blank != NULL)
        response->code_arguments = g_strdup (blank + 1);
      response->code = g_ascii_strup (inside, blank != NULL ? blank - inside : -1);
      at = close + 1;
    }
  while (at < end && *at == ' ')
    at++;
  response->text = g_strndup (at, (gsize) (end - at));
}

/* The first line of a response: its tag tells how to read the rest. */
static gboolean
begin_response (CtgImapCodec *self, const char *at, const char *end, GError **error)
{
  const char *blank = memchr (at, ' ', (gsize) (end - at));
  const char *rest = blank != NULL ? blank + 1 : end;
  const char *word_end;

  self->response = ctg_imap_response_new (at, (gsize) ((blank != NULL ? blank : end) - at));
  if (g_str_equal (self->response->tag, "+"))
    {
      self->response->type = CTG_IMAP_CONTINUE;
      self->response->text = g_strndup (rest, (gsize) (end - rest));
      return TRUE;
    }
  word_end = memchr (rest, ' ', (gsize) (end - rest));
  word_end = word_end != NULL ? word_end : end;
  self->response->type = find_status (rest, (gsize) (word_end - rest));
  if (self->response->type == CTG_IMAP_DATA)
    return add_tokens (self, rest, end, error);
  read_status_text (self->response, MIN (word_end + 1, end), end);
  return TRUE;
}

static gboolean
finish_response (CtgImapCodec *self, GError **error)
{
  if (self->depth > 0)
    return fail (error, "a list has no end");
  g_queue_push_tail (&self->ready, g_steal_pointer (&self->response));
  self->response_bytes = 0;
  self->message_bytes = 0;
  return TRUE;
}

static gboolean
end_line (CtgImapCodec *self, GError **error)
{
  const char *at = self->line->str;
  const char *end = at + self->line->len;
  gboolean read = TRUE;

  if (end > at && end[-1] == '\r')
    end--;
  if (self->response != NULL)
    read = add_tokens (self, at, end, error);
  else if (end > at)
    read = begin_response (self, at, end, error);
  if (!read)
    return FALSE;
  g_string_truncate (self->line, 0);
  return self->in_literal || self->response == NULL || finish_response (self, error);
}

static void
end_literal (CtgImapCodec *self)
{
  if (self->is_message)
    ctg_imap_response_add_bytes (self->response, g_byte_array_free_to_bytes (g_steal_pointer (&self->literal)),
                                 self->is_cut);
  else
    ctg_imap_response_add (self->response, CTG_IMAP_LITERAL, (const char *) self->literal->data, self->literal->len);
  g_clear_pointer (&self->literal, g_byte_array_unref);
  self->in_literal = FALSE;
}

static gsize
feed_literal (CtgImapCodec *self, const char *bytes, gsize length)
{
  gsize taken = (gsize) MIN (self->literal_left, length);
  gsize room = self->literal_keep - MIN (self->literal_keep, self->literal->len);
  gsize kept = MIN (taken, room);

  g_byte_array_append (self->literal, (const guint8 *) bytes, (guint) kept);
  self->is_cut |= kept < taken;
  self->literal_left -= taken;
  if (!self->is_message)
    self->response_bytes += taken;
  if (self->literal_left == 0)
    end_literal (self);
  return taken;
}

static gboolean
feed_line (CtgImapCodec *self, const char *bytes, gsize length, gsize *taken, GError **error)
{
  const char *lf = memchr (bytes, '\n', length);
  gsize line_length = lf != NULL ? (gsize) (lf - bytes) : length;

  self->response_bytes += line_length;
  if (self->response_bytes > LINE_MAX_BYTES)
    return fail_too_large (error, "one response");
  g_string_append_len (self->line, bytes, (gssize) line_length);
  *taken = line_length + (lf != NULL ? 1 : 0);
  return lf == NULL || end_line (self, error);
}

/**
 * ctg_imap_codec_feed:
 * @self: a codec
 * @bytes: (array length=length): what came over the wire
 * @length: how many bytes
 * @error: %CTG_ERROR_PROTOCOL, with reason "literal-too-large" for a cap; the codec cannot be fed again
 *
 * Takes in bytes. Whole responses are had with ctg_imap_codec_take().
 *
 * Returns: whether the stream still makes sense
 */
gboolean
ctg_imap_codec_feed (CtgImapCodec *self, const char *bytes, gsize length, GError **error)
{
  gsize taken;

  for (; length > 0 || (self->in_literal && self->literal_left == 0); bytes += taken, length -= taken)
    {
      taken = 0;
      if (self->in_literal)
        taken = feed_literal (self, bytes, length);
      else if (!feed_line (self, bytes, length, &taken, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_imap_codec_take:
 * @self: a codec
 *
 * Returns: (transfer full) (nullable): the next whole response
 */
CtgImapResponse *
ctg_imap_codec_take (CtgImapCodec *self)
{
  return g_queue_pop_head (&self->ready);
}

/**
 * ctg_imap_codec_is_empty:
 * @self: a codec
 *
 * Returns: whether nothing at all is left over: asked before encryption begins (T2)
 */
gboolean
ctg_imap_codec_is_empty (CtgImapCodec *self)
{
  return self->response == NULL && self->line->len == 0 && g_queue_is_empty (&self->ready);
}

/**
 * ctg_imap_codec_peek_unfinished:
 * @self: a codec
 *
 * Returns: (transfer none) (nullable): the response that was being read: which message it was that broke the stream
 */
const CtgImapResponse *
ctg_imap_codec_peek_unfinished (CtgImapCodec *self)
{
  return self->response;
}
