/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"
#include "account-events.h"
#include "picture-senders.h"

static gboolean
accounts_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) account = make_account (ACCOUNT, "Anna@Example.ORG");
  g_autoptr (CtgAccount) read = NULL, copy = NULL, again = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_AUTH_REJECTED, "credentials", "no");

  account->outgoing->pin_sha256 = g_strdup ("aa");
  g_assert_true (ctg_accounts_insert (db, account, error));
  again = make_account ("other", "Anna@example.org");
  g_assert_false (ctg_accounts_insert (db, again, &refused));
  g_assert_error (refused, CTG_ERROR, CTG_ERROR_CONFLICT);
  ctg_error_add_server (&cause, "imap.example.org", "[AUTHENTICATIONFAILED] no");
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_DISCONNECTED, cause, error));
  g_assert_true (ctg_accounts_set_pulled (db, ACCOUNT, NOW - 5, error));
  read = ctg_accounts_get_by_address (db, "Anna@EXAMPLE.org", error);
  copy = ctg_account_copy (read);
  g_assert_cmpstr (copy->id, ==, ACCOUNT);
  g_assert_cmpstr (copy->problem_code, ==, "AUTH_REJECTED");
  g_assert_cmpstr (copy->problem_reason, ==, "credentials");
  g_assert_cmpstr (copy->problem_server_text, ==, "[AUTHENTICATIONFAILED] no");
  g_assert_cmpstr (copy->outgoing->pin_sha256, ==, "aa");
  g_assert_cmpint (copy->outgoing->security, ==, CTG_SECURITY_STARTTLS);
  g_assert_cmpint (copy->incoming->port, ==, 993);
  g_assert_cmpint (copy->last_pull_utc_s, ==, NOW - 5);
  g_assert_true (copy->is_default);
  return TRUE;
}

static void
test_an_account_is_kept_whole (Fixture *self, gconstpointer unused)
{
  must_write (self, accounts_job, NULL);
}

static gboolean
removed_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) second = make_account ("second", "Anna@example.org");
  g_autoptr (CtgAccount) read = NULL;
  g_autoptr (GError) missing = NULL;
  Mail mail = { .account_id = ACCOUNT, .id = "1@x" };
  gint64 key;

  g_assert_true (add_account (db, NULL, error));
  key = put_mail (db, &mail, error);
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_REMOVED, NULL, error));
  g_assert_true (ctg_accounts_insert (db, second, error));
  read = ctg_accounts_get_by_address (db, "anna@example.org", error);
  g_assert_cmpstr (read->id, ==, "second");
  g_assert_cmpint (read->state, ==, CTG_ACCOUNT_CONNECTED);
  mail.account_id = "second";   /* what it had brought is known again */
  g_assert_cmpint (put_mail (db, &mail, error), ==, key);
  g_assert_null (ctg_accounts_get (db, ACCOUNT, NULL));
  g_assert_true (ctg_accounts_set_default (db, "second", error));
  g_assert_false (ctg_accounts_set_default (db, "third", &missing));
  g_assert_error (missing, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  second->display_name[0] = 'E';
  second->is_default = TRUE;
  g_clear_pointer (&second->outgoing, ctg_endpoint_free);
  g_assert_true (ctg_accounts_update (db, second, error));
  g_clear_pointer (&read, ctg_account_free);
  read = ctg_accounts_get (db, "second", error);
  g_assert_cmpstr (read->display_name, ==, "Enna");
  g_assert_null (read->outgoing);
  g_assert_true (read->is_default);
  return TRUE;
}

static void
assert_events (CtgDb *db, const char *id, const char *wanted)
{
  g_autoptr (GPtrArray) events = ctg_account_events_list (db, id, NULL);
  g_autoptr (GString) words = g_string_new (NULL);

  g_assert_nonnull (events);
  for (guint i = 0; i < events->len; i++)
    {
      const CtgAccountEvent *event = events->pdata[i];

      g_assert_cmpint (event->at_utc_s, >, 0);
      g_string_append_printf (words, "%s%s%s%s:%s ", event->event, event->code != NULL ? "/" : "",
                              event->code != NULL ? event->code : "", event->reason != NULL ? event->reason : "",
                              event->address);
    }
  g_assert_cmpstr (words->str, ==, wanted);
}

