/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-response.h"

#include <string.h>

static void
clear_token (gpointer data)
{
  CtgImapToken *token = data;

  g_clear_pointer (&token->bytes, g_bytes_unref);
}

/**
 * ctg_imap_response_new:
 * @tag: (array length=length): the first word of the line
 * @length: its length
 *
 * Returns: (transfer full): a response without tokens
 */
CtgImapResponse *
ctg_imap_response_new (const char *tag, gsize length)
{
  CtgImapResponse *self = g_new0 (CtgImapResponse, 1);

  self->tag = g_strndup (tag, length);
  self->arena = g_string_sized_new (64);
  self->tokens = g_array_sized_new (FALSE, FALSE, sizeof (CtgImapToken), 16);
  g_array_set_clear_func (self->tokens, clear_token);
  return self;
}

/**
 * ctg_imap_response_free:
 * @self: (transfer full) (nullable): a response
 */
void
ctg_imap_response_free (CtgImapResponse *self)
{
  if (self == NULL)
    return;
  g_free (self->tag);
  g_free (self->code);
  g_free (self->code_arguments);
  g_free (self->text);
  g_string_free (self->arena, TRUE);
  g_array_unref (self->tokens);
  g_free (self);
}

/**
 * ctg_imap_response_add:
 * @self: a response the codec is building
 * @type: what it is
 * @text: (array length=length): its text, any bytes
 * @length: how many bytes
 *
 * Appends a token.
 */
void
ctg_imap_response_add (CtgImapResponse *self, CtgImapTokenType type, const char *text, gsize length)
{
  CtgImapToken token = { .type = type, .offset = self->arena->len, .length = length };

  g_string_append_len (self->arena, text, (gssize) length);
  g_string_append_c (self->arena, '\0');
  g_array_append_val (self->tokens, token);
}

/**
 * ctg_imap_response_add_bytes:
 * @self: a response the codec is building
 * @bytes: (transfer full): a message or its header
 * @is_cut: whether there was more of it
 *
 * Appends a literal that is kept outside the arena, so that it is handed on without a copy.
 */
void
ctg_imap_response_add_bytes (CtgImapResponse *self, GBytes *bytes, gboolean is_cut)
{
  CtgImapToken token = { .type = CTG_IMAP_LITERAL, .is_cut = is_cut, .bytes = bytes };

  token.length = g_bytes_get_size (bytes);
  g_array_append_val (self->tokens, token);
}

static const CtgImapToken *
get_token (const CtgImapResponse *self, guint at)
{
  return at < self->tokens->len ? &g_array_index (self->tokens, CtgImapToken, at) : NULL;
}

/**
 * ctg_imap_response_is:
 * @self: a response
 * @at: which token
 * @atom: a word
 *
 * Returns: whether that token is this word, in upper or lower case
 */
gboolean
ctg_imap_response_is (const CtgImapResponse *self, guint at, const char *atom)
{
  const CtgImapToken *token = get_token (self, at);

  return token != NULL && token->type == CTG_IMAP_ATOM &&
         g_ascii_strcasecmp (self->arena->str + token->offset, atom) == 0;
}

static void
describe_token (const CtgImapResponse *self, const CtgImapToken *token, GString *line)
{
  switch (token->type)
    {
    case CTG_IMAP_ATOM:
    case CTG_IMAP_QUOTED:
      g_string_append_printf (line, " %s", self->arena->str + token->offset);
      return;
    case CTG_IMAP_LITERAL:
      g_string_append_printf (line, " {%" G_GSIZE_FORMAT "}", token->length);
      return;
    case CTG_IMAP_OPEN:
      g_string_append (line, " (");
      return;
    case CTG_IMAP_CLOSE:
      g_string_append (line, " )");
      return;
    }
}

/**
 * ctg_imap_response_describe:
 * @self: a response
 *
 * Returns: (transfer full): one line for the wire log, literals by their size only
 */
