/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "letter-privacy.h"

/* In the order of CtgLetterPrivacy. */
static const char *const names[] = { "private", "metadata", "subject", "all" };

/**
 * ctg_letter_privacy_to_string:
 * @level: a level
 *
 * Returns: its name in the command line and in the database, never translated
 */
const char *
ctg_letter_privacy_to_string (CtgLetterPrivacy level)
{
  return names[level];
}

/**
 * ctg_letter_privacy_parse:
 * @text: (nullable): a level's name
 * @level: (out): the level
 *
 * Returns: whether it is one
 */
gboolean
ctg_letter_privacy_parse (const char *text, CtgLetterPrivacy *level)
{
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *level = (CtgLetterPrivacy) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ctg_letter_privacy_get:
 * @db: any connection
 * @key: a message
 *
 * Returns: what others get to see of it; what cannot be read is private
 */
CtgLetterPrivacy
ctg_letter_privacy_get (CtgDb *db, gint64 key)
{
  return (CtgLetterPrivacy) ctg_db_get_int (db, CTG_PRIVACY_PRIVATE,
                                            "SELECT ifnull (max (level), 3) FROM letter_privacy WHERE message = ?", "i",
                                            key);
}

/**
 * ctg_letter_privacy_set:
 * @db: the writer
 * @key: a message
 * @level: what others get to see of it from now on
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is kept
 */
gboolean
ctg_letter_privacy_set (CtgDb *db, gint64 key, CtgLetterPrivacy level, GError **error)
{
  if (level == CTG_PRIVACY_ALL)
    return ctg_db_run (db, error, "DELETE FROM letter_privacy WHERE message = ?", "i", key);
  return ctg_db_run (db, error, "INSERT OR REPLACE INTO letter_privacy (message, level) VALUES (?, ?)", "id", key,
                     (int) level);
}