static gboolean
events_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) again = make_account ("again", "Anna@example.org");
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_AUTH_REJECTED, "credentials", "no");

  g_assert_true (add_account (db, NULL, error));
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_PAUSED, NULL, error));
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_CONNECTED, NULL, error));
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_DISCONNECTED, cause, error));
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_DISCONNECTED, cause, error));
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_REMOVED, NULL, error));
  g_assert_true (ctg_accounts_set_removal (db, ACCOUNT, NOW + 90, error));
  assert_events (db, ACCOUNT, "connected:anna@example.org paused:anna@example.org connected:anna@example.org "
                              "disconnected/AUTH_REJECTEDcredentials:anna@example.org removed:anna@example.org "
                              "grace:anna@example.org ");
  g_assert_true (ctg_accounts_insert (db, again, error));
  g_assert_true (ctg_accounts_delete (db, "again", error));
  assert_events (db, "again", "connected: purged: ");
  assert_events (db, NULL, "connected: paused: connected: disconnected/AUTH_REJECTEDcredentials: removed: grace: "
                           "connected: purged: ");
  return TRUE;
}

static void
test_what_happened_to_a_mailbox_is_written_down (Fixture *self, gconstpointer unused)
{
  must_write (self, events_job, NULL);
}

static void
test_a_removed_address_can_be_connected_again (Fixture *self, gconstpointer unused)
{
  must_write (self, removed_job, NULL);
}

