/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One contact of two, and two again. */

#include "fixture.h"
#include "db.h"
#include "history.h"
#include "log-policy.h"
#include "retention.h"

#define ANNA 1
#define BIANCHI 2

static gint64
put_letter (CtgDb *db, const char *id, gint64 date_utc_s)
{
  Mail mail = { .id = id, .date_utc_s = date_utc_s };

  return put_mail (db, &mail, NULL);
}

/* Anna: letters 1 and 2. Bianchi: letters 2 and 3. */
static gboolean
fill_job (CtgDb *db, gpointer data, GError **error)
{
  const char *addresses[] = { "anna@a.example", NULL };
  const char *others[] = { "a.bianchi@b.example", "info@b.example", NULL };
  CtgContact anna = { .name = (char *) "anna@a.example", .phone = (char *) "1", .note = (char *) "Prima",
                      .addresses = (char **) addresses };
  CtgContact bianchi = { .name = (char *) "Anna Bianchi", .company = (char *) "Studio Bianchi", .phone = (char *) "2",
                         .note = (char *) "Seconda", .addresses = (char **) others };
  gint64 one = put_letter (db, "1@x", NOW - 300);
  gint64 two = put_letter (db, "2@x", NOW - 200);
  gint64 three = put_letter (db, "3@x", NOW - 100);
  gint64 past;

  g_assert_true (add_account (db, NULL, error));
  g_assert_true (ctg_contacts_insert (db, &anna, error) && anna.id == ANNA);
  g_assert_true (ctg_contacts_insert (db, &bianchi, error) && bianchi.id == BIANCHI);
  g_assert_true (ctg_messages_log (db, one, ANNA, "manual", NULL, error));
  g_assert_true (ctg_messages_log (db, two, ANNA, "manual", NULL, error));
  g_assert_true (ctg_messages_log (db, two, BIANCHI, "core", "1@x", error));
  g_assert_true (ctg_messages_log (db, three, BIANCHI, "core", "2@x", error));
  return ctg_history_ask (db, ACCOUNT, BIANCHI, 0, &past, error);
}

/* All that is known of contacts and their letters. */
static gboolean
dump_job (CtgDb *db, gpointer data, GError **error)
{
  GString *dump = data;
  g_autoptr (GArray) ids = ctg_contacts_list_ids (db, NULL, FALSE, error);

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      g_autoptr (CtgContact) contact = ctg_contacts_get (db, id, error);
      g_autoptr (GArray) keys = ctg_messages_list_by_contact (db, id, error);
      g_autofree char *addresses = g_strjoinv (" ", contact->addresses);

      g_string_append_printf (dump, "%d %s/%s/%s/%s/%s %d %d %d\n", (int) id, contact->name, contact->company,
                              contact->phone, contact->note, addresses, (int) contact->n_messages,
                              (int) (contact->last_utc_s - NOW), (int) (contact->waiting_since_utc_s - NOW));
      for (guint n = 0; n < keys->len; n++)
        {
          g_autoptr (GPtrArray) log = ctg_messages_get_log (db, g_array_index (keys, gint64, n), error);

          for (guint e = 0; e < log->len; e++)
            {
              const CtgLogEntry *entry = g_ptr_array_index (log, e);

              if (entry->contact_id == id)
                g_string_append_printf (dump, "  %d %s %s\n", (int) (entry->message_key - NOW), entry->rule,
                                        entry->matched_message_id != NULL ? entry->matched_message_id : "");
            }
        }
    }
  return TRUE;
}

static char *
dump (Fixture *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  must_read (self, dump_job, text);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
merge_job (CtgDb *db, gpointer data, GError **error)
{
  return ctg_contacts_merge (db, ANNA, BIANCHI, error);
}

static gboolean
unmerge_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAction) action = ctg_undo_get_last (db, error);

  g_assert_cmpstr (action->kind, ==, "contact-merge");
  return ctg_contacts_unmerge (db, action->id, action->text, error) && ctg_undo_forget (db, action->id, error);
}

static void
test_one_of_two (Fixture *self, gconstpointer unused)
{
  g_autofree char *merged = NULL;

  must_write (self, fill_job, NULL);
  must_write (self, merge_job, NULL);
  merged = dump (self);
  g_assert_cmpstr (merged, ==,
                   "1 Anna Bianchi/Studio Bianchi/1/Prima\n\nSeconda/anna@a.example a.bianchi@b.example info@b.example"
                   " 3 -100 -100\n"
                   "  -100 core 2@x\n  -200 manual \n  -300 manual \n");
}

static void
test_two_of_one_again (Fixture *self, gconstpointer unused)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  must_write (self, fill_job, NULL);
  before = dump (self);
  must_write (self, merge_job, NULL);
  must_write (self, unmerge_job, NULL);
  after = dump (self);
  g_assert_cmpstr (before, ==, after);
}

static gboolean
counts_job (CtgDb *db, gpointer data, GError **error)
{
  GString *text = data;

  for (int i = 1; i <= 3; i++)
    g_string_append_printf (text, "%d ", (int) ctg_db_get_int (db, -1, "SELECT n_logged FROM message WHERE key = ?",
                                                              "i", (gint64) (NOW - 400 + i * 100)));
  g_string_append_printf (text, "history %d", (int) ctg_db_get_int (db, -1, "SELECT contact FROM history", ""));
  return TRUE;
}

