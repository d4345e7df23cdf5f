/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mailto.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define MOST_BYTES (64 * 1024)

static char *
unescape (const char *text, const char *end)
{
  g_autofree char *plain = g_uri_unescape_segment (text, end, NULL);
  g_auto (GStrv) lines = NULL;

  if (plain == NULL || !g_utf8_validate (plain, -1, NULL))
    return NULL;
  lines = g_strsplit (plain, "\r\n", -1);
  return g_strjoinv ("\n", lines);
}

static void
add_people (char **field, const char *people)
{
  g_autofree char *clean = ctg_text_clean (people, MOST_BYTES);
  g_autofree char *both = **field != '\0' && *clean != '\0' ? g_strconcat (*field, ", ", clean, NULL) : NULL;

  if (*clean != '\0')
    ctg_draft_set (field, both != NULL ? both : clean);
}

/* Only what a person sees and can change: a page must not choose files, headers or a sender. */
static void
take_field (CtgDraft *draft, const char *name, const char *value)
{
  g_autofree char *line = ctg_text_clean (value, MOST_BYTES);

  if (g_ascii_strcasecmp (name, "to") == 0)
    add_people (&draft->to, value);
  else if (g_ascii_strcasecmp (name, "cc") == 0)
    add_people (&draft->cc, value);
  else if (g_ascii_strcasecmp (name, "bcc") == 0)
    add_people (&draft->bcc, value);
  else if (g_ascii_strcasecmp (name, "subject") == 0)
    ctg_draft_set (&draft->subject, line);
  else if (g_ascii_strcasecmp (name, "body") == 0)
    ctg_draft_set (&draft->text, value);
}

static void
take_pair (CtgDraft *draft, const char *pair)
{
  const char *equals = strchr (pair, '=');
  g_autofree char *name = equals != NULL ? unescape (pair, equals) : NULL;
  g_autofree char *value = equals != NULL ? unescape (equals + 1, NULL) : NULL;

  if (name != NULL && value != NULL)
    take_field (draft, name, value);
}

/**
 * ctg_mailto_read:
 * @uri: `mailto:` and what follows
 * @draft: an empty letter; people, subject and words are put into it, everything else is left out
 * @error: set when it is none
 *
 * Specification: RFC 6068
 * Errors: INVALID_INPUT "mailto"
 * Returns: whether it was one
 */
gboolean
ctg_mailto_read (const char *uri, CtgDraft *draft, GError **error)
{
  gsize people;
  g_autofree char *to = NULL;
  g_auto (GStrv) pairs = NULL;

  if (g_ascii_strncasecmp (uri, "mailto:", 7) != 0 || strlen (uri) > MOST_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "mailto", "Not an address to write to");
      return FALSE;
    }
  uri += 7;
  if (g_str_has_prefix (uri, "//"))
    uri += 2;
  people = strcspn (uri, "?");
  to = unescape (uri, uri + people);
  if (to != NULL)
    add_people (&draft->to, to);
  pairs = g_strsplit (uri[people] == '?' ? uri + people + 1 : "", "&", 64);
  for (guint i = 0; pairs[i] != NULL; i++)
    take_pair (draft, pairs[i]);
  return TRUE;
}
