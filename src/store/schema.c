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
 *  -10  drafts
 *  -11  deleted entries, and what was purged
 *  -12  templates
 *  -13  what a message names stands once, as text
 *  -14  mailboxes over the web
 *  -15  sequences
 *  -16  senders whose pictures are shown
 *  -17  when a removed mailbox's letters go
 *  -18  threads split and merged by hand; what others said of letters that are not here
 *  -19  what receipts say of a letter
 *  -20  companies and deals
 *  -21  addresses are compared without regard to case, the part before the @ too
 *  -22  mailboxes of a team
 *  -23  a word that stands for a template
 *  -24  drafts of a letter to each
 *  -25  since when a mailbox is read the way it is
 *  -26  what happened to mailboxes
 *  -27  what an export shows of a letter
 *  -28  who asks to be told that a letter was read
 *  -29  drafts that are written from a company or a deal
 *
 * What leads from one to the next stands in steps; a database that no steps lead from is refused. */

#include "schema.h"
#include "ctg-store-resources.h"
#include "errors.h"
#include "migration.h"

#include <sys/random.h>

#define APPLICATION_ID 0x43744731   /* "CtG1" */
#define VERSION -29
#define TEXT(number) TEXT_OF (number)
#define TEXT_OF(number) #number

static const CtgMigration steps[] = {
  { -16, -17, "ALTER TABLE account ADD COLUMN removal_utc_s INTEGER NOT NULL DEFAULT 0" },
  { -17, -18, "ALTER TABLE thread_node ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;"
              "CREATE TABLE thread_choice (id_hash INTEGER PRIMARY KEY, choice INTEGER NOT NULL) STRICT;"
              "CREATE INDEX thread_choice_by_choice ON thread_choice (choice);"
              "CREATE TABLE action_choice (action INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,"
              " id_hash INTEGER NOT NULL, choice INTEGER NOT NULL, PRIMARY KEY (action, id_hash))"
              " STRICT, WITHOUT ROWID" },
  { -18, -19,
    "CREATE TABLE outbox_receipt ("
    " outbox INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,"
    " news TEXT NOT NULL, recipient TEXT NOT NULL, at_utc_s INTEGER NOT NULL,"
    " PRIMARY KEY (outbox, news, recipient)) STRICT, WITHOUT ROWID" },
  { -19, -20, "CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT"
              " NULL UNIQUE, phone TEXT NOT NULL, note TEXT NOT NULL, created_utc_s INTEGER NOT NULL)"
              " STRICT;"
              "CREATE TABLE company_domain (domain TEXT NOT NULL PRIMARY KEY, company INTEGER NOT NULL"
              " REFERENCES company (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID;"
              "CREATE INDEX company_domain_by_company ON company_domain (company);"
              "CREATE TABLE deal (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stage TEXT NOT NULL,"
              " amount_cents INTEGER NOT NULL, currency TEXT NOT NULL, note TEXT NOT NULL, company"
              " INTEGER REFERENCES company (id) ON DELETE SET NULL, created_utc_s INTEGER NOT NULL,"
              " changed_utc_s INTEGER NOT NULL) STRICT;"
              "CREATE INDEX deal_by_company ON deal (company);"
              "CREATE TABLE deal_contact (deal INTEGER NOT NULL REFERENCES deal (id) ON DELETE"
              " CASCADE, contact INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE, PRIMARY"
              " KEY (deal, contact)) STRICT, WITHOUT ROWID;"
              "CREATE INDEX deal_contact_by_contact ON deal_contact (contact);"
              "CREATE TABLE company_letter (company INTEGER NOT NULL REFERENCES company (id) ON DELETE"
              " CASCADE, id_hash INTEGER NOT NULL, PRIMARY KEY (company, id_hash)) STRICT, WITHOUT"
              " ROWID;"
              "CREATE TABLE deal_letter (deal INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,"
              " id_hash INTEGER NOT NULL, PRIMARY KEY (deal, id_hash)) STRICT, WITHOUT ROWID;"
              "UPDATE action SET text = substr (text, 1, length (text) - 1) || ', @ax [])'"
              " WHERE kind = 'contact-merge'" },
  /* What stands twice by that stays as it is: two contacts are merged by a person. */
  { -20, -21, "UPDATE party SET address = lower (address) WHERE address <> lower (address);"
              "UPDATE OR IGNORE contact_address SET address_key = lower (address_key);"
              "UPDATE OR IGNORE account SET address_key = lower (address_key);"
              "UPDATE OR IGNORE identity SET address_key = lower (address_key);"
              "UPDATE OR IGNORE picture_sender SET address_key = lower (address_key);"
              "UPDATE OR IGNORE refusal SET address_key = lower (address_key)" },
  { -21, -22, "ALTER TABLE account ADD COLUMN is_team INTEGER NOT NULL DEFAULT 0 CHECK (is_team IN (0, 1))" },
  { -22, -23, "ALTER TABLE template ADD COLUMN shortcut TEXT NOT NULL DEFAULT '';"
              "CREATE UNIQUE INDEX template_by_shortcut ON template (shortcut) WHERE shortcut <> ''" },
  { -23, -24, "ALTER TABLE draft ADD COLUMN is_for_each INTEGER NOT NULL DEFAULT 0 CHECK (is_for_each IN (0, 1))" },
  { -24, -25, "ALTER TABLE account ADD COLUMN way_since_utc_s INTEGER NOT NULL DEFAULT 0" },
  { -25, -26, "CREATE TABLE account_event (id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL, address TEXT NOT"
              " NULL, event TEXT NOT NULL, code TEXT, reason TEXT, at_utc_s INTEGER NOT NULL) STRICT;"
              "INSERT INTO account_event (uuid, address, event, at_utc_s)"
              " SELECT uuid, address_key, 'connected', created_utc_s FROM account" },
  { -26, -27, "CREATE TABLE letter_privacy (message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,"
              " level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 2)) STRICT" },
  { -27, -28,
    "ALTER TABLE outbox ADD COLUMN is_receipt INTEGER NOT NULL DEFAULT 0 CHECK (is_receipt IN (0, 1));"
    "CREATE TABLE receipt_wish ("
    " message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,"
    " address TEXT NOT NULL) STRICT;"
    "CREATE TABLE receipt_answer ("
    " id_hash INTEGER PRIMARY KEY,"
    " outbox INTEGER REFERENCES outbox (id) ON DELETE SET NULL,"
    " is_refused INTEGER NOT NULL CHECK (is_refused IN (0, 1)),"
    " at_utc_s INTEGER NOT NULL) STRICT;"
    "CREATE INDEX receipt_answer_by_outbox ON receipt_answer (outbox)" },
  { -28, -29,
    "ALTER TABLE draft ADD COLUMN company INTEGER REFERENCES company (id) ON DELETE SET NULL;"
    "ALTER TABLE draft ADD COLUMN deal INTEGER REFERENCES deal (id) ON DELETE SET NULL;"
    "CREATE INDEX draft_by_company ON draft (company);"
    "CREATE INDEX draft_by_deal ON draft (deal)" },
};

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