static gboolean
folders_job (CtgDb *db, gpointer data, GError **error)
{
  CtgFolder folder = { .account_id = (char *) ACCOUNT, .remote_name = (char *) "INBOX", .name = (char *) "Posta",
                       .role = 1, .is_watched = TRUE, .n_messages = -1 };
  g_autoptr (GPtrArray) folders = NULL, gone = g_ptr_array_new (), wanted = NULL;
  g_autoptr (GArray) unlogged = NULL;
  g_autoptr (CtgLocation) location = NULL, none = NULL;
  Mail mail = { .account_id = ACCOUNT, .id = "1@x" };
  GError *local_error = NULL;
  gint64 key, contact;
  CtgFolder *read;

  g_assert_true (add_account (db, NULL, error));
  g_assert_true (ctg_folders_upsert (db, &folder, error));
  g_assert_true (ctg_folders_move_token (db, folder.id, NULL, "token", 7, NOW, error));
  g_assert_false (ctg_folders_move_token (db, folder.id, NULL, "later", 9, NOW, &local_error));
  g_assert_error (local_error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (&local_error);
  g_assert_false (ctg_folders_move_token (db, folder.id + 1, NULL, "later", 9, NOW, &local_error));
  g_assert_error (local_error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_clear_error (&local_error);
  g_assert_true (ctg_folders_upsert (db, &folder, error));
  folders = ctg_folders_list (db, ACCOUNT, error);
  g_assert_cmpuint (folders->len, ==, 1);
  read = g_ptr_array_index (folders, 0);
  g_assert_cmpstr (read->token, ==, "token");
  g_assert_cmpint (read->n_messages, ==, 7);
  key = put_mail (db, &mail, error);
  g_assert_true (ctg_messages_add_location (db, key, folder.id, "9:1", error));
  g_assert_true (ctg_messages_add_location (db, key, folder.id, "9:1", error));
  unlogged = ctg_messages_list_unlogged (db, ACCOUNT, error);
  g_assert_cmpuint (unlogged->len, ==, 1);
  contact = add_contact (db, "B", "bruno@example.com", error);
  g_assert_true (ctg_messages_log (db, key, contact, "manual", NULL, error));
  wanted = ctg_messages_list_wanted (db, folder.id, 10, error);
  g_assert_cmpuint (wanted->len, ==, 1);
  g_assert_cmpstr (((CtgWantedBody *) g_ptr_array_index (wanted, 0))->remote_id, ==, "9:1");
  location = ctg_messages_get_location (db, key, error);
  g_assert_cmpstr (location->remote_name, ==, "INBOX");
  g_assert_cmpstr (location->remote_id, ==, "9:1");
  g_assert_true (ctg_messages_set_body_failed (db, key, "too large", error));
  g_clear_pointer (&wanted, g_ptr_array_unref);
  wanted = ctg_messages_list_wanted (db, folder.id, 10, error);
  g_assert_cmpuint (wanted->len, ==, 0);
  g_ptr_array_add (gone, (gpointer) "9:1");
  g_assert_true (ctg_messages_drop_locations (db, folder.id, gone, error));
  g_assert_true (ctg_messages_set_file (db, key, "/a/b.mbox", 10, 20, error));
  none = ctg_messages_get_location (db, key, error);
  g_assert_cmpstr (none->path, ==, "/a/b.mbox");
  g_assert_cmpint (none->length, ==, 20);
  return TRUE;
}

static void
test_a_folder_keeps_its_token (Fixture *self, gconstpointer unused)
{
  must_write (self, folders_job, NULL);
}

static gboolean
contacts_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 eva = add_contact (db, "Èva Rossi", "eva@Esempio.it", error);
  gint64 dario = add_contact (db, "dario Bianchi", "dario@example.com", error);
  gint64 franco = add_contact (db, "Franco", "franco@example.com", error);
  g_autoptr (GArray) named = ctg_contacts_list_ids (db, NULL, FALSE, error);
  g_autoptr (GArray) found = ctg_contacts_list_ids (db, "ROSS", FALSE, error);
  g_autoptr (GArray) accent = ctg_contacts_list_ids (db, "eva", FALSE, error);
  g_autoptr (GArray) domain = ctg_contacts_list_ids (db, "esempio", TRUE, error);
  g_autoptr (GArray) inside = ctg_contacts_list_ids (db, "ossi", FALSE, error);
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, eva, error);
  g_autoptr (GError) conflict = NULL, missing = NULL;

  g_assert_cmpint (g_array_index (named, gint64, 0), ==, dario);
  g_assert_cmpint (g_array_index (named, gint64, 1), ==, eva);
  g_assert_cmpint (g_array_index (named, gint64, 2), ==, franco);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (accent->len, ==, 1);
  g_assert_cmpuint (domain->len, ==, 1);
  g_assert_cmpuint (inside->len, ==, 0);
  g_assert_cmpint (add_contact (db, "Altra", "eva@ESEMPIO.it", &conflict), ==, 0);
  g_assert_error (conflict, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_assert_cmpint (ctg_contacts_find_id (db, "EVA@esempio.it"), ==, eva);
  g_free (contact->name);
  contact->name = g_strdup ("Zoe");
  g_assert_true (ctg_contacts_update (db, contact, error));
  g_assert_true (ctg_contacts_delete (db, dario, error));
  g_assert_false (ctg_contacts_delete (db, dario, &missing));
  g_assert_error (missing, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_array_unref (g_steal_pointer (&named));
  named = ctg_contacts_list_ids (db, "", FALSE, error);
  g_assert_cmpuint (named->len, ==, 2);
  g_assert_cmpint (g_array_index (named, gint64, 1), ==, eva);
  return TRUE;
}

static void
test_contacts_are_found_without_accents (Fixture *self, gconstpointer unused)
{
  must_write (self, contacts_job, NULL);
}

static gint64
waiting_of (CtgDb *db, gint64 id)
{
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, id, NULL);

  return contact->waiting_since_utc_s;
}

static gboolean
waiting_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 bruno = add_contact (db, "Bruno", "bruno@example.com", error);
  Mail theirs = { .id = "1@x", .date_utc_s = NOW };
  Mail machine = { .id = "2@x", .date_utc_s = NOW + 1, .automatic = 1 };
  Mail ours = { .id = "3@x", .date_utc_s = NOW + 2, .direction = CTG_DIRECTION_OUT };
  g_autoptr (GArray) by_last = NULL;
  gint64 key;

  g_assert_cmpint (add_contact (db, "Ada", "ada@example.com", error), !=, 0);
  g_assert_true (ctg_messages_log (db, put_mail (db, &theirs, error), bruno, "core", NULL, error));
  g_assert_cmpint (waiting_of (db, bruno), ==, NOW);
  g_assert_true (ctg_messages_log (db, put_mail (db, &machine, error), bruno, "core", NULL, error));
  g_assert_cmpint (waiting_of (db, bruno), ==, NOW);
  key = put_mail (db, &ours, error);
  g_assert_true (ctg_messages_log (db, key, bruno, "sent", NULL, error));
  g_assert_cmpint (waiting_of (db, bruno), ==, 0);
  g_assert_true (ctg_messages_unlog (db, key, bruno, error));
  g_assert_cmpint (waiting_of (db, bruno), ==, NOW);
  by_last = ctg_contacts_list_ids (db, NULL, TRUE, error);
  g_assert_cmpint (g_array_index (by_last, gint64, 0), ==, bruno);
  return TRUE;
}

