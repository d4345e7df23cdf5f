/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "header-text.h"

#include "charset.h"

#include <string.h>

/* RFC 2047 section 2 allows 75; real mail has longer ones. */
#define WORD_MAX_BYTES 4096
#define CHARSET_MAX_BYTES 80

/* One encoded word: =?charset?encoding?text?= */
typedef struct
{
  const char *charset;
  gsize charset_length;
  const char *text;
  gsize text_length;
  char encoding;         /* 'b' or 'q' */
  gsize length;          /* of the whole word */
} EncodedWord;

static gboolean
parse_word (const char *at, EncodedWord *word)
{
  const char *encoding, *text, *end;

  if (at[0] != '=' || at[1] != '?')
    return FALSE;
  encoding = memchr (at + 2, '?', strnlen (at + 2, CHARSET_MAX_BYTES));
  if (encoding == NULL || encoding == at + 2 || encoding[1] == '\0' || encoding[2] != '?')
    return FALSE;
  text = encoding + 3;
  for (end = text; *end != '\0' && !(end[0] == '?' && end[1] == '='); end++)
    if (end - text > WORD_MAX_BYTES)
      return FALSE;
  word->encoding = g_ascii_tolower (encoding[1]);
  if (*end == '\0' || (word->encoding != 'b' && word->encoding != 'q'))
    return FALSE;
  word->charset = at + 2;
  word->charset_length = (gsize) (encoding - word->charset);
  word->text = text;
  word->text_length = (gsize) (end - text);
  word->length = (gsize) (end + 2 - at);
  return TRUE;
}

/**
 * ctg_header_text_word_length:
 * @at: terminated text
 *
 * Returns: how many bytes an encoded word (RFC 2047) takes that starts at @at, 0 when none does
 */
gsize
ctg_header_text_word_length (const char *at)
{
  EncodedWord word;

  return parse_word (at, &word) ? word.length : 0;
}

static void
append_quoted (GByteArray *bytes, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) text[i];

      if (byte == '_')
        byte = ' ';
      else if (byte == '=' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
        {
          byte = (guint8) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2]));
          i += 2;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
}

/* Some mailers leave the padding out: without it the last characters would be missing. */
static void
append_base64 (GByteArray *bytes, const char *text, gsize length)
{
  gint state = 0;
  guint save = 0;
  guint start = bytes->len;
  gsize n;

  g_byte_array_set_size (bytes, start + (guint) length + 6);
  n = g_base64_decode_step (text, length, bytes->data + start, &state, &save);
  if (state != 0)
    n += g_base64_decode_step ("===", (gsize) (4 - ABS (state)), bytes->data + start + n, &state, &save);
  g_byte_array_set_size (bytes, start + (guint) n);
}

static void
append_word (GByteArray *bytes, const EncodedWord *word)
{
  if (word->encoding == 'b')
    append_base64 (bytes, word->text, word->text_length);
  else
    append_quoted (bytes, word->text, word->text_length);
}

static gboolean
has_same_charset (const EncodedWord *a, const EncodedWord *b)
{
  return a->charset_length == b->charset_length &&
         g_ascii_strncasecmp (a->charset, b->charset, a->charset_length) == 0;
}

/* A character's bytes may be split over two words, against the RFC: the bytes of neighbours are joined
 * before they are converted (M3). Returns where the text goes on. */
static const char *
decode_run (const char *at, EncodedWord *word, GString *text, CtgProblems *problems)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *charset = g_strndup (word->charset, word->charset_length);
  g_autofree char *converted = NULL;
  EncodedWord first = *word;

  append_word (bytes, word);
  at += word->length;
  for (;;)
    {
      const char *next = at + strspn (at, " \t\r\n");

      if (!parse_word (next, word) || !has_same_charset (&first, word))
        break;
      append_word (bytes, word);
      at = next + word->length;
    }
  /* RFC 2231 section 5: a language may follow the character set. */
  charset[strcspn (charset, "*")] = '\0';
  converted = ctg_charset_to_utf8 (charset, bytes->data != NULL ? (const char *) bytes->data : "",
                                   bytes->len, problems);
  g_string_append (text, converted);
  return at;
}

static char *
decode_words (const char *value, CtgProblems *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean after_word = FALSE;
  const char *at = value;

  while (*at != '\0')
    {
      const char *next = strstr (at, "=?");
      gsize plain = next != NULL ? (gsize) (next - at) : strlen (at);
      EncodedWord word;

      if (next != NULL && !parse_word (next, &word))
        {
          g_string_append_len (text, at, (gssize) plain + 2);
          at = next + 2;
          after_word = FALSE;
          continue;
        }
      /* White space between two encoded words is not shown: RFC 2047 section 6.2. */
      if (next == NULL || !after_word || strspn (at, " \t\r\n") < plain)
        g_string_append_len (text, at, (gssize) plain);
      if (next == NULL)
        break;
      at = decode_run (next, &word, text, problems);
      after_word = TRUE;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;
  return TRUE;
}

/**
 * ctg_header_text_decode:
 * @value: an unfolded value
 * @problems: (inout): an unknown character set is added
 *
 * Decodes the encoded words of a value, and its undeclared 8-bit characters.
 *
 * Specification: RFC 2047; adjacent words are joined before decoding
 * Returns: (transfer full): valid UTF-8, which may hold control characters
 */
char *
ctg_header_text_decode (const char *value, CtgProblems *problems)
{
  g_autofree char *valid = NULL;

  if (is_ascii (value))
    return strstr (value, "=?") != NULL ? decode_words (value, problems) : g_strdup (value);
  valid = ctg_charset_to_utf8 (NULL, value, strlen (value), problems);
  return strstr (valid, "=?") != NULL ? decode_words (valid, problems) : g_steal_pointer (&valid);
}

/* Those that reorder what follows them. The marks (U+200E, U+200F, U+061C) are part of ordinary Arabic and
 * Hebrew. */
static gboolean
is_bidi_override (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

static char *
clean_line (const char *text, gsize max_bytes, CtgProblems *problems)
{
  GString *line = g_string_sized_new (64);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == '\t' || character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029)
        character = ' ';
      if (g_unichar_iscntrl (character) || is_bidi_override (character))
        continue;
      if (line->len + 4 > max_bytes)
        {
          *problems |= CTG_PROBLEM_TEXT_TRUNCATED;
          break;
        }
      g_string_append_unichar (line, character);
    }
  return g_strstrip (g_string_free (line, FALSE));
}

static gboolean
is_plain_line (const char *text, gsize max_bytes)
{
  const char *at = text;

  while ((guchar) *at >= 0x20 && (guchar) *at < 0x7f)
    at++;
  return *at == '\0' && (gsize) (at - text) <= max_bytes;
}

/**
 * ctg_header_text_one_line:
 * @value: an unfolded value
 * @max_bytes: cut at this many bytes, at a character's border
 * @problems: (inout): an unknown character set and a cut are added
 *
 * As ctg_header_text_decode(), made fit for one line: without control characters and without the
 * bidirectional controls that reorder. Runs of spaces stay as they are.
 *
 * Returns: (transfer full): valid UTF-8, possibly empty
 */
char *
ctg_header_text_one_line (const char *value, gsize max_bytes, CtgProblems *problems)
{
  g_autofree char *decoded = ctg_header_text_decode (value, problems);

  if (is_plain_line (decoded, max_bytes))
    return g_strstrip (g_steal_pointer (&decoded));
  return clean_line (decoded, max_bytes, problems);
}
