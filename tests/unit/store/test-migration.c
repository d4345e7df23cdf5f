/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From one version of a database to a later one: steps of the test's own. */

#include "fixture.h"
#include "backup.h"
#include "db.h"
#include "migration.h"
#include "schema.h"

#define ADD_COLUMN "ALTER TABLE contact ADD COLUMN town TEXT NOT NULL DEFAULT 'Roma'"

static const CtgMigration steps[] = {
  { 7, 8, ADD_COLUMN },
  { 8, 9, "UPDATE contact SET town = 'Milano' WHERE name = 'Bruno'" },
};

typedef struct
{
  Fixture base;
  CtgDb *db;           /* (owned) of version 7 */
  char *copy;          /* (owned) where the one before is kept */
} Migrating;

static gboolean
fill_job (CtgDb *db, gpointer data, GError **error)
{
  return add_contact (db, "Bruno", "bruno@example.com", error) != 0 &&
         add_contact (db, "Carla", "carla@example.com", error) != 0;
}

static CtgDb *
open_db (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  CtgDb *db = ctg_db_open (path, dir, TRUE, NULL);

  g_assert_nonnull (db);
  return db;
}

static void
set_up (Migrating *self, gconstpointer unused)
{
  fixture_set_up (&self->base, NULL);
  must_write (&self->base, fill_job, NULL);
  fixture_close (&self->base);
  self->copy = g_build_filename (self->base.dir, CTG_MIGRATION_COPY, NULL);
  self->db = open_db (self->base.dir, "carteggio.db");
  g_assert_true (ctg_db_exec (self->db, "PRAGMA user_version = 7", NULL));
}

static void
tear_down (Migrating *self, gconstpointer unused)
{
  g_clear_pointer (&self->db, ctg_db_close);
  g_free (self->copy);
  fixture_tear_down (&self->base, NULL);
}

static int
version_of (CtgDb *db)
{
  return (int) ctg_db_get_int (db, 0, "PRAGMA user_version", "");
}

static int
count (CtgDb *db, const char *sql)
{
  return (int) ctg_db_get_int (db, -1, sql, "");
}

static void
test_each_step_is_taken (Migrating *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDb) former = NULL;

  g_assert_true (ctg_migration_run (self->db, steps, G_N_ELEMENTS (steps), 9, &error));
  g_assert_no_error (error);
  g_assert_cmpint (version_of (self->db), ==, 9);
  g_assert_cmpint (count (self->db, "SELECT count(*) FROM contact WHERE town = 'Milano'"), ==, 1);
  g_assert_cmpint (count (self->db, "SELECT count(*) FROM contact WHERE town = 'Roma'"), ==, 1);
  former = open_db (self->base.dir, CTG_MIGRATION_COPY);
  g_assert_cmpint (version_of (former), ==, 7);
  g_assert_cmpint (count (former, "SELECT count(*) FROM contact"), ==, 2);
}

static void
test_only_the_last_copy_is_kept (Migrating *self, gconstpointer unused)
{
  g_autoptr (CtgDb) former = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_true (ctg_migration_run (self->db, steps, 1, 8, NULL));
  g_assert_true (ctg_migration_run (self->db, steps, G_N_ELEMENTS (steps), 9, NULL));
  former = open_db (self->base.dir, CTG_MIGRATION_COPY);
  g_assert_cmpint (version_of (former), ==, 8);
  g_clear_pointer (&former, ctg_db_close);
  ctg_backup_clean_up (self->base.dir, now - 100, now);
  g_assert_true (g_file_test (self->copy, G_FILE_TEST_EXISTS));
  ctg_backup_clean_up (self->base.dir, now + 1, now + 1);
  g_assert_false (g_file_test (self->copy, G_FILE_TEST_EXISTS));
}

static void
test_nothing_to_do_keeps_nothing (Migrating *self, gconstpointer unused)
{
  g_assert_true (ctg_migration_run (self->db, steps, G_N_ELEMENTS (steps), 7, NULL));
  g_assert_false (g_file_test (self->copy, G_FILE_TEST_EXISTS));
}

static void
assert_fails (Migrating *self, const CtgMigration *broken, guint n_steps, gint64 to, int stays)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_migration_run (self->db, broken, n_steps, to, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_STORAGE);
  g_assert_cmpint (version_of (self->db), ==, stays);
  g_assert_cmpint (count (self->db, "SELECT count(*) FROM contact"), ==, 2);
}

static void
test_a_step_that_leaves_a_reference_to_nothing_is_undone (Migrating *self, gconstpointer unused)
{
  const CtgMigration broken[] = {
    { 7, 8, ADD_COLUMN },
    { 8, 9, "INSERT INTO contact_address (contact, position, address, address_key) VALUES (99, 0, 'x', 'x')" },
  };

  assert_fails (self, broken, G_N_ELEMENTS (broken), 9, 8);
  g_assert_cmpint (count (self->db, "SELECT count(*) FROM contact_address"), ==, 2);
}

static void
test_a_step_that_fails_is_undone (Migrating *self, gconstpointer unused)
{
  const CtgMigration broken[] = { { 7, 8, ADD_COLUMN "; SELECT nothing FROM nowhere" } };
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_migration_run (self->db, broken, 1, 8, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (version_of (self->db), ==, 7);
  g_assert_cmpint (count (self->db, "SELECT count(town) FROM contact"), ==, -1);
}

static void
test_a_chain_has_to_lead_there (Migrating *self, gconstpointer unused)
{
  g_assert_true (ctg_migration_leads (steps, G_N_ELEMENTS (steps), 7, 9));
  g_assert_true (ctg_migration_leads (steps, G_N_ELEMENTS (steps), 9, 9));
  g_assert_false (ctg_migration_leads (steps, G_N_ELEMENTS (steps), 6, 9));
  g_assert_false (ctg_migration_leads (steps, G_N_ELEMENTS (steps), 9, 7));
  g_assert_false (ctg_migration_leads (steps, 1, 7, 9));
  assert_fails (self, steps, 1, 9, 8);
}

#define ADD(name, func) g_test_add ("/store/migration/" name, Migrating, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("each-step-is-taken", test_each_step_is_taken);
  ADD ("only-the-last-copy-is-kept", test_only_the_last_copy_is_kept);
  ADD ("nothing-to-do-keeps-nothing", test_nothing_to_do_keeps_nothing);
  ADD ("a-step-that-leaves-a-reference-to-nothing-is-undone", test_a_step_that_leaves_a_reference_to_nothing_is_undone);
  ADD ("a-step-that-fails-is-undone", test_a_step_that_fails_is_undone);
  ADD ("a-chain-has-to-lead-there", test_a_chain_has_to_lead_there);
  return g_test_run ();
}