static gboolean
dates_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 bruno = add_contact (db, "Bruno", "bruno@example.com", error);
  Mail old = { .id = "1@x", .date_utc_s = NOW - 10 };
  Mail theirs = { .id = "2@x", .date_utc_s = NOW };
  Mail ours = { .id = "3@x", .date_utc_s = NOW + 2, .direction = CTG_DIRECTION_OUT };
  const Mail *mails[] = { &old, &theirs, &ours };
  g_autoptr (GArray) dates = NULL, of_nobody = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++)
    g_assert_true (ctg_messages_log (db, put_mail (db, mails[i], error), bruno, "core", NULL, error));
  dates = ctg_contacts_list_dates (db, bruno, NOW, error);
  of_nobody = ctg_contacts_list_dates (db, bruno + 1, 0, error);
  g_assert_cmpuint (dates->len, ==, 2);
  g_assert_cmpint (g_array_index (dates, CtgLetterDate, 0).utc_s, ==, NOW);
  g_assert_false (g_array_index (dates, CtgLetterDate, 0).is_outgoing);
  g_assert_cmpint (g_array_index (dates, CtgLetterDate, 1).utc_s, ==, NOW + 2);
  g_assert_true (g_array_index (dates, CtgLetterDate, 1).is_outgoing);
  g_assert_cmpuint (of_nobody->len, ==, 0);
  return TRUE;
}

static void
test_a_correspondence_has_its_days (Fixture *self, gconstpointer unused)
{
  must_write (self, dates_job, NULL);
}

static gboolean
pictures_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 bruno = add_contact (db, "Bruno", "bruno@example.com", error);

  g_assert_true (ctg_picture_senders_set (db, "bruno@EXAMPLE.com", TRUE, error));
  g_assert_true (ctg_picture_senders_set (db, "bruno@example.com", TRUE, error));
  g_assert_true (ctg_picture_senders_set (db, "ada@example.com", TRUE, error));
  g_assert_true (ctg_picture_senders_set (db, "eva@example.com", TRUE, error));
  g_assert_true (ctg_picture_senders_set (db, "eva@example.com", FALSE, error));
  g_assert_true (ctg_picture_senders_has (db, "bruno@Example.com"));
  g_assert_false (ctg_picture_senders_has (db, "eva@example.com"));
  g_assert_true (ctg_contacts_delete (db, bruno, error));
  g_assert_false (ctg_picture_senders_has (db, "bruno@example.com"));
  g_assert_true (ctg_picture_senders_has (db, "ada@example.com"));
  return TRUE;
}

static void
test_a_senders_pictures_are_wanted_until_they_are_not (Fixture *self, gconstpointer unused)
{
  must_write (self, pictures_job, NULL);
}

static void
test_a_person_waits_until_answered (Fixture *self, gconstpointer unused)
{
  must_write (self, waiting_job, NULL);
}

