/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The never-log list (L5). A pattern is one of
 *
 *   anna@example.it       this address                      "Anna@Example.IT" is the same
 *   example.it            everybody there, and below it     also written "@example.it" or "*@example.it"
 *   folder:Private        what lies in a folder of this name, wherever it stands
 *   sensitivity:private   what its sender marked so: personal, private or company-confidential (RFC 2156)
 */

#include "never-log.h"

#include "errors.h"

#include <string.h>

#define PATTERN_MAX_BYTES 320

static const char *const levels[] = { "personal", "private", "company-confidential", "confidential", NULL };

static gboolean
is_refusable (const char *pattern, GError **error, const char *why)
{
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "pattern", "“%s” %s", pattern, why);
  return FALSE;
}

static gboolean
is_domain (const char *text)
{
  return strchr (text, '.') != NULL && *text != '.' && !g_str_has_suffix (text, ".") && strpbrk (text, " "
  "@:/") == NULL;
}

static gboolean
check (const char *pattern, GError **error)
{
  const char *at = strchr (pattern, '@');

  if (*pattern == '\0' || strlen (pattern) > PATTERN_MAX_BYTES)
    return is_refusable (pattern, error, "is no pattern");
  if (g_str_has_prefix (pattern, "folder:"))
    return pattern[7] != '\0' || is_refusable (pattern, error, "names no folder");
  if (g_str_has_prefix (pattern, "sensitivity:"))
    return g_strv_contains (levels, pattern + 12) || is_refusable (pattern, error, "names no such mark");
  if (at != NULL)
    return (at > pattern && strchr (pattern, ' ') == NULL && is_domain (at + 1)) || is_refusable (pattern, error,
    "is no address");
  return is_domain (pattern) || is_refusable (pattern, error, "is neither an address nor a domain");
}

/**
 * ctg_never_log_normalise:
 * @pattern: what a person typed
 * @error: %CTG_ERROR_INVALID_INPUT
 *
 * Returns: (transfer full) (nullable): its one spelling
 */
char *
ctg_never_log_normalise (const char *pattern, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (pattern, -1);
  g_autofree char *text = g_strstrip (g_utf8_strdown (valid, -1));
  const char *start = text;

  if (g_str_has_prefix (start, "*@"))
    start += 2;
  else if (*start == '@')
    start++;
  return check (start, error) ? g_strdup (start) : NULL;
}

static gboolean
has_person (const char *pattern, GPtrArray *people)
{
  gboolean is_address = strchr (pattern, '@') != NULL;

  for (guint i = 0; i < people->len; i++)
    {
      g_autofree char *person = g_utf8_strdown (g_ptr_array_index (people, i), -1);
      const char *at = strrchr (person, '@');
      const char *domain = at != NULL ? at + 1 : "";
      gsize length = strlen (domain), pattern_length = strlen (pattern);

      if (is_address ? g_str_equal (person, pattern) : g_str_equal (domain, pattern))
        return TRUE;
      if (!is_address && length > pattern_length && domain[length - pattern_length - 1] == '.' &&
          g_str_has_suffix (domain, pattern))
        return TRUE;
    }
  return FALSE;
}

/**
 * ctg_never_log_matches:
 * @pattern: a pattern in its one spelling
 * @facts: of a message
 *
 * Returns: whether the message is never to be logged by itself
 */
gboolean
ctg_never_log_matches (const char *pattern, const CtgNeverLogFacts *facts)
{
  if (g_str_has_prefix (pattern, "sensitivity:"))
    return facts->sensitivity != NULL && g_ascii_strcasecmp (facts->sensitivity, pattern + 12) == 0;
  if (g_str_has_prefix (pattern, "folder:"))
    {
      g_autofree char *folder = facts->folder != NULL ? g_utf8_strdown (facts->folder, -1) : g_strdup ("");
      gsize length = strlen (folder), wanted = strlen (pattern + 7);

      return length >= wanted && g_str_equal (folder + length - wanted, pattern + 7) &&
             (length == wanted || strchr ("/.\\", folder[length - wanted - 1]) != NULL);
    }
  return has_person (pattern, facts->people);
}
