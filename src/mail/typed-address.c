/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type or paste as "my address": mailto: links, "Name <a@b>", quotes of every language. What is left
 * after undressing it must be one plain address; nothing is guessed or silently mended beyond that.
 *
 *   reason               example
 *   address-empty        "", "   ", "<>"
 *   address-incomplete   "anna", "anna@", "@example.it", "anna@localhost"
 *   address-several      "anna@example.it, ugo@example.it"
 *   address-local-part   "an na@example.it", ".anna@example.it", control characters, more than 64 bytes
 *   address-invisible    a character in the local part that nobody sees (U+200B, U+202E, U+00AD)
 *   address-domain       "anna@exa_mple.it", "anna@-x.it", "anna@example..it", more than 253 bytes
 */

#include "typed-address.h"

#include "errors.h"
#include "text.h"

#include <gio/gio.h>
#include <string.h>

/* RFC 5321 section 4.5.3.1 */
#define LOCAL_PART_MAX_BYTES 64
#define DOMAIN_MAX_BYTES 253
#define LABEL_MAX_BYTES 63

static gboolean
is_dressing (gunichar character)
{
  static const gunichar quotes[] = { '"', '\'', '`', '<', '>', 0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e,
                                     0x00ab, 0x00bb, ',', ';' };

  if (g_unichar_isspace (character) || g_unichar_type (character) == G_UNICODE_FORMAT)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++)
    if (quotes[i] == character)
      return TRUE;
  return FALSE;
}

static char *
strip_dressing (const char *text)
{
  const char *start = text;
  const char *end = text + strlen (text);

  while (start < end && is_dressing (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start && is_dressing (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (start, (gsize) (end - start));
}

/* RFC 6068: what stands before a `?`, percent-decoded. */
static char *
strip_mailto (const char *text)
{
  g_autofree char *plain = NULL;
  char *decoded;

  if (g_ascii_strncasecmp (text, "mailto:", 7) != 0)
    return g_strdup (text);
  plain = g_strndup (text + 7, strcspn (text + 7, "?"));
  decoded = g_uri_unescape_string (plain, NULL);
  return decoded != NULL ? decoded : g_steal_pointer (&plain);
}

/* "Anna <anna@example.it>": the last pair of angles counts, since a name may hold an angle, an address may not. */
static char *
take_angles (const char *text)
{
  const char *open = strrchr (text, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;

  if (close == NULL || memchr (open, '@', (gsize) (close - open)) == NULL)
    return g_strdup (text);
  return g_strndup (open + 1, (gsize) (close - open - 1));
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > LABEL_MAX_BYTES || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  return strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* The domain as it goes on the wire: lower case, IDNA. NULL: not a domain. */
static char *
normalise_domain (const char *text)
{
  g_autofree char *ascii = g_hostname_to_ascii (text);
  g_autofree char *lower = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;
  g_auto (GStrv) labels = NULL;

  if (lower == NULL)
    return NULL;
  if (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';
  if (strlen (lower) > DOMAIN_MAX_BYTES)
    return NULL;
  labels = g_strsplit (lower, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return NULL;
  return g_steal_pointer (&lower);
}

/* What web pages and word processors leave in copied text, and what hides who is meant. */
static gboolean
has_invisible (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_type (character) == G_UNICODE_FORMAT || (character >= 0x80 && g_unichar_isspace (character)))
        return TRUE;
    }
  return FALSE;
}

/* RFC 5321 section 4.1.2: words with single dots between them. */
static gboolean
is_dotted (const char *text)
{
  return *text != '.' && !g_str_has_suffix (text, ".") && strstr (text, "..") == NULL;
}

static gboolean
is_local_part (const char *text)
{
  return is_dotted (text) && strlen (text) <= LOCAL_PART_MAX_BYTES && !ctg_text_has_control (text) &&
         strpbrk (text, " \"<>()[],;:\\") == NULL && g_utf8_validate (text, -1, NULL);
}

static char *
join (const char *local_part, const char *domain_text, GError **error)
{
  g_autofree char *domain = normalise_domain (domain_text);

  if (has_invisible (local_part))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-invisible",
                   "Before the @ stands a character that cannot be seen");
  else if (!is_local_part (local_part))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-local-part",
                   "What stands before the @ cannot be part of an address");
  else if (domain == NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-domain",
                   "What stands after the @ is not the name of a mail domain");
  else if (strchr (domain, '.') == NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-incomplete",
                   "What stands after the @ has no dot: the address is not complete");
  else
    return g_strconcat (local_part, "@", domain, NULL);
  return NULL;
}

/**
 * ctg_typed_address_normalise:
 * @text: what somebody typed or pasted
 * @error: %CTG_ERROR_INVALID_INPUT with one of the reasons at the head of this file
 *
 * Undresses an address: white space, quotes, `mailto:`, `Name <address>`; the domain in lower case and in its ASCII
 * form, the local part untouched.
 *
 * Returns: (transfer full) (nullable): the plain address
 */
char *
ctg_typed_address_normalise (const char *text, GError **error)
{
  g_autofree char *valid = ctg_text_to_utf8 (text, -1);
  g_autofree char *inner = take_angles (valid);
  g_autofree char *stripped = strip_dressing (inner);
  g_autofree char *without_scheme = strip_mailto (stripped);
  g_autofree char *address = strip_dressing (without_scheme);
  char *at = strrchr (address, '@');

  if (*address == '\0')
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-empty", "No address was given");
      return NULL;
    }
  if (at == NULL || at == address || at[1] == '\0')
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-incomplete",
                     "An address looks like name@example.com: this one is not complete");
      return NULL;
    }
  *at = '\0';
  if (strchr (address, '@') != NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address-several", "One address at a time, please");
      return NULL;
    }
  return join (address, at + 1, error);
}