static gboolean
facts_job (CtgDb *db, gpointer data, GError **error)
{
  const char *ids[] = { "1@x", "2@x", "nowhere@x", NULL };
  Mail first = { .id = "1@x", .date_utc_s = NOW };
  Mail answer = { .id = "2@x", .ancestors = "1@x", .date_utc_s = NOW + 1, .from = "Eva@example.COM" };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  gint64 key = put_mail (db, &first, error);
  gint64 second = put_mail (db, &answer, error);
  g_autoptr (GArray) logged = NULL, referring = NULL, naming = NULL, contacts = NULL;
  g_autoptr (GPtrArray) ancestors = ctg_messages_get_ancestors (db, second, error);
  g_autoptr (GError) missing = NULL;

  g_assert_true (ctg_messages_log (db, key, contact, "manual", NULL, error));
  g_assert_false (ctg_messages_log (db, key, 77, "manual", NULL, &missing));
  g_assert_error (missing, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  logged = ctg_messages_find_logged (db, ids, error);
  g_assert_cmpuint (logged->len, ==, 1);
  g_assert_cmpint (g_array_index (logged, gint64, 0), ==, key);
  referring = ctg_messages_find_referring (db, "1@x", error);
  g_assert_cmpuint (referring->len, ==, 1);
  g_assert_cmpint (g_array_index (referring, gint64, 0), ==, second);
  naming = ctg_messages_find_by_address (db, "Eva@EXAMPLE.com", error);
  g_assert_cmpuint (naming->len, ==, 1);
  contacts = ctg_messages_get_contact_ids (db, key, error);
  g_assert_cmpuint (contacts->len, ==, 1);
  g_assert_cmpuint (ancestors->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (ancestors, 0), ==, "1@x");
  return TRUE;
}

static void
test_rules_get_their_facts (Fixture *self, gconstpointer unused)
{
  must_write (self, facts_job, NULL);
}

static gboolean
requests_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 first, second;
  g_autoptr (CtgRequest) taken = NULL, again = NULL, read = NULL, none = NULL;

  g_assert_null (ctg_requests_take (db, error));
  g_assert_true (ctg_requests_add (db, "sync", ACCOUNT, &first, error));
  g_assert_true (ctg_requests_add (db, "body", "5", &second, error));
  taken = ctg_requests_take (db, error);
  g_assert_cmpint (taken->id, ==, first);
  g_assert_cmpint (taken->state, ==, CTG_REQUEST_RUNNING);
  g_assert_true (ctg_requests_restart (db, error));
  again = ctg_requests_take (db, error);
  g_assert_cmpint (again->id, ==, first);
  g_assert_true (ctg_requests_finish (db, first, CTG_REQUEST_DONE, "{}", error));
  read = ctg_requests_get (db, first, error);
  g_assert_cmpstr (read->result, ==, "{}");
  g_assert_null (ctg_requests_get (db, 99, NULL));
  none = ctg_requests_take (db, error);
  g_assert_cmpstr (none->kind, ==, "body");
  return TRUE;
}

static void
test_requests_are_taken_in_order (Fixture *self, gconstpointer unused)
{
  must_write (self, requests_job, NULL);
}

static gboolean
problems_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) problems = NULL, left = NULL;
  g_autofree char *value = NULL;
  g_autoptr (GBytes) raw = g_bytes_new_static ("x", 1);

  g_assert_true (add_account (db, NULL, error));
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (ctg_problems_set (db, ACCOUNT, "QUOTA", NULL, "INBOX", "full", error));
      g_assert_true (ctg_problems_set (db, NULL, "STORAGE", NULL, "", NULL, error));
      g_assert_true (ctg_quarantine_add (db, NULL, "INBOX 9:1", "parts", raw, error));
    }
  problems = ctg_problems_list (db, error);
  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_cmpint (ctg_quarantine_count (db), ==, 1);
  g_assert_true (ctg_problems_clear (db, ACCOUNT, NULL, NULL, error));
  left = ctg_problems_list (db, error);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_null (ctg_settings_get (db, "a"));
  g_assert_true (ctg_settings_set (db, "a", "1", error));
  g_assert_true (ctg_settings_set (db, "a", "2", error));
  value = ctg_settings_get (db, "a");
  g_assert_cmpstr (value, ==, "2");
  return TRUE;
}

