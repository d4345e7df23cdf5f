/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "usernames.h"

#include <string.h>

/**
 * ctg_usernames_list:
 * @given: (nullable): what the source says
 * @address: a normalised address
 *
 * What to log in with, best first: what the source says, else the address; then, for a refused login, the one that
 * people mistake most often: the address for its local part and the other way round (A80: two at most).
 *
 * Returns: (transfer full): the names, at least one
 */
char **
ctg_usernames_list (const char *given, const char *address)
{
  g_autofree char *local_part = g_strndup (address, (gsize) (strrchr (address, '@') - address));
  const char *best = given != NULL ? given : address;
  const char *other = g_str_equal (best, address) ? local_part : address;
  const char *names[] = { best, other, NULL };

  return g_strdupv ((char **) names);
}
