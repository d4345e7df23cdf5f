/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A copy is a database of the same schema with the rows of some tables, in a file named by its day under `copies/`.
 *
 *   once a day          one is made, and those older than a week go (B24)
 *   a purge ends        copies that have somebody or something that is here no more go, so that no file has their words
 *   after a damage      what the newest has fills what could not be read (recovery.c)
 *
 * Not in a copy: letters, and who they are logged on, drafts and the outbox, whose letters may have left since. */

#include "rolling-private.h"
#include "errors.h"
#include "files.h"
#include "schema.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "copies"
#define DAY_S (24 * 3600)

/* Those that others refer to come first. */
static const char *const tables[] = {
  "account", "identity", "contact", "contact_address", "picture_sender", "company", "company_domain", "deal",
  "deal_contact", "company_letter", "deal_letter", "thread_choice", "never_log", "template", "sequence",
  "sequence_step", "enrolment", "refusal", "setting",
};

/* Whose words are in the copy and no more in the profile. A number alone may have gone to somebody else. */
static const char *const gone[] = {
  "SELECT 1 FROM copy.contact AS c WHERE NOT EXISTS (SELECT 1 FROM main.contact AS m WHERE m.id = c.id AND"
  " m.created_utc_s = c.created_utc_s)",
  "SELECT 1 FROM copy.contact_address WHERE address_key NOT IN (SELECT address_key FROM main.contact_address)",
  "SELECT 1 FROM copy.company AS c WHERE NOT EXISTS (SELECT 1 FROM main.company AS m WHERE m.id = c.id AND"
  " m.created_utc_s = c.created_utc_s)",
  "SELECT 1 FROM copy.company_domain WHERE domain NOT IN (SELECT domain FROM main.company_domain)",
  "SELECT 1 FROM copy.deal AS c WHERE NOT EXISTS (SELECT 1 FROM main.deal AS m WHERE m.id = c.id AND"
  " m.created_utc_s = c.created_utc_s)",
  "SELECT 1 FROM copy.template WHERE id NOT IN (SELECT id FROM main.template)",
  "SELECT 1 FROM copy.sequence WHERE id NOT IN (SELECT id FROM main.sequence)",
  "SELECT 1 FROM copy.account WHERE uuid NOT IN (SELECT uuid FROM main.account)",
  "SELECT 1 FROM copy.identity WHERE address_key NOT IN (SELECT address_key FROM main.identity)",
};

static char *
folder_of (const char *data_dir)
{
  return g_build_filename (data_dir, FOLDER, NULL);
}

static gboolean
is_copy (const char *name)
{
  return strlen (name) == strlen ("2026-01-31.db") && g_str_has_suffix (name, ".db") && g_ascii_isdigit (*name);
}

/* Newest first. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

static GPtrArray *
list_copies (const char *data_dir)
{
  g_autofree char *folder = folder_of (data_dir);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_copy (name))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

static gboolean
attach (CtgDb *db, const char *path, GError **error)
{
  return ctg_db_run (db, error, "ATTACH ? AS copy", "s", path);
}

static void
detach (CtgDb *db)
{
  ctg_db_exec (db, "DETACH copy", NULL);
}

/* The columns that both have, so that a copy of another version serves as well. */
static gboolean
take_table (CtgDb *db, const char *table, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  g_autofree char *columns = NULL;
  g_autofree char *sql = NULL;

  query = ctg_db_query (db, "SELECT group_concat ('\"' || name || '\"', ', ') FROM pragma_table_info (?1, 'main')"
                            " WHERE name IN (SELECT name FROM pragma_table_info (?1, 'copy'))", "s", table);
  columns = ctg_query_next (query) ? ctg_query_dup_text (query, 0) : NULL;
  if (!ctg_query_end (query, error))
    return FALSE;
  if (columns == NULL)
    return TRUE;
  sql = g_strdup_printf ("INSERT OR IGNORE INTO main.\"%s\" (%s) SELECT %s FROM copy.\"%s\"", table, columns, columns,
                         table);
  return ctg_db_exec (db, sql, error);
}

/* Making one ------------------------------------------------------------------------------------------------------- */