static void
test_a_problem_is_one_row (Fixture *self, gconstpointer unused)
{
  must_write (self, problems_job, NULL);
}

static gboolean
search_job (CtgDb *db, gpointer data, GError **error)
{
  static const struct { const char *words; guint n; } searches[] = {
    { "perche", 2 },         { "perché", 2 },           { "PERCHÉ", 2 },          { "perc", 2 },
    { "pe", 0 },             { "preventivo perche", 1 }, { "bruno", 2 },          { "\"perche\"", 2 },
    { "\"", 0 },             { "perche OR nulla", 0 },  { "NEAR(perche no)", 0 }, { "subject:perche", 0 },
    { "subject:preventivo", 1 }, { "from:bruno@example.com", 2 }, { "from:bruno", 2 }, { "da:anna", 0 },
    { "to:bruno", 0 },        { "contact:bru", 2 },      { "contact:bruno perche", 2 }, { "contact:anna perche", 0 },
    { "-contact:bruno", 0 },  { "perche -preventivo", 1 }, { "-preventivo", 1 },   { "-perche", 0 },
    { "\"perche no\"", 2 },  { "\"no perche\"", 0 },    { "has:attachment", 0 }, { "-con:allegati", 2 },
    { "in:received perche", 2 }, { "in:sent", 0 },       { "after:2020 perche", 2 }, { "before:2020", 0 },
    { "perc* -subject:preventivo", 1 }, { "perche -from:bruno", 0 }, { "mi chied*", 2 }, { "before:2100", 2 },
    { "perche*", 2 },        { "* ^ - +", 0 },          { "perche AND", 0 },      { "'; DROP TABLE x", 0 },
    { "bruno@example.com", 2 }, { "no,", 2 },           { "", 0 },                { "  ", 0 },
  };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  Mail first = { .id = "1@x", .subject = "Il preventivo", .date_utc_s = NOW };
  Mail second = { .id = "2@x", .date_utc_s = NOW + 1 };
  Mail third = { .id = "3@x", .date_utc_s = NOW + 2 };
  gint64 keys[] = { put_mail (db, &first, error), put_mail (db, &second, error), put_mail (db, &third, error) };
  g_autoptr (GPtrArray) hits = NULL;

  for (int i = 0; i < 3; i++)
    g_assert_true (put_text (db, keys[i], "Mi chiedo: perché\nno? \u2068Davvero", error));
  for (int i = 0; i < 2; i++)
    g_assert_true (ctg_messages_log (db, keys[i], contact, "core", NULL, error));
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GPtrArray) found = ctg_search (db, searches[i].words, 10, error);

      g_assert_no_error (*error);
      g_assert_nonnull (found);
      if (found->len != searches[i].n)
        g_test_message ("%s: %u", searches[i].words, found->len);
      g_assert_cmpuint (found->len, ==, searches[i].n);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GPtrArray) found = ctg_search_best (db, searches[i].words, 10, error);

      g_assert_no_error (*error);
      g_assert_cmpuint (found->len, ==, searches[i].n);
    }
  hits = ctg_search (db, "perche", 1, error);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (((CtgHit *) g_ptr_array_index (hits, 0))->key, ==, NOW + 1);
  g_assert_cmpstr (((CtgHit *) g_ptr_array_index (hits, 0))->snippet, ==,
                   "Mi chiedo: \u2068perché\u2069 no? Davvero");
  return TRUE;
}

