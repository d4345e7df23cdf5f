/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is kept of a letter, and in which table (A50, B12, B16 to B18, B28). */

#include "fixture.h"

#include <sqlite3.h>

/* The path of this store's database, read by SQLite alone. */
static char *
ask (Fixture *self, const char *sql)
{
  g_autofree char *path = g_build_filename (self->dir, "carteggio.db", NULL);
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  char *answer = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return answer;
}

/* B28: what is held of every letter has no column for a word of its body, in plain text or HTML, nor for a file. */
static void
test_heads_have_no_body (Fixture *self, gconstpointer unused)
{
  static const struct { const char *table, *columns; } rows[] = {
    { "message", "key account id_hash message_id has_message_id content_hash subject from_name from_address"
                 " date_utc_s size_bytes direction automatic sensitivity authentication thread written_utc_s"
                 " n_attachments n_logged"
                 " body_state" },
    { "party", "message position kind name address" },
    { "ancestry", "message ids" },
    { "location", "folder remote_id message" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT group_concat (name, ' ') FROM pragma_table_info ('%s')",
                                              rows[i].table);
      g_autofree char *columns = ask (self, sql);

      g_assert_cmpstr (columns, ==, rows[i].columns);
    }
}

typedef struct
{
  gint64 anna;
  gint64 first, second, sent;
} Letters;

static CtgParty *
make_named (CtgPartyKind kind, const char *name, const char *address)
{
  CtgParty *party = make_party (kind, address);

  g_free (party->name);
  party->name = g_strdup (name);
  return party;
}

static gint64
put_letter (CtgDb *db, const char *id, const char *name, CtgDirection direction, gint64 utc_s, GError **error)
{
  g_autoptr (GPtrArray) parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  gboolean is_out = direction == CTG_DIRECTION_OUT;
  CtgMessageHead head = { .account_id = ACCOUNT, .message_id = id, .has_message_id = TRUE, .content_hash = id,
                          .subject = "Preventivo", .parties = parties, .sort_utc_s = utc_s, .date_utc_s = utc_s,
                          .size_bytes = 4000, .direction = direction };
  CtgMessageBody body = { .text = "Gentile Anna", .attachments = attachments };
  gint64 key = 0;

  g_ptr_array_add (parties, make_named (is_out ? CTG_PARTY_TO : CTG_PARTY_FROM, name, "anna@bianchi.example"));
  g_ptr_array_add (parties, make_named (is_out ? CTG_PARTY_FROM : CTG_PARTY_TO, "", "anna@example.org"));
  g_ptr_array_add (attachments, make_attachment ("preventivo.pdf", id, strlen (id)));
  if (!ctg_messages_put_head (db, &head, &key, NULL, error) || !ctg_messages_put_body (db, key, &body, error))
    return 0;
  return key;
}

static gboolean
put_letters (CtgDb *db, gpointer data, GError **error)
{
  Letters *letters = data;

  if (!add_account (db, NULL, error))
    return FALSE;
  letters->anna = add_contact (db, "Anna Bianchi", "anna@bianchi.example", error);
  letters->first = put_letter (db, "one@x", "Anna B.", CTG_DIRECTION_IN, NOW, error);
  letters->second = put_letter (db, "two@x", "Dott.ssa Bianchi", CTG_DIRECTION_IN, NOW + 10, error);
  letters->sent = put_letter (db, "sent@x", "", CTG_DIRECTION_OUT, NOW + 20, error);
  return ctg_messages_log (db, letters->first, letters->anna, "core", NULL, error) &&
         ctg_messages_log (db, letters->second, letters->anna, "core", NULL, error) &&
         ctg_messages_log (db, letters->sent, letters->anna, "core", NULL, error);
}

/* B12, B16: addresses, subject, body; and the name that somebody wrote under, letter by letter. */
static gboolean
check_letters (CtgDb *db, gpointer data, GError **error)
{
  const Letters *letters = data;
  g_autoptr (CtgMessage) first = ctg_messages_get (db, letters->first, error);
  g_autoptr (CtgMessage) second = ctg_messages_get (db, letters->second, error);
  g_autoptr (CtgContact) anna = ctg_contacts_get (db, letters->anna, error);
  g_autofree char *text = ctg_messages_get_text (db, letters->first, error);

  g_assert_cmpstr (first->from_name, ==, "Anna B.");
  g_assert_cmpstr (second->from_name, ==, "Dott.ssa Bianchi");
  g_assert_cmpstr (anna->name, ==, "Anna Bianchi");
  g_assert_cmpstr (first->from_address, ==, "anna@bianchi.example");
  g_assert_cmpstr (first->subject, ==, "Preventivo");
  g_assert_cmpstr (text, ==, "Gentile Anna");
  return TRUE;
}

/* B18: what was sent with another program is a letter like others: its files are with the contact. */
static gboolean
check_files (CtgDb *db, gpointer data, GError **error)
{
  const Letters *letters = data;
  g_autoptr (GPtrArray) attachments = ctg_attachments_by_contact (db, letters->anna, error);
  const CtgAttachment *newest = g_ptr_array_index (attachments, 0);

  g_assert_cmpuint (attachments->len, ==, 3);
  g_assert_cmpint (newest->message_key, ==, letters->sent);
  return TRUE;
}

static void
test_a_letter_is_kept_with_its_people (Fixture *self, gconstpointer unused)
{
  Letters letters = { 0 };

  must_write (self, put_letters, &letters);
  must_read (self, check_letters, &letters);
}

static void
test_files_of_sent_letters_are_with_the_contact (Fixture *self, gconstpointer unused)
{
  Letters letters = { 0 };

  must_write (self, put_letters, &letters);
  must_read (self, check_files, &letters);
}

#define ADD(path, func) g_test_add ("/store/rows/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("heads-have-no-body", test_heads_have_no_body);
  ADD ("a-letter-is-kept-with-its-people", test_a_letter_is_kept_with_its_people);
  ADD ("files-of-sent-letters-are-with-the-contact", test_files_of_sent_letters_are_with_the_contact);
  return g_test_run ();
}
