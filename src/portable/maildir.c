/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "maildir.h"

#include <string.h>

/* What stands before the flags is the message's own, for ever. */
static gsize
measure_unique (const char *name)
{
  return strcspn (name, ":;!");
}

static char *
find_in (const char *directory, const char *unique, gsize length)
{
  g_autoptr (GDir) open = g_dir_open (directory, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    if (measure_unique (name) == length && strncmp (name, unique, length) == 0)
      return g_build_filename (directory, name, NULL);
  return NULL;
}

/**
 * ctg_maildir_find_moved:
 * @path: where a message of a Maildir was
 *
 * Other programs move a message from new to cur and rename it with each change of its flags; this finds it again.
 *
 * Returns: (transfer full) (nullable): where it is now; %NULL when it is gone or @path lies in no Maildir
 */
char *
ctg_maildir_find_moved (const char *path)
{
  static const char *const parts[] = { "cur", "new" };
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *part = g_path_get_dirname (path);
  g_autofree char *part_name = g_path_get_basename (part);
  g_autofree char *maildir = g_path_get_dirname (part);

  if (!g_str_equal (part_name, "cur") && !g_str_equal (part_name, "new"))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *directory = g_build_filename (maildir, parts[i], NULL);
      char *found = find_in (directory, name, measure_unique (name));

      if (found != NULL)
        return found;
    }
  return NULL;
}
