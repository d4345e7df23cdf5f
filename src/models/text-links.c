/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses in a letter's plain text, made to be followed. What shows is where it leads, so nothing has to be asked. */

#include "text-links.h"

#include <string.h>

#define LINK_MAX_BYTES 2000

static const char *const beginnings[] = { "https://", "http://", "www.", "mailto:", NULL };

/* The bytes of the address that begins at @at, 0 if none does. */
static gsize
measure (const char *at)
{
  gsize prefix = 0, length;

  for (gsize i = 0; beginnings[i] != NULL && prefix == 0; i++)
    if (g_ascii_strncasecmp (at, beginnings[i], strlen (beginnings[i])) == 0)
      prefix = strlen (beginnings[i]);
  if (prefix == 0)
    return 0;
  for (length = prefix; (guchar) at[length] > ' ' && strchr ("<>\"`{}|\\^", at[length]) == NULL; length++)
    continue;
  /* The stop of the sentence is not the address's, nor a bracket that opened before it. */
  while (length > prefix && (strchr (".,;:!?'*", at[length - 1]) != NULL ||
                             (at[length - 1] == ')' && memchr (at, '(', length) == NULL) ||
                             (at[length - 1] == ']' && memchr (at, '[', length) == NULL)))
    length--;
  return length > prefix && length <= LINK_MAX_BYTES ? length : 0;
}

static gboolean
may_begin (const char *text, const char *at)
{
  return at == text || (!g_ascii_isalnum (at[-1]) && strchr ("@./-_", at[-1]) == NULL);
}

static void
append_link (GString *markup, const char *at, gsize length)
{
  g_autofree char *words = g_markup_escape_text (at, (gssize) length);
  gboolean is_bare = g_ascii_strncasecmp (at, "www.", 4) == 0;

  g_string_append_printf (markup, "<a href=\"%s%s\">%s</a>", is_bare ? "https://" : "", words, words);
}

/**
 * ctg_text_links_to_markup:
 * @text: plain text, valid UTF-8
 *
 * Returns: (transfer full): the same text as Pango markup, its web and mail addresses as links; everything else in it
 * is words
 */
char *
ctg_text_links_to_markup (const char *text)
{
  GString *markup = g_string_sized_new (strlen (text) + 64);
  const char *start = text;

  for (const char *at = text; *at != '\0';)
    {
      gsize length = may_begin (text, at) ? measure (at) : 0;
      g_autofree char *before = NULL;

      if (length == 0)
        {
          at = g_utf8_next_char (at);
          continue;
        }
      before = g_markup_escape_text (start, at - start);
      g_string_append (markup, before);
      append_link (markup, at, length);
      at += length;
      start = at;
    }
  if (*start != '\0')
    {
      g_autofree char *rest = g_markup_escape_text (start, -1);

      g_string_append (markup, rest);
    }
  return g_string_free (markup, FALSE);
}
