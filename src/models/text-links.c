/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses in a letter's plain text, made to be followed. What shows is where it leads, so nothing has to be asked. */

#include "text-links.h"

#include <string.h>

#define LINK_MAX_BYTES 2000
#define LINKS_MAX 500        /* each costs a label more than its words */
#define LOCAL_MAX_BYTES 64   /* RFC 5321 section 4.5.3.1.1 */

static const char *const beginnings[] = { "https://", "http://", "www.", "mailto:", NULL };

/* The bytes of the mail address that begins at @at, 0 if none does. */
static gsize
measure_mail_address (const char *at)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  gsize local = 0, length;

  while (local <= LOCAL_MAX_BYTES &&
         (g_ascii_isalnum (at[local]) || (at[local] != '\0' && strchr ("._%+-", at[local]) != NULL)))
    local++;
  if (local == 0 || local > LOCAL_MAX_BYTES || at[local] != '@' || !g_ascii_isalnum (at[local + 1]))
    return 0;
  length = local + 1 + strspn (at + local + 1, letters);
  while (at[length - 1] == '.' || at[length - 1] == '-')
    length--;
  return length > local + 1 && memchr (at + local + 1, '.', length - local - 1) != NULL ? length : 0;
}

/* The bytes of the address that begins at @at, 0 if none does. */
static gsize
measure (const char *at)
{
  gsize prefix = 0, length;

  for (gsize i = 0; beginnings[i] != NULL && prefix == 0; i++)
    if (g_ascii_strncasecmp (at, beginnings[i], strlen (beginnings[i])) == 0)
      prefix = strlen (beginnings[i]);
  if (prefix == 0)
    return measure_mail_address (at);
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
is_mail_address (const char *at)
{
  return measure_mail_address (at) > 0;
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
  const char *scheme = g_ascii_strncasecmp (at, "www.", 4) == 0 ? "https://" : is_mail_address (at) ? "mailto:" : "";

  g_string_append_printf (markup, "<a href=\"%s%s\">%s</a>", scheme, words, words);
}

/**
 * ctg_text_links_to_markup:
 * @text: plain text, valid UTF-8
 *
 * Returns: (transfer full): the same text as Pango markup, its web and mail addresses as links, at most 500;
 * everything else in it is words
 */
char *
ctg_text_links_to_markup (const char *text)
{
  GString *markup = g_string_sized_new (strlen (text) + 64);
  const char *start = text;
  guint n_links = 0;

  for (const char *at = text; *at != '\0' && n_links < LINKS_MAX;)
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
      n_links++;
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

/* What a person takes for the host in words like "https://www.banca.example/accesso": in the one spelling, without the
 * "www." that says nothing. */
static char *
dup_host (const char *words)
{
  const char *start = words;
  g_autofree char *host = NULL;
  g_autofree char *ascii = NULL;

  if (g_ascii_strncasecmp (start, "https://", 8) == 0 || g_ascii_strncasecmp (start, "http://", 7) == 0)
    start = strstr (start, "//") + 2;
  host = g_strndup (start, strcspn (start, "/?#:"));
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL || *ascii == '\0' || strpbrk (ascii, "@ \t<>\"'()") != NULL)
    return NULL;
  return g_ascii_strdown (ascii + (g_ascii_strncasecmp (ascii, "www.", 4) == 0 ? 4 : 0), -1);
}

static gboolean
looks_like_address (const char *word, gboolean is_alone)
{
  const char *dot = strrchr (word, '.');

  if (g_ascii_strncasecmp (word, "https://", 8) == 0 || g_ascii_strncasecmp (word, "http://", 7) == 0 ||
      g_ascii_strncasecmp (word, "www.", 4) == 0)
    return TRUE;
  return is_alone && dot != NULL && g_ascii_isalpha (dot[1]) && g_ascii_isalpha (dot[2]);
}

static gboolean
is_of (const char *host, const char *said)
{
  gsize length = strlen (host), said_length = strlen (said);

  return g_str_equal (host, said) || (length > said_length && host[length - said_length - 1] == '.' &&
                                      g_str_has_suffix (host, said));
}

/**
 * ctg_text_links_dup_said_host:
 * @words: the words of a link, as they are shown
 * @uri: where it leads
 *
 * H5: words that look like an address are believed. A host below the one they name is theirs.
 *
 * Returns: (transfer full) (nullable): the host that the words name, where the link leads to another one
 */
char *
ctg_text_links_dup_said_host (const char *words, const char *uri)
{
  g_autofree char *trimmed = g_strstrip (g_strndup (words, LINK_MAX_BYTES));
  g_auto (GStrv) parts = g_strsplit_set (trimmed, " \t\n", 64);
  g_autoptr (GUri) target = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_autofree char *host = target != NULL && g_uri_get_host (target) != NULL ? dup_host (g_uri_get_host (target)) : NULL;

  for (guint i = 0; host != NULL && parts[i] != NULL; i++)
    {
      g_autofree char *said = looks_like_address (parts[i], parts[1] == NULL) ? dup_host (parts[i]) : NULL;

      if (said != NULL && !is_of (host, said))
        return g_steal_pointer (&said);
    }
  return NULL;
}