static char *
counts (Fixture *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  must_read (self, counts_job, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_what_hangs_on_it_follows (Fixture *self, gconstpointer unused)
{
  g_autofree char *before = NULL;
  g_autofree char *merged = NULL;
  g_autofree char *after = NULL;

  must_write (self, fill_job, NULL);
  before = counts (self);
  must_write (self, merge_job, NULL);
  merged = counts (self);
  must_write (self, unmerge_job, NULL);
  after = counts (self);
  g_assert_cmpstr (before, ==, "1 2 1 history 2");
  g_assert_cmpstr (merged, ==, "1 1 1 history 1");
  g_assert_cmpstr (after, ==, "1 2 1 history 2");
}

static gboolean
enrol_job (CtgDb *db, gpointer data, GError **error)
{
  g_assert_cmpint (enrol (db, "Both", ANNA, error), ==, 1);
  g_assert_cmpint (enrol (db, "Both", BIANCHI, error), ==, 2);
  g_assert_cmpint (enrol (db, "Hers", BIANCHI, error), ==, 3);
  return TRUE;
}

static gboolean
sequences_job (CtgDb *db, gpointer data, GError **error)
{
  GString *text = data;

  for (int id = 1; id <= 3; id++)
    {
      g_autoptr (CtgEnrolment) enrolment = ctg_enrolments_get (db, id, error);

      g_string_append_printf (text, "%d %s %s, ", (int) enrolment->contact_id,
                              ctg_enrolment_state_to_string (enrolment->state),
                              enrolment->reason != NULL ? enrolment->reason : "");
    }
  return TRUE;
}

static void
assert_sequences (Fixture *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  must_read (self, sequences_job, text);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_nobody_gets_a_sequence_twice (Fixture *self, gconstpointer unused)
{
  must_write (self, fill_job, NULL);
  must_write (self, enrol_job, NULL);
  must_write (self, merge_job, NULL);
  assert_sequences (self, "1 active , 1 stopped merged, 1 active , ");
  must_write (self, unmerge_job, NULL);
  assert_sequences (self, "1 active , 2 stopped merged, 2 active , ");
}

/* In between a person wrote a note, gave an address to somebody new, and took a letter off. */
static gboolean
meddle_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, ANNA, error);
  const char *kept[] = { "anna@a.example", "a.bianchi@b.example", NULL };

  g_free (contact->note);
  contact->note = g_strdup ("Terza");
  g_strfreev (contact->addresses);
  contact->addresses = g_strdupv ((char **) kept);
  g_assert_true (ctg_contacts_update (db, contact, error));
  g_assert_cmpint (add_contact (db, "Carla", "info@b.example", error), ==, BIANCHI);
  return ctg_messages_unlog (db, NOW - 100, ANNA, error);
}

static void
test_what_was_done_since_stays (Fixture *self, gconstpointer unused)
{
  g_autofree char *after = NULL;

  must_write (self, fill_job, NULL);
  must_write (self, merge_job, NULL);
  must_write (self, meddle_job, NULL);
  must_write (self, unmerge_job, NULL);
  after = dump (self);
  g_assert_cmpstr (after, ==,
                   "3 Anna Bianchi/Studio Bianchi/2/Seconda/a.bianchi@b.example 1 -200 -200\n  -200 core 1@x\n"
                   "1 anna@a.example//1/Terza/anna@a.example 2 -200 -200\n  -200 manual \n  -300 manual \n"
                   "2 Carla////info@b.example 0 -1700000000 -1700000000\n");
}

static gboolean
delete_job (CtgDb *db, gpointer data, GError **error)
{
  return ctg_contacts_delete (db, ANNA, error);
}

static gboolean
nothing_to_undo_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAction) action = ctg_undo_get_last (db, NULL);

  g_assert_null (action);
  return TRUE;
}

/* What is deleted is not kept in order to be taken back. */
static void
test_a_deleted_contact_takes_it_along (Fixture *self, gconstpointer unused)
{
  must_write (self, fill_job, NULL);
  must_write (self, merge_job, NULL);
  must_write (self, delete_job, NULL);
  must_read (self, nothing_to_undo_job, NULL);
}

static gboolean
refused_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GError) same = NULL;
  g_autoptr (GError) missing = NULL;

  g_assert_false (ctg_contacts_merge (db, ANNA, ANNA, &same));
  g_assert_error (same, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  g_assert_false (ctg_contacts_merge (db, ANNA, 99, &missing));
  g_assert_error (missing, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  return TRUE;
}

static void
test_one_alone_cannot_be_merged (Fixture *self, gconstpointer unused)
{
  must_write (self, fill_job, NULL);
  must_write (self, refused_job, NULL);
}

#define ADD(name, func) \
  g_test_add ("/store/contacts-merge/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-of-two", test_one_of_two);
  ADD ("two-of-one-again", test_two_of_one_again);
  ADD ("what-hangs-on-it-follows", test_what_hangs_on_it_follows);
  ADD ("nobody-gets-a-sequence-twice", test_nobody_gets_a_sequence_twice);
  ADD ("what-was-done-since-stays", test_what_was_done_since_stays);
  ADD ("a-deleted-contact-takes-it-along", test_a_deleted_contact_takes_it_along);
  ADD ("one-alone-cannot-be-merged", test_one_alone_cannot_be_merged);
  return g_test_run ();
}
