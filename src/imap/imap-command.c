/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-command.h"
#include "errors.h"

#include <string.h>

/* RFC 7888 section 5. */
#define LITERAL_MINUS_MAX_BYTES 4096

/**
 * ctg_imap_command_new:
 * @literals: what the server can do
 * @utf8_quoted: whether quoted strings may hold UTF-8
 *
 * Returns: (transfer full): an empty command
 */
CtgImapCommand *
ctg_imap_command_new (CtgImapLiterals literals, gboolean utf8_quoted)
{
  CtgImapCommand *self = g_new0 (CtgImapCommand, 1);

  self->text = g_string_new (NULL);
  self->pauses = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->literals = literals;
  self->utf8_quoted = utf8_quoted;
  return self;
}

/**
 * ctg_imap_command_free:
 * @self: (transfer full) (nullable): a command; its text is wiped
 */
void
ctg_imap_command_free (CtgImapCommand *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->text->str, self->text->allocated_len);
  g_string_free (self->text, TRUE);
  g_array_unref (self->pauses);
  g_free (self);
}

/**
 * ctg_imap_command_add:
 * @self: a command
 * @format: words of our own, printf style; never anything from outside but numbers
 *
 * Appends to the command.
 */
void
ctg_imap_command_add (CtgImapCommand *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (self->text, format, arguments);
  va_end (arguments);
}

static void
add_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
  g_string_append_c (text, '"');
}

static void
add_literal (CtgImapCommand *self, const char *value)
{
  gsize length = strlen (value);
  gboolean waits = self->literals == CTG_IMAP_LITERALS_SYNC ||
                   (self->literals == CTG_IMAP_LITERALS_MINUS && length > LITERAL_MINUS_MAX_BYTES);

  g_string_append_printf (self->text, "{%" G_GSIZE_FORMAT "%s}\r\n", length, waits ? "" : "+");
  if (waits)
    g_array_append_val (self->pauses, self->text->len);
  g_string_append (self->text, value);
}

/**
 * ctg_imap_command_add_literal:
 * @self: a command that waits for the server before its literals
 * @bytes: anything without NUL
 *
 * Appends bytes as they are.
 *
 * Specification: RFC 9051 section 4.3
 */
void
ctg_imap_command_add_literal (CtgImapCommand *self, GBytes *bytes)
{
  gsize length = g_bytes_get_size (bytes);

  g_string_append_printf (self->text, "{%" G_GSIZE_FORMAT "}\r\n", length);
  g_array_append_val (self->pauses, self->text->len);
  g_string_append_len (self->text, g_bytes_get_data (bytes, NULL), (gssize) length);
}

static gboolean
is_ascii (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if ((guchar) *at >= 0x80)
      return FALSE;
  return TRUE;
}

/**
 * ctg_imap_command_add_string:
 * @self: a command
 * @value: any text: a folder's name, a user's name, a password
 * @error: %CTG_ERROR_INVALID_INPUT when it holds a line end; nothing is stripped silently
 *
 * Appends a string, quoted or as a literal. RFC 9051 allows any 7-bit character but CR, LF and NUL inside quotes;
 * 8-bit ones need UTF8=ACCEPT (RFC 6855 section 3) or a literal.
 *
 * Specification: RFC 9051 section 4.3, RFC 7888
 * Returns: whether it could be said
 */
gboolean
ctg_imap_command_add_string (CtgImapCommand *self, const char *value, GError **error)
{
  if (strpbrk (value, "\r\n") != NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "A name or password holds a line end");
      return FALSE;
    }
  if (is_ascii (value) || (self->utf8_quoted && g_utf8_validate (value, -1, NULL)))
    add_quoted (self->text, value);
  else
    add_literal (self, value);
  return TRUE;
}