/* More words begin so than are listed one by one; some differ by their accents alone. */
static gboolean
beginnings_job (CtgDb *db, gpointer data, GError **error)
{
  static const struct { const char *words; guint n; } searches[] = {
    { "cant", 240 }, { "cant0", 100 }, { "cant01", 10 }, { "cànt017", 1 }, { "cant0*", 100 }, { "cant3", 0 },
    { "comune cant0", 100 }, { "cant01 comune", 0 }, { "cant01* comune", 10 }, { "comune -cant0*", 140 },
  };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);

  for (int i = 0; i < 240; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d@x", i);
      g_autofree char *text = g_strdup_printf ("%s%03d comune\n", i % 2 == 0 ? "cant" : "Cànt", i);
      Mail mail = { .id = id, .date_utc_s = NOW + i };
      gint64 key = put_mail (db, &mail, error);

      if (!put_text (db, key, text, error) || !ctg_messages_log (db, key, contact, "core", NULL, error))
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GPtrArray) hits = ctg_search (db, searches[i].words, 1000, error);
      g_autoptr (GPtrArray) best = ctg_search_best (db, searches[i].words, 1000, error);

      g_test_message ("%s", searches[i].words);
      g_assert_nonnull (hits);
      g_assert_cmpuint (hits->len, ==, searches[i].n);
      g_assert_cmpuint (best->len, ==, searches[i].n);
      for (guint j = 1; j < hits->len; j++)
        g_assert_cmpint (((CtgHit *) hits->pdata[j - 1])->key, >, ((CtgHit *) hits->pdata[j])->key);
    }
  return TRUE;
}

static void
test_a_beginning_finds_all_words_it_goes_on_to (Fixture *self, gconstpointer unused)
{
  must_write (self, beginnings_job, NULL);
}

static void
test_search_takes_what_people_type (Fixture *self, gconstpointer unused)
{
  must_write (self, search_job, NULL);
}

/* Folders' roles: 1 the inbox, 2 Sent; what is in neither is not listed, and not found. */
static void
put_in_folder (CtgDb *db, const char *name, int role, gint64 key, GError **error)
{
  CtgFolder folder = { .account_id = (char *) ACCOUNT, .remote_name = (char *) name, .name = (char *) name,
                       .role = role, .n_messages = -1 };

  g_assert_true (ctg_folders_upsert (db, &folder, error));
  g_assert_true (ctg_messages_add_location (db, key, folder.id, "1:1", error));
}

static gboolean
search_unlogged_job (CtgDb *db, gpointer data, GError **error)
{
  static const struct { const char *words; guint n; } searches[] = {
    { "citta", 2 },          { "CITTÀ", 2 },            { "città", 2 },           { "citt", 2 },
    { "cit nuova", 0 },      { "nuova cit", 2 },        { "\"città nuova\"", 2 }, { "\"nuova città\"", 0 },
    { "itta", 0 },           { "subject:bruno", 0 },    { "from:bruno", 1 },      { "example", 2 },
    { "carla", 1 },          { "to:carla", 1 },         { "from:carla", 0 },      { "to:anna", 1 },
    { "carla@example.com", 1 }, { "citta -bruno", 1 },  { "-bruno", 0 },          { "contact:bruno", 0 },
    { "citta has:attachment", 0 }, { "citta after:2020", 2 }, { "citta before:2020", 0 }, { "archivio", 0 },
    { "registrata", 0 },     { "", 0 },                 { "\"", 0 },              { "%", 0 },
  };
  Mail first = { .account_id = ACCOUNT, .id = "1@x", .subject = "Per la\u0300 Citta\u0300: nuova (sede)",
                 .date_utc_s = NOW };
  Mail second = { .account_id = ACCOUNT, .id = "2@x", .subject = "Città, nuova", .from = "anna@example.org",
                  .to = "carla@example.com", .date_utc_s = NOW + 1, .direction = 1 };
  Mail third = { .account_id = ACCOUNT, .id = "3@x", .subject = "Archivio", .date_utc_s = NOW + 2 };
  Mail fourth = { .account_id = ACCOUNT, .id = "4@x", .subject = "Registrata", .date_utc_s = NOW + 3 };
  g_autoptr (GArray) keys = NULL;
  gint64 contact, logged;

  g_assert_true (add_account (db, NULL, error));
  put_in_folder (db, "INBOX", 1, put_mail (db, &first, error), error);
  put_in_folder (db, "Sent", 2, put_mail (db, &second, error), error);
  put_in_folder (db, "Archive", 0, put_mail (db, &third, error), error);
  logged = put_mail (db, &fourth, error);
  put_in_folder (db, "Drafts", 1, logged, error);
  contact = add_contact (db, "Bruno", "bruno@example.com", error);
  g_assert_true (ctg_messages_log (db, logged, contact, "core", NULL, error));
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GArray) found = ctg_search_unlogged (db, searches[i].words, 10, error);

      g_assert_no_error (*error);
      if (found->len != searches[i].n)
        g_test_message ("%s: %u", searches[i].words, found->len);
      g_assert_cmpuint (found->len, ==, searches[i].n);
    }
  keys = ctg_search_unlogged (db, "nuova", 1, error);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpint (g_array_index (keys, gint64, 0), ==, NOW + 1);
  return TRUE;
}

