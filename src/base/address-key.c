/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "address-key.h"

#include <gio/gio.h>
#include <string.h>

/**
 * ctg_address_key:
 * @address: an addr-spec
 *
 * What two spellings of one mailbox have in common: lower case throughout (no provider in use tells case
 * apart in the local part, whatever RFC 5321 section 2.4 allows), the domain in its ASCII form. A plus tag
 * stays: it may be another person's.
 *
 * Returns: (transfer full): the key to compare and to store
 */
char *
ctg_address_key (const char *address)
{
  const char *at = strrchr (address, '@');
  const char *domain = at != NULL ? at + 1 : "";
  g_autofree char *local = NULL;
  g_autofree char *ascii = NULL;

  if (g_str_is_ascii (address))
    return g_ascii_strdown (address, -1);
  if (*domain == '\0')
    return g_utf8_strdown (address, -1);
  local = g_utf8_strdown (address, domain - address);
  if (!g_str_is_ascii (domain))
    ascii = g_hostname_to_ascii (domain);
  if (ascii == NULL)
    ascii = g_utf8_strdown (domain, -1);
  return g_strconcat (local, ascii, NULL);
}
