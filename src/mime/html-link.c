/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a link of a mail may lead (H5): the web, a mail to write, a telephone. Nowhere on this computer. */

#include "html-link.h"

#include <string.h>

#define LINK_MAX_BYTES 8192

static char *
drop_controls (const char *address)
{
  GString *text = g_string_new (NULL);

  for (const char *at = address; *at != '\0'; at++)
    if ((guchar) *at >= ' ' && *at != 0x7f)
      g_string_append_c (text, *at);
  return g_strstrip (g_string_free (text, FALSE));
}

/* What would end an attribute or confuse who reads it becomes an escape; what is one already stays. */
static char *
escape (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == ' ' || strchr ("\"<>^`{|}'", *at) != NULL)
        g_string_append_printf (out, "%%%02X", (guint) *at);
      else
        g_string_append_c (out, *at);
    }
  return g_string_free (out, FALSE);
}

/* A backslash is a slash to every browser, and must not be hidden behind an escape. */
static char *
clean_web (const char *scheme, const char *rest)
{
  g_autofree char *path = g_strdup (rest);
  g_autofree char *escaped = NULL;

  g_strdelimit (path, "\\", '/');
  while (*rest == '/' || *rest == '\\')
    rest++;
  escaped = escape (path + strspn (path, "/"));
  if (*rest == '\0' || strchr ("?#", *rest) != NULL)
    return NULL;
  return g_strconcat (scheme, "://", escaped, NULL);
}

/* Only who, about what and the words: an attachment or a blind copy is nothing that a stranger proposes. */
static char *
clean_mailto (const char *rest)
{
  g_auto (GStrv) halves = g_strsplit (rest, "?", 2);
  g_auto (GStrv) fields = g_strsplit (halves[0] != NULL && halves[1] != NULL ? halves[1] : "", "&", 64);
  g_autoptr (GString) out = g_string_new ("mailto:");
  const char *const taken[] = { "to=", "cc=", "subject=", "body=" };
  char separator = '?';
  g_autofree char *who = escape (halves[0] != NULL ? halves[0] : "");

  g_string_append (out, who);
  for (guint i = 0; fields[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (taken); j++)
      if (g_ascii_strncasecmp (fields[i], taken[j], strlen (taken[j])) == 0)
        {
          g_autofree char *value = escape (fields[i] + strlen (taken[j]));

          g_string_append_printf (out, "%c%s%s", separator, taken[j], value);
          separator = '&';
        }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
clean_telephone (const char *rest)
{
  GString *out = g_string_new ("tel:");

  for (; *rest != '\0'; rest++)
    if (g_ascii_isdigit (*rest) || strchr ("+-.()*#", *rest) != NULL)
      g_string_append_c (out, *rest);
  return g_string_free (out, FALSE);
}

static char *
clean_known (const char *text)
{
  if (g_ascii_strncasecmp (text, "https:", 6) == 0)
    return clean_web ("https", text + 6);
  if (g_ascii_strncasecmp (text, "http:", 5) == 0)
    return clean_web ("http", text + 5);
  if (g_str_has_prefix (text, "//"))
    return clean_web ("https", text);
  if (g_ascii_strncasecmp (text, "mailto:", 7) == 0)
    return clean_mailto (text + 7);
  if (g_ascii_strncasecmp (text, "tel:", 4) == 0)
    return clean_telephone (text + 4);
  return NULL;
}

/**
 * ctg_html_link_clean:
 * @address: where a link says that it leads, decoded
 *
 * Takes http, https, mailto (with to, cc, subject and body only) and tel. Everything else, and what is relative to a
 * page that there is not, leads nowhere.
 *
 * Returns: (transfer full) (nullable): the address, the same when it is cleaned again
 */
char *
ctg_html_link_clean (const char *address)
{
  g_autofree char *text = strnlen (address, LINK_MAX_BYTES + 1) <= LINK_MAX_BYTES ? drop_controls (address) : NULL;
  g_autofree char *clean = text != NULL ? clean_known (text) : NULL;

  return clean != NULL && strlen (clean) <= LINK_MAX_BYTES ? g_steal_pointer (&clean) : NULL;
}