static void
test_search_looks_at_the_heads_of_the_inbox (Fixture *self, gconstpointer unused)
{
  must_write (self, search_unlogged_job, NULL);
}

/* Best: in the subject, then among the people, then often, then in a short letter; of equals the newest. */
static gboolean
rank_job (CtgDb *db, gpointer data, GError **error)
{
  static const char *const ids[] = { "subject@x", "people@x", "often@x", "short@x", "older@x", "long@x" };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  g_autofree char *filler = g_strnfill (4000, 'a');
  g_autofree char *large = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  for (int i = 0; filler[i] != '\0'; i += 5)
    filler[i] = ' ';
  large = g_strconcat ("Serve una caldaia. ", filler, NULL);
  for (int i = 0; i < 6; i++)
    {
      Mail mail = { .id = ids[i], .date_utc_s = NOW - i };
      gint64 key;

      mail.subject = i == 0 ? "Caldaia" : "Altro";
      mail.from = i == 1 ? "caldaia@example.com" : "bruno@example.com";
      key = put_mail (db, &mail, error);
      g_assert_true (put_text (db, key, i < 2 ? "Buongiorno" : i == 2 ? "La caldaia e la caldaia" :
                                        i == 5 ? large : "Serve una caldaia.", error));
      g_assert_true (ctg_messages_log (db, key, contact, "core", NULL, error));
    }
  hits = ctg_search_best (db, "caldaia", 5, error);
  g_assert_cmpuint (hits->len, ==, 5);
  for (guint i = 0; i < hits->len; i++)
    g_assert_cmpint (((CtgHit *) hits->pdata[i])->key, ==, NOW - (int) i);
  g_assert_cmpstr (((CtgHit *) hits->pdata[4])->snippet, ==, "Serve una \u2068caldaia\u2069.");
  return TRUE;
}

static void
test_the_best_comes_first (Fixture *self, gconstpointer unused)
{
  must_write (self, rank_job, NULL);
}

#define ADD(name, func) g_test_add ("/store/repositories/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an-account-is-kept-whole", test_an_account_is_kept_whole);
  ADD ("B50-what-happened-to-a-mailbox-is-written-down", test_what_happened_to_a_mailbox_is_written_down);
  ADD ("a-removed-address-can-be-connected-again", test_a_removed_address_can_be_connected_again);
  ADD ("a-folder-keeps-its-token", test_a_folder_keeps_its_token);
  ADD ("contacts-are-found-without-accents", test_contacts_are_found_without_accents);
  ADD ("a-person-waits-until-answered", test_a_person_waits_until_answered);
  ADD ("a-correspondence-has-its-days", test_a_correspondence_has_its_days);
  ADD ("a-senders-pictures-are-wanted-until-they-are-not", test_a_senders_pictures_are_wanted_until_they_are_not);
  ADD ("rules-get-their-facts", test_rules_get_their_facts);
  ADD ("requests-are-taken-in-order", test_requests_are_taken_in_order);
  ADD ("a-problem-is-one-row", test_a_problem_is_one_row);
  ADD ("search-takes-what-people-type", test_search_takes_what_people_type);
  ADD ("a-beginning-finds-all-words-it-goes-on-to", test_a_beginning_finds_all_words_it_goes_on_to);
  ADD ("search-looks-at-the-heads-of-the-inbox", test_search_looks_at_the_heads_of_the_inbox);
  ADD ("the-best-comes-first", test_the_best_comes_first);
  return g_test_run ();
}
