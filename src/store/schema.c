/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The schema's history, a line a version. Negative versions are of the time before the tag 0.1: 0001 edited in place,
 * a file of another one is refused.
 *
 *   -1  the first: accounts, folders, contacts, messages, bodies, attachments, index, requests, problems
 *   -2  messages found by a person's address
 *   -3  messages found by their id through their thread
 *   -4  the never-log list, what waits for a decision, actions to be taken back, what the provider says of a sender
 *   -5  identities: further addresses a mailbox writes as
 *   -6  the outbox
 *   -7  past correspondence asked for
 *   -8  less to write for a message: no index by account, none of the threads' names, one of logged mail by thread
 *   -9  no tables that nothing uses
 */

#include "schema.h"
#include "ctg-store-resources.h"
#include "errors.h"

#include <sys/random.h>

#define APPLICATION_ID 0x43744731   /* "CtG1" */
#define VERSION -9
#define TEXT(number) TEXT_OF (number)
#define TEXT_OF(number) #number

static gboolean
check_version (CtgDb *db, GError **error)
{
  gint64 version = ctg_db_get_int (db, 0, "PRAGMA user_version", "");

  if (version == VERSION)
    return TRUE;
  if (version > 0)
    ctg_error_set (error, CTG_ERROR_SCHEMA_TOO_NEW, NULL,
                   "The database has version %" G_GINT64_FORMAT ", newer than this program knows", version);
  else
    ctg_error_set (error, CTG_ERROR_STORAGE, "development-version",
                   "The database was made by a development version (%" G_GINT64_FORMAT ")", version);
  return FALSE;
}

/* A foreign file is never touched: neither its journal mode nor a byte. */
static gboolean
check_identity (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "PRAGMA application_id", "");
  gboolean is_ours = ctg_query_next (query) && ctg_query_int (query, 0) == APPLICATION_ID;

  if (!ctg_query_end (query, error))
    return FALSE;
  if (is_ours)
    return check_version (db, error);
  ctg_error_set (error, CTG_ERROR_STORAGE, "foreign-file", "The file is a database of another program");
  return FALSE;
}

/* Also what a process left that was killed between making the file and making the schema. */
static gboolean
is_empty (CtgDb *db)
{
  return ctg_db_get_int (db, 1, "SELECT count(*) FROM sqlite_schema", "") == 0 &&
         ctg_db_get_int (db, 1, "PRAGMA application_id", "") == 0;
}

static gboolean
insert_hash_key (CtgDb *db, GError **error)
{
  guint64 key[2];
  g_autofree char *text = NULL;

  if (getrandom (key, sizeof key, 0) != sizeof key)
    {
      ctg_error_set (error, CTG_ERROR_FAILED, NULL, "The system gives no random numbers");
      return FALSE;
    }
  text = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", key[0], key[1]);
  return ctg_db_run (db, error, "INSERT INTO setting (key, value) VALUES ('thread-hash-key', ?)", "s", text);
}

static gboolean
run_script (CtgDb *db, GError **error)
{
  g_autoptr (GBytes) script = NULL;

  script = g_resource_lookup_data (ctg_store_get_resource (), "/org/carteggio/store/0001-initial.sql",
                                   G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  return script != NULL && ctg_db_exec (db, g_bytes_get_data (script, NULL), error) &&
         insert_hash_key (db, error) &&
         ctg_db_exec (db, "PRAGMA user_version = " TEXT (VERSION), error) &&
         ctg_db_exec (db, "PRAGMA application_id = " TEXT (APPLICATION_ID), error);
}

/* Two processes may meet here: the second finds the work done. */
static gboolean
create (CtgDb *db, GError **error)
{
  if (!ctg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if ((is_empty (db) && !run_script (db, error)) || !ctg_db_exec (db, "COMMIT", error))
    {
      ctg_db_exec (db, "ROLLBACK", NULL);
      return FALSE;
    }
  return TRUE;
}

/**
 * ctg_schema_prepare:
 * @db: a writing connection, just opened
 * @error: `SCHEMA_TOO_NEW`; `STORAGE` with `development-version`, `foreign-file`, `not-a-database`
 *
 * Makes the schema in an empty file and refuses what is not ours, before anything of the file is altered.
 *
 * Returns: whether the database can be used
 */
gboolean
ctg_schema_prepare (CtgDb *db, GError **error)
{
  if (is_empty (db) && (!ctg_db_exec (db, "PRAGMA journal_mode = WAL", error) || !create (db, error)))
    return FALSE;
  return check_identity (db, error) && ctg_db_exec (db, "PRAGMA journal_mode = WAL", error) &&
         ctg_schema_load (db, error);
}

/**
 * ctg_schema_load:
 * @db: any connection, just opened
 * @error: as ctg_schema_prepare()
 *
 * Checks whose file it is and reads what every connection needs: the key of the id hashes.
 *
 * Returns: whether the database can be used
 */
gboolean
ctg_schema_load (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  g_autofree char *first = NULL;
  const char *text;

  if (!check_identity (db, error))
    return FALSE;
  query = ctg_db_query (db, "SELECT value FROM setting WHERE key = 'thread-hash-key'", "");
  text = ctg_query_next (query) ? ctg_query_text (query, 0) : NULL;
  if (text == NULL || strlen (text) != 32)
    {
      ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "The key of the threads is missing");
      return FALSE;
    }
  first = g_strndup (text, 16);
  db->hash_key[0] = g_ascii_strtoull (first, NULL, 16);
  db->hash_key[1] = g_ascii_strtoull (text + 16, NULL, 16);
  return TRUE;
}
