/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "address.h"

#include "errors.h"
#include "text.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1 */
#define LOCAL_PART_MAX_BYTES 64
#define ADDRESS_MAX_BYTES 254

/**
 * ctg_address_new:
 * @name: (nullable): a person's or a company's name; %NULL for ""
 * @address: an addr-spec
 *
 * Returns: (transfer full): an address
 */
CtgAddress *
ctg_address_new (const char *name, const char *address)
{
  CtgAddress *self = g_new (CtgAddress, 1);

  g_return_val_if_fail (address != NULL, NULL);
  self->name = g_strdup (name != NULL ? name : "");
  self->address = g_strdup (address);
  return self;
}

/**
 * ctg_address_copy:
 * @self: an address
 *
 * Returns: (transfer full): the same again
 */
CtgAddress *
ctg_address_copy (const CtgAddress *self)
{
  return ctg_address_new (self->name, self->address);
}

/**
 * ctg_address_free:
 * @self: (transfer full) (nullable): an address
 */
void
ctg_address_free (CtgAddress *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

/**
 * ctg_address_get_domain:
 * @address: an addr-spec
 *
 * Returns: (transfer none): what stands behind its last `@`, "" when there is none
 */
const char *
ctg_address_get_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? at + 1 : "";
}

static gboolean
is_atom_character (guchar character)
{
  return g_ascii_isalnum (character) || character >= 0x80 || strchr ("!#$%&'*+-/=?^_`{|}~.", character) != NULL;
}

static gboolean
is_valid_local_part (const char *local, gsize length)
{
  if (length == 0 || length > LOCAL_PART_MAX_BYTES)
    return FALSE;
  if (local[0] == '"')
    return length > 2 && local[length - 1] == '"' && memchr (local + 1, '"', length - 2) == NULL;
  if (local[0] == '.' || local[length - 1] == '.')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_atom_character ((guchar) local[i]) || (local[i] == '.' && i + 1 < length && local[i + 1] == '.'))
      return FALSE;
  return TRUE;
}

static gboolean
is_valid_domain (const char *domain)
{
  gsize length = strlen (domain);

  if (length == 0 || domain[0] == '.' || domain[0] == '-' || domain[length - 1] == '.')
    return FALSE;
  if (domain[0] == '[')
    return length > 2 && domain[length - 1] == ']' &&
           strspn (domain + 1, "0123456789abcdefABCDEF.:IPv") == length - 2;
  for (gsize i = 0; i < length; i++)
    {
      guchar character = (guchar) domain[i];

      if (!g_ascii_isalnum (character) && character < 0x80 && character != '-' && character != '.')
        return FALSE;
      if (character == '.' && domain[i + 1] == '.')
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_valid_address (const char *address)
{
  const char *domain = ctg_address_get_domain (address);

  return *domain != '\0' && strlen (address) <= ADDRESS_MAX_BYTES && is_valid_domain (domain) &&
         is_valid_local_part (address, (gsize) (domain - 1 - address));
}

/* Before the address nothing looks like another one's: where somebody typed a bracket too much, nothing is guessed. */
static gboolean
has_bracket (const char *name, const char *end)
{
  gboolean quoted = FALSE;

  for (; name < end; name++)
    {
      quoted ^= *name == '"';
      if (!quoted && (*name == '<' || *name == '>'))
        return TRUE;
    }
  return FALSE;
}

/* Reading leaves out blanks and comments. What a person typed is taken as typed, bare or between < and >, or not at
 * all. */
static gboolean
stands_in (const char *text, const char *address)
{
  const char *open = strrchr (text, '<');
  g_autofree char *typed = g_strdup (open != NULL ? open + 1 : text);
  char *end = open != NULL ? strchr (typed, '>') : NULL;
  g_autofree char *folded_text = NULL;
  g_autofree char *folded_address = g_utf8_casefold (address, -1);

  if (open != NULL && (has_bracket (text, open) || end == NULL || end[1 + strspn (end + 1, " \t")] != '\0'))
    return FALSE;
  if (end != NULL)
    *end = '\0';
  folded_text = g_utf8_casefold (g_strstrip (typed), -1);
  return g_str_equal (folded_text, folded_address);
}

/**
 * ctg_address_normalise:
 * @text: what somebody typed or a file says: `a@b.it` or `Name <a@b.it>`
 * @error: set when it is not exactly one mailbox
 *
 * Checks one address strictly: a value with control characters is refused, never mended (S1).
 *
 * Specification: RFC 5321 section 4.1.2, with UTF-8 as in RFC 6531
 * Errors: INVALID_INPUT
 * Returns: (transfer full) (nullable): the addr-spec, its domain in lower case
 */
char *
ctg_address_normalise (const char *text, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  if (ctg_text_has_control (text) || !g_utf8_validate (text, -1, NULL))
    return ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address", "An address has no control characters"), NULL;
  list = ctg_address_parse_list (text);
  if (list->len == 1)
    {
      const CtgAddress *address = list->pdata[0];

      if (is_valid_address (address->address) && stands_in (text, address->address))
        return g_strdup (address->address);
    }
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "address", "Not an e-mail address: %.200s", text);
  return NULL;
}