char *
ctg_imap_response_describe (const CtgImapResponse *self)
{
  static const char *const types[] = { "", " OK", " NO", " BAD", " BYE", " PREAUTH", "" };
  GString *line = g_string_new (self->tag);

  g_string_append (line, types[self->type]);
  if (self->code != NULL)
    g_string_append_printf (line, " [%s %s]", self->code, self->code_arguments != NULL ? self->code_arguments : "");
  if (self->text != NULL)
    g_string_append_printf (line, " %s", self->text);
  for (guint i = 0; i < MIN (self->tokens->len, 100); i++)
    describe_token (self, get_token (self, i), line);
  return g_string_free (line, FALSE);
}

/**
 * ctg_imap_cursor_is_at_end:
 * @self: a cursor
 *
 * Returns: whether no token is left
 */
gboolean
ctg_imap_cursor_is_at_end (const CtgImapCursor *self)
{
  return self->at >= self->response->tokens->len;
}

/**
 * ctg_imap_cursor_take:
 * @self: a cursor
 * @type: what is expected
 *
 * Steps over a token if it is of this type.
 *
 * Returns: whether it was
 */
gboolean
ctg_imap_cursor_take (CtgImapCursor *self, CtgImapTokenType type)
{
  const CtgImapToken *token = get_token (self->response, self->at);

  if (token == NULL || token->type != type)
    return FALSE;
  self->at++;
  return TRUE;
}

/**
 * ctg_imap_cursor_next_text:
 * @self: a cursor
 * @length: (out) (optional): how many bytes, since there may be NUL among them
 *
 * Takes an atom, a quoted string or a short literal.
 *
 * Returns: (transfer none) (nullable): its text, followed by a NUL; %NULL, and nothing taken, if it is none
 */
const char *
ctg_imap_cursor_next_text (CtgImapCursor *self, gsize *length)
{
  const CtgImapToken *token = get_token (self->response, self->at);

  if (token == NULL || token->type == CTG_IMAP_OPEN || token->type == CTG_IMAP_CLOSE || token->bytes != NULL)
    return NULL;
  self->at++;
  if (length != NULL)
    *length = token->length;
  return self->response->arena->str + token->offset;
}

/**
 * ctg_imap_cursor_next_number:
 * @self: a cursor
 * @max: the largest that makes sense
 * @number: (out): the number
 *
 * Takes an unsigned number.
 *
 * Returns: whether there was one, within its limit
 */
gboolean
ctg_imap_cursor_next_number (CtgImapCursor *self, guint64 max, guint64 *number)
{
  const CtgImapToken *token = get_token (self->response, self->at);

  if (token == NULL || token->type != CTG_IMAP_ATOM)
    return FALSE;
  if (!g_ascii_string_to_unsigned (self->response->arena->str + token->offset, 10, 0, max, number, NULL))
    return FALSE;
  self->at++;
  return TRUE;
}

/**
 * ctg_imap_cursor_next_bytes:
 * @self: a cursor
 * @is_cut: (out): whether there was more than was kept
 *
 * Takes a message's bytes: a literal, as a rule, but small ones may come quoted.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL for NIL, which is taken, and for anything else, which is not
 */
GBytes *
ctg_imap_cursor_next_bytes (CtgImapCursor *self, gboolean *is_cut)
{
  const CtgImapToken *token = get_token (self->response, self->at);

  *is_cut = FALSE;
  if (token == NULL || token->type == CTG_IMAP_OPEN || token->type == CTG_IMAP_CLOSE)
    return NULL;
  self->at++;
  *is_cut = token->is_cut;
  if (token->bytes != NULL)
    return g_bytes_ref (token->bytes);
  if (token->type == CTG_IMAP_ATOM)
    return NULL;
  return g_bytes_new (self->response->arena->str + token->offset, token->length);
}

/**
 * ctg_imap_cursor_skip:
 * @self: a cursor
 *
 * Steps over a value, which may be a list of lists.
 *
 * Returns: whether there was one
 */
gboolean
ctg_imap_cursor_skip (CtgImapCursor *self)
{
  guint depth = 0;

  while (!ctg_imap_cursor_is_at_end (self))
    {
      const CtgImapToken *token = get_token (self->response, self->at);

      if (token->type == CTG_IMAP_CLOSE && depth == 0)
        return FALSE;
      self->at++;
      if (token->type == CTG_IMAP_OPEN)
        depth++;
      else if (token->type == CTG_IMAP_CLOSE)
        depth--;
      if (depth == 0)
        return TRUE;
    }
  return FALSE;
}
