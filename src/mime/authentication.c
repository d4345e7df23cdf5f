/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one's own provider found out about a sender. A pass counts only for the domain in From: anybody can sign with a
 * domain of their own.
 *
 *   dmarc | an aligned dkim or spf passes | some dkim or spf fails | result
 *   ------+-------------------------------+------------------------+--------
 *   pass  | any                           | any                    | PASS
 *   fail  | any                           | any                    | FAIL
 *   other | yes                           | any                    | PASS
 *   other | no                            | yes                    | FAIL
 *   other | no                            | no                     | UNKNOWN
 */

#include "authentication.h"

#include <string.h>

#define RESULTS_MAX 50

static const char *
domain_of (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? at + 1 : address;
}

static gboolean
is_below (const char *domain, const char *parent)
{
  gsize length = strlen (domain), parent_length = strlen (parent);

  return length > parent_length && domain[length - parent_length - 1] == '.' &&
         g_ascii_strcasecmp (domain + length - parent_length, parent) == 0;
}

/* RFC 7489 section 3.1, relaxed, without a list of public suffixes: one domain is the other or stands below it. */
static gboolean
is_aligned (const char *a, const char *b)
{
  return strchr (a, '.') != NULL && strchr (b, '.') != NULL &&
         (g_ascii_strcasecmp (a, b) == 0 || is_below (a, b) || is_below (b, a));
}

/* The value behind a name like "header.d=" in one result, "" when it is not there. */
static char *
dup_property (const char *result, const char *name)
{
  const char *at = strcasestr (result, name);
  char *value;

  if (at == NULL)
    return g_strdup ("");
  at += strlen (name);
  at += strspn (at, "\"<@");
  value = g_strndup (at, strcspn (at, " \t\r\n;\">("));
  return value;
}

static gboolean
names_author (const char *result, const char *const *properties, const char *author)
{
  for (; *properties != NULL; properties++)
    {
      g_autofree char *value = dup_property (result, *properties);

      if (is_aligned (domain_of (value), author))
        return TRUE;
    }
  return FALSE;
}

static gboolean
says (const char *result, const char *method, const char *outcome)
{
  g_autofree char *wanted = g_strconcat (method, "=", outcome, NULL);

  return g_ascii_strncasecmp (result, wanted, strlen (wanted)) == 0;
}

/**
 * ctg_authentication_read:
 * @results: an unfolded Authentication-Results value, the topmost of the message
 * @author_address: the address in From
 *
 * Specification: RFC 8601 section 2.2, RFC 7489 section 3.1
 * Returns: what the table at the head of this file says
 */
CtgAuthentication
ctg_authentication_read (const char *results, const char *author_address)
{
  static const char *const dkim[] = { "header.d=", "header.i=", NULL };
  static const char *const spf[] = { "smtp.mailfrom=", "smtp.mail=", "envelope-from=", NULL };
  g_auto (GStrv) parts = g_strsplit (results, ";", RESULTS_MAX);
  const char *author = domain_of (author_address);
  gboolean passes = FALSE, fails = FALSE;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *result = g_strstrip (parts[i]);

      if (says (result, "dmarc", "pass"))
        return CTG_AUTHENTICATION_PASS;
      if (says (result, "dmarc", "fail"))
        return CTG_AUTHENTICATION_FAIL;
      passes = passes || (says (result, "dkim", "pass") && names_author (result, dkim, author)) ||
               (says (result, "spf", "pass") && names_author (result, spf, author));
      fails = fails || says (result, "dkim", "fail") || says (result, "spf", "fail");
    }
  if (passes)
    return CTG_AUTHENTICATION_PASS;
  return fails ? CTG_AUTHENTICATION_FAIL : CTG_AUTHENTICATION_UNKNOWN;
}