/**
 * ctg_schema_compare:
 * @version: of a database
 *
 * Returns: 0 when it can be opened, if need be after a migration; 1 when a newer program made it, -1 when it is too old
 */
int
ctg_schema_compare (gint64 version)
{
  if (ctg_migration_leads (steps, G_N_ELEMENTS (steps), version, VERSION))
    return 0;
  /* Development versions count downwards, and released ones are newer than all of them. */
  return version > 0 || version < VERSION ? 1 : -1;
}

/* A foreign file is never touched: neither its journal mode nor a byte. */
static gboolean
check_identity (CtgDb *db, gboolean migrates, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "PRAGMA application_id", "");
  gboolean is_ours = ctg_query_next (query) && ctg_query_int (query, 0) == APPLICATION_ID;

  if (!ctg_query_end (query, error))
    return FALSE;
  g_clear_pointer (&query, ctg_query_free);
  if (is_ours && migrates && ctg_schema_compare (ctg_db_get_int (db, 0, "PRAGMA user_version", "")) == 0)
    return ctg_migration_run (db, steps, G_N_ELEMENTS (steps), VERSION, error);
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
 * Makes the schema in an empty file, brings an earlier one up to date, and refuses what is not ours, before anything of
 * the file is altered.
 *
 * Returns: whether the database can be used
 */
gboolean
ctg_schema_prepare (CtgDb *db, GError **error)
{
  if (is_empty (db) && (!ctg_db_exec (db, "PRAGMA journal_mode = WAL", error) || !create (db, error)))
    return FALSE;
  return check_identity (db, TRUE, error) && ctg_db_exec (db, "PRAGMA journal_mode = WAL", error) &&
         ctg_schema_load (db, error);
}

static gboolean
load_hash_key (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  g_autofree char *first = NULL;
  const char *text;

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
  return check_identity (db, FALSE, error) && load_hash_key (db, error);
}

/**
 * ctg_schema_renew_key:
 * @db: a new database, with settings of another one
 * @is_new: (out): whether there was no key of the id hashes among them
 * @error: `STORAGE`
 *
 * Returns: whether @db hashes by the key that it has now
 */
gboolean
ctg_schema_renew_key (CtgDb *db, gboolean *is_new, GError **error)
{
  *is_new = !load_hash_key (db, NULL);
  return !*is_new ||
         (ctg_db_exec (db, "DELETE FROM setting WHERE key = 'thread-hash-key'", error) && insert_hash_key (db, error) &&
          load_hash_key (db, error));
}
