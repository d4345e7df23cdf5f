/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RTF shown as its words, for letters that come as nothing else. One pass, no stack worth mentioning:
 *
 *   in the file                                              becomes
 *   \par, \line, \sect, \row                                 the end of a line
 *   \tab, \cell                                              a tab
 *   \'e8                                                     the letter of windows-1252
 *   \u8364 and what stands in for it (\uc)                   the character
 *   {\* ...}, {\fonttbl ...}, pictures, styles and the like  nothing; so of RTF made of HTML its tags
 *   any other control                                        nothing */

#include "rtf-text.h"

#include <string.h>

#define DEPTH_MAX 500
#define WORD_MAX_BYTES 32

typedef struct
{
  GString *text;
  guint depth;
  guint silent_from;    /* 0: words count; else the depth of the group that hides them */
  guint stand_ins[DEPTH_MAX + 1];   /* \uc of the group */
  guint n_to_skip;      /* of what stands in for a character */
} Reader;

static const char *const hidden[] = {
  "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr", "footerl",
  "footerr", "generator", "themedata", "listtable", "listoverridetable", "rsidtbl", "xmlnstbl", NULL,
};

static void
add_character (Reader *self, gunichar character)
{
  if (self->n_to_skip > 0)
    self->n_to_skip--;
  else if (self->silent_from == 0 && g_unichar_validate (character) && character != 0)
    g_string_append_unichar (self->text, character);
}

static void
hide (Reader *self)
{
  if (self->silent_from == 0)
    self->silent_from = MAX (self->depth, 1);
}

static void
open_group (Reader *self)
{
  self->depth++;
  if (self->depth <= DEPTH_MAX)
    self->stand_ins[self->depth] = self->depth > 0 ? self->stand_ins[self->depth - 1] : 1;
}

static void
close_group (Reader *self)
{
  self->n_to_skip = 0;
  if (self->depth == self->silent_from)
    self->silent_from = 0;
  if (self->depth > 0)
    self->depth--;
}

/* windows-1252, 0x80 to 0x9f */
static gunichar
from_windows (guint byte)
{
  static const guint16 upper[] = {
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
    0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,
    0x017e, 0x0178,
  };

  return byte >= 0x80 && byte < 0xa0 ? upper[byte - 0x80] : byte;
}

static void
obey (Reader *self, const char *word, gboolean has_number, int number)
{
  static const char *const ends[] = { "par", "line", "sect", "row", NULL };
  guint depth = MIN (self->depth, DEPTH_MAX);

  if (g_str_equal (word, "uc") && has_number)
    self->stand_ins[depth] = (guint) CLAMP (number, 0, 16);
  else if (g_str_equal (word, "u") && has_number)
    {
      self->n_to_skip = 0;
      add_character (self, (gunichar) (number < 0 ? number + 65536 : number));
      self->n_to_skip = self->stand_ins[depth];
    }
  else if (g_strv_contains (ends, word))
    add_character (self, '\n');
  else if (g_str_equal (word, "tab") || g_str_equal (word, "cell"))
    add_character (self, '\t');
  else if (g_strv_contains (hidden, word))
    hide (self);
}

/* @at: behind the backslash, at a letter. Returns: behind the control and its space. */
static const char *
read_word (Reader *self, const char *at)
{
  char word[WORD_MAX_BYTES + 1];
  gsize n = 0;
  gboolean has_number;
  gint64 number = 0;

  for (; g_ascii_isalpha (*at); at++)
    if (n < WORD_MAX_BYTES)
      word[n++] = *at;
  word[n] = '\0';
  has_number = g_ascii_isdigit (*at) || (*at == '-' && g_ascii_isdigit (at[1]));
  if (has_number)
    {
      char *end;

      number = g_ascii_strtoll (at, &end, 10);
      at = end;
    }
  obey (self, word, has_number, (int) CLAMP (number, -65536, 0x10ffff));
  return *at == ' ' ? at + 1 : at;
}

static const char *
read_hex (Reader *self, const char *at)
{
  int high = g_ascii_xdigit_value (at[0]);
  int low = high >= 0 ? g_ascii_xdigit_value (at[1]) : -1;

  if (low < 0)
    return at;
  add_character (self, from_windows ((guint) (high * 16 + low)));
  return at + 2;
}

/* @at: behind a backslash. */
static const char *
read_control (Reader *self, const char *at)
{
  if (g_ascii_isalpha (*at))
    return read_word (self, at);
  if (*at == '\'')
    return read_hex (self, at + 1);
  if (*at == '*')
    hide (self);
  else if (*at == '~')
    add_character (self, ' ');
  else if (*at == '\n' || *at == '\r')
    add_character (self, '\n');
  else if (*at == '\\' || *at == '{' || *at == '}')
    add_character (self, (gunichar) *at);
  return *at != '\0' ? at + 1 : at;
}

/**
 * ctg_rtf_to_text:
 * @rtf: valid UTF-8
 *
 * Specification: RTF 1.9.1, MS-OXRTFEX
 * Returns: (transfer full): its words
 */
char *
ctg_rtf_to_text (const char *rtf)
{
  g_autofree Reader *self = g_new0 (Reader, 1);

  self->text = g_string_new (NULL);
  self->stand_ins[0] = 1;
  for (const char *at = rtf; *at != '\0';)
    {
      char byte = *at;

      if (byte == '\\')
        {
          at = read_control (self, at + 1);
          continue;
        }
      if (byte == '{')
        open_group (self);
      else if (byte == '}')
        close_group (self);
      else if (byte != '\r' && byte != '\n')
        add_character (self, g_utf8_get_char (at));
      at = g_utf8_next_char (at);
    }
  return g_string_free (self->text, FALSE);
}
