/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers' well-known refusals, whatever the protocol: data/server-texts.ini. */

#include "server-texts.h"

#include "errors.h"
#include "mail-resources.h"

#include <string.h>

#define TABLE_PATH "/org/carteggio/mail/server-texts.ini"

typedef struct
{
  CtgErrorCode error;
  char *reason;    /* (owned) (nullable) */
  char **words;    /* (owned) */
  char **codes;    /* (owned) */
} Meaning;

/* The table is ours: a mistake in it is a bug and stops the tests. */
static CtgErrorCode
read_error (GKeyFile *file, const char *group)
{
  g_autofree char *name = g_key_file_get_string (file, group, "error", NULL);

  for (int code = 0; code < CTG_N_ERRORS; code++)
    if (g_strcmp0 (ctg_error_code_to_string (code), name) == 0)
      return (CtgErrorCode) code;
  g_assert_not_reached ();
}

static char **
read_list (GKeyFile *file, const char *group, const char *key)
{
  char **list = g_key_file_get_string_list (file, group, key, NULL, NULL);

  return list != NULL ? list : g_new0 (char *, 1);
}

static GArray *
load_table (void)
{
  GArray *table = g_array_new (FALSE, FALSE, sizeof (Meaning));
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ctg_mail_get_resource (), TABLE_PATH, 0, NULL);
  g_auto (GStrv) groups = NULL;

  g_assert (bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL));
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      Meaning meaning = { read_error (file, groups[i]), g_key_file_get_string (file, groups[i], "reason", NULL),
                          read_list (file, groups[i], "words"), read_list (file, groups[i], "codes") };

      g_array_append_val (table, meaning);
    }
  return table;
}

static const GArray *
get_table (void)
{
  static GArray *table;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, load_table ());
  return table;
}

static gboolean
has_words (const Meaning *meaning, const char *lower)
{
  for (guint i = 0; meaning->words[i] != NULL; i++)
    if (strstr (lower, meaning->words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * ctg_server_texts_set_by_words:
 * @error: (out) (optional): where to put it
 * @text: what a server said as it refused
 *
 * Returns: whether the words are known; then @error says what they mean, without the server's text
 */
gboolean
ctg_server_texts_set_by_words (GError **error, const char *text)
{
  const GArray *table = get_table ();
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (guint i = 0; i < table->len; i++)
    {
      const Meaning *meaning = &g_array_index (table, Meaning, i);

      if (!has_words (meaning, lower))
        continue;
      ctg_error_set (error, meaning->error, meaning->reason, "The mail server refused");
      return TRUE;
    }
  return FALSE;
}

/**
 * ctg_server_texts_set_by_code:
 * @error: (out) (optional): where to put it
 * @code: (nullable): the response code of a NO or BYE, in capitals
 *
 * Returns: whether the code is known; then @error says what it means
 *
 * Specification: RFC 5530 section 3, RFC 9051 section 7.1
 */
gboolean
ctg_server_texts_set_by_code (GError **error, const char *code)
{
  const GArray *table = get_table ();

  for (guint i = 0; code != NULL && i < table->len; i++)
    {
      const Meaning *meaning = &g_array_index (table, Meaning, i);

      if (!g_strv_contains ((const char *const *) meaning->codes, code))
        continue;
      ctg_error_set (error, meaning->error, meaning->reason, "The mail server refused: %s", code);
      return TRUE;
    }
  return FALSE;
}