/* What a new database has by itself is not what the profile has. */
static gboolean
take_all (CtgDb *db, GError **error)
{
  if (!ctg_db_exec (db, "DELETE FROM main.setting; DELETE FROM main.never_log", error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!take_table (db, tables[i], error))
      return FALSE;
  return ctg_db_exec (db, "DELETE FROM main.setting WHERE key LIKE 'clock-%' OR key IN ('recovery', 'index-purge',"
                          " 'index-shrank', 'purged')", error);
}

static gboolean
fill_copy (CtgDb *db, const char *live, GError **error)
{
  gboolean done;

  if (!ctg_db_exec (db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF", error) ||
      !attach (db, live, error))
    return FALSE;
  done = ctg_db_exec (db, "BEGIN", error) && take_all (db, error) && ctg_db_exec (db, "COMMIT", error);
  if (!done && !sqlite3_get_autocommit (db->handle))
    ctg_db_exec (db, "ROLLBACK", NULL);
  detach (db);
  return done;
}

static gboolean
write_copy (const char *data_dir, const char *path, GError **error)
{
  g_autofree char *live = g_build_filename (data_dir, "carteggio.db", NULL);
  g_autoptr (CtgTargetFile) target = ctg_target_file_new (path, TRUE, error);
  CtgDb *db;
  gboolean done;

  if (target == NULL)
    return FALSE;
  db = ctg_db_open (ctg_target_file_get_path (target), data_dir, TRUE, error);
  done = db != NULL && ctg_schema_prepare (db, error) && fill_copy (db, live, error);
  ctg_db_close (db);
  return done && ctg_target_file_finish (target, error);
}

static void
drop_old (const char *data_dir, gint64 now_utc_s)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (now_utc_s - CTG_ROLLING_DAYS * DAY_S);
  g_autofree char *oldest = g_date_time_format (then, "%Y-%m-%d.db");
  g_autoptr (GPtrArray) paths = list_copies (data_dir);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);

      if (i >= CTG_ROLLING_DAYS || strcmp (strrchr (path, '/') + 1, oldest) <= 0)
        g_unlink (path);
    }
}

/**
 * ctg_rolling_make:
 * @data_dir: the profile's data, its engine's lock held
 * @now_utc_s: what time it is
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Makes today's copy, unless there is one, and lets old ones go. Blocks, for a second per some 20 000 contacts.
 *
 * Returns: whether there is one of today
 */
gboolean
ctg_rolling_make (const char *data_dir, gint64 now_utc_s, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_utc_s);
  g_autofree char *name = g_date_time_format (now, "%Y-%m-%d.db");
  g_autofree char *folder = folder_of (data_dir);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_mkdir (folder, 0700) != 0 && errno != EEXIST)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder");
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !write_copy (data_dir, path, error))
    return FALSE;
  drop_old (data_dir, now_utc_s);
  return TRUE;
}

/* Letting one go --------------------------------------------------------------------------------------------------- */

/* One that cannot be read may have anything. */
static gboolean
has_gone (CtgDb *db, const char *path)
{
  gboolean found = FALSE;

  if (!attach (db, path, NULL))
    return TRUE;
  for (gsize i = 0; !found && i < G_N_ELEMENTS (gone); i++)
    {
      g_autoptr (CtgQuery) query = ctg_db_query (db, gone[i], "");

      found = ctg_query_next (query) || !ctg_query_end (query, NULL);
    }
  detach (db);
  return found;
}

/**
 * ctg_rolling_drop:
 * @data_dir: the profile's data
 *
 * Lets the copies go whose words are in the profile no more (B24).
 */
void
ctg_rolling_drop (const char *data_dir)
{
  g_autofree char *live = g_build_filename (data_dir, "carteggio.db", NULL);
  g_autoptr (GPtrArray) paths = list_copies (data_dir);
  g_autoptr (CtgDb) db = paths->len > 0 ? ctg_db_open (live, data_dir, FALSE, NULL) : NULL;

  for (guint i = 0; db != NULL && i < paths->len; i++)
    if (has_gone (db, g_ptr_array_index (paths, i)))
      g_unlink (g_ptr_array_index (paths, i));
}

/* Filling what is missing ------------------------------------------------------------------------------------------ */

static gboolean
is_sound (CtgDb *db)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "PRAGMA copy.quick_check (1)", "");

  return ctg_query_next (query) && g_strcmp0 (ctg_query_text (query, 0), "ok") == 0;
}

/**
 * ctg_rolling_attach:
 * @db: a new database, outside a transaction
 * @data_dir: the data of the profile that is damaged
 *
 * Opens the newest sound copy beside it, for ctg_rolling_fill().
 *
 * Returns: (transfer full) (nullable): its day, as in its name; %NULL: there is none
 */
char *
ctg_rolling_attach (CtgDb *db, const char *data_dir)
{
  g_autoptr (GPtrArray) paths = list_copies (data_dir);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *name = g_path_get_basename (path);

      if (!attach (db, path, NULL))
        continue;
      if (is_sound (db))
        return g_strndup (name, strlen ("2026-01-31"));
      detach (db);
    }
  return NULL;
}

/**
 * ctg_rolling_fill:
 * @db: a new database with what could be read of a damaged one, a copy attached, in a transaction
 * @salvage: what may be missing
 * @n_rows: (out): how many rows the copy had that were missing
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether the tables of which something may be missing have what the copy has
 */
gboolean
ctg_rolling_fill (CtgDb *db, const CtgSalvage *salvage, gint64 *n_rows, GError **error)
{
  int before = sqlite3_total_changes (db->handle);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (ctg_salvage_lost (salvage, tables[i]) && !take_table (db, tables[i], error))
      return FALSE;
  *n_rows = sqlite3_total_changes (db->handle) - before;
  return TRUE;
}
