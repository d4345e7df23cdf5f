/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "answer-news.h"
#include "clock.h"
#include "account-list.h"
#include "accounts.h"
#include "companies.h"
#include "company-list.h"
#include "deal-list.h"
#include "record-page.h"
#include "contact-list.h"
#include "contact-page.h"
#include "contacts.h"
#include "deals.h"
#include "errors.h"
#include "message-chain.h"
#include "message-list.h"
#include "messages.h"
#include "requests.h"
#include "search-model.h"
#include "store.h"
#include "text.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_MANY 100000
#define N_ROWS_OF_A_VIEW 205   /* what GTK 4.8 makes, whatever is visible */

typedef struct
{
  char *dir;
  CtgStore *store;
  guint n_contacts;
  gint64 folder_id;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("carteggio-models-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = ctg_store_open (self->dir, 0, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ctg_store_close (self->store);
  /* What a reader was still at when its asker went is answered only now. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->store);
  remove_tree (self->dir);
  g_free (self->dir);
}

static void
write_now (Fixture *self, CtgStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  ctg_store_write (self->store, func, data, NULL, &error);
  g_assert_no_error (error);
}

static gint64
insert_contact (CtgDb *db, const char *name, const char *address)
{
  char *addresses[] = { (char *) address, NULL };
  CtgContact contact = { .name = (char *) name, .company = (char *) "", .phone = (char *) "", .note = (char *) "",
                         .addresses = addresses };
  g_autoptr (GError) error = NULL;

  ctg_contacts_insert (db, &contact, &error);
  g_assert_no_error (error);
  return contact.id;
}

static gboolean
add_contacts_job (CtgDb *db, gpointer data, GError **error)
{
  for (guint i = 0; i < *(guint *) data; i++)
    {
      g_autofree char *name = g_strdup_printf ("Persona %06u", i);
      g_autofree char *address = g_strdup_printf ("p%u@example.it", i);

      insert_contact (db, name, address);
    }
  return TRUE;
}

static void
add_contacts (Fixture *self, guint n)
{
  write_now (self, add_contacts_job, &n);
}

static gboolean
add_one_job (CtgDb *db, gpointer data, GError **error)
{
  return insert_contact (db, data, "one@example.it") != 0;
}

static gboolean
rename_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, *(gint64 *) data, error);

  g_free (contact->name);
  contact->name = g_strdup ("Persona rinominata");
  return ctg_contacts_update (db, contact, error);
}

static gboolean
delete_job (CtgDb *db, gpointer data, GError **error)
{
  return ctg_contacts_delete (db, *(gint64 *) data, error);
}

/* A wait in a test ends with the thing waited for, or with the test's time. */
#define WAIT_FOR(condition)                        \
  while (!(condition))                             \
    g_main_context_iteration (NULL, TRUE)

static CtgContactList *
load_contacts (Fixture *self)
{
  CtgContactList *list = ctg_contact_list_new (self->store);

  WAIT_FOR (ctg_lazy_list_is_loaded (CTG_LAZY_LIST (list)));
  return list;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* --- Lists --- */

static GPtrArray *
hold_rows (GListModel *list, guint from)
{
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_ROWS_OF_A_VIEW; i++)
    g_ptr_array_add (held, g_list_model_get_item (list, from + i));
  return held;
}

static void
test_hundred_thousand_rows_are_read_as_shown (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactList) list = NULL;

  add_contacts (self, N_MANY);
  list = load_contacts (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, N_MANY);
  for (guint from = 0; from < N_MANY; from += N_MANY / 7)
    {
      guint start = MIN (from, N_MANY - N_ROWS_OF_A_VIEW);
      g_autoptr (GPtrArray) held = hold_rows (G_LIST_MODEL (list), start);
      CtgLazyItem *last = g_ptr_array_index (held, held->len - 1);

      for (guint i = 0; i < held->len; i++)
        WAIT_FOR (ctg_lazy_item_get_state (g_ptr_array_index (held, i)) == CTG_LAZY_READY);
      g_assert_cmpuint (ctg_lazy_list_get_n_live (CTG_LAZY_LIST (list)), <=, 500);
      g_assert_cmpint (ctg_contact_item_get_row (CTG_CONTACT_ITEM (last))->id, ==, ctg_lazy_item_get_id (last));
    }
  g_assert_cmpuint (ctg_lazy_list_get_n_live (CTG_LAZY_LIST (list)), ==, 0);
}

static void
test_same_row_is_same_item_while_held (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactList) list = NULL;
  g_autoptr (GObject) first = NULL;
  g_autoptr (GObject) again = NULL;

  add_contacts (self, 3);
  list = load_contacts (self);
  first = g_list_model_get_item (G_LIST_MODEL (list), 1);
  again = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (first == again);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 3));
}

typedef struct
{
  guint n_signals, position, removed, added;
  guint n_items;   /* what the changes add up to */
} Changes;

static void
changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Changes *changes = data;

  changes->n_signals++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
  changes->n_items += added - removed;
  g_assert_cmpuint (changes->n_items, ==, g_list_model_get_n_items (list));
}

static void
test_new_row_changes_only_its_place (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactList) list = NULL;
  Changes changes = { .n_items = 1000 };

  add_contacts (self, 1000);
  list = load_contacts (self);
  ctg_contact_list_set_order (list, FALSE);
  WAIT_FOR (ctg_lazy_list_get_id (CTG_LAZY_LIST (list), 0) == 1);
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), &changes);
  write_now (self, add_one_job, (gpointer) "Persona 000499 bis");
  WAIT_FOR (changes.n_signals > 0);
  g_assert_cmpuint (changes.n_signals, ==, 1);
  g_assert_cmpuint (changes.position, ==, 500);
  g_assert_cmpuint (changes.removed, ==, 0);
  g_assert_cmpuint (changes.added, ==, 1);
}

static gboolean
replace_all_job (CtgDb *db, gpointer data, GError **error)
{
  for (gint64 id = 1; id <= 1000; id++)
    if (!ctg_contacts_delete (db, id, error))
      return FALSE;
  for (guint i = 0; i < 900; i++)
    {
      g_autofree char *name = g_strdup_printf ("Altra %u", i);
      g_autofree char *address = g_strdup_printf ("altra%u@example.it", i);

      insert_contact (db, name, address);
    }
  return TRUE;
}

static void
test_great_change_goes_then_comes (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactList) list = NULL;
  Changes changes = { .n_items = 1000 };

  add_contacts (self, 1000);
  list = load_contacts (self);
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), &changes);
  write_now (self, replace_all_job, NULL);
  WAIT_FOR (changes.n_signals >= 2);
  g_assert_cmpuint (changes.n_signals, ==, 2);
  g_assert_cmpuint (changes.removed, ==, 0);
  g_assert_cmpuint (changes.n_items, ==, 900);   /* a few ids used again may stand where they stood */
}

static void
test_shown_row_follows_its_change (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactList) list = NULL;
  g_autoptr (CtgContactItem) item = NULL;
  gint64 id;

  add_contacts (self, 1);
  list = load_contacts (self);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  id = ctg_lazy_item_get_id (CTG_LAZY_ITEM (item));
  WAIT_FOR (ctg_contact_item_get_row (item) != NULL);
  g_assert_cmpstr (ctg_contact_item_get_row (item)->name, ==, "Persona 000000");
  write_now (self, rename_job, &id);
  WAIT_FOR (g_str_equal (ctg_contact_item_get_row (item)->name, "Persona rinominata"));
}

static void
test_row_that_goes_says_so (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactList) list = NULL;
  g_autoptr (CtgLazyItem) item = NULL;
  gint64 id;

  add_contacts (self, 2);
  list = load_contacts (self);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  WAIT_FOR (ctg_lazy_item_get_state (item) == CTG_LAZY_READY);
  id = ctg_lazy_item_get_id (item);
  write_now (self, delete_job, &id);
  WAIT_FOR (ctg_lazy_item_get_state (item) == CTG_LAZY_GONE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
}

static void
test_list_dropped_while_reading (Fixture *self, gconstpointer data)
{
  CtgContactList *list;
  GObject *item;

  add_contacts (self, 100);
  g_object_unref (ctg_contact_list_new (self->store));
  list = load_contacts (self);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_object_unref (list);
  g_main_context_iteration (NULL, FALSE);
  g_object_unref (item);
}

/* --- Letters --- */

typedef struct
{
  const char *id;
  const char *parent;
  const char *subject;
  const char *text;      /* (nullable) */
  gint64 date_utc_s;
  gint64 contact_id;     /* 0: not logged */
} Letter;

static CtgParty *
make_party (CtgPartyKind kind, const char *name, const char *address)
{
  CtgParty *party = g_new0 (CtgParty, 1);

  party->kind = kind;
  party->name = g_strdup (name);
  party->address = g_strdup (address);
  return party;
}

static GPtrArray *
make_attachments (void)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  static const char *const names[] = { "pianta.pdf", "logo.png" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

      attachment->name = g_strdup (names[i]);
      attachment->type = g_strdup ("application/octet-stream");
      attachment->content = g_bytes_new (names[i], strlen (names[i]));
      attachment->size_bytes = (gint64) strlen (names[i]);
      attachment->sha256 = ctg_text_sha256_hex (names[i], -1);
      attachment->is_inline = i == 1;
      g_ptr_array_add (attachments, attachment);
    }
  return attachments;
}

static void
put_letter (CtgDb *db, const Letter *letter, gint64 folder_id)
{
  g_autoptr (GPtrArray) parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);
  g_autoptr (GPtrArray) attachments = make_attachments ();
  g_autoptr (GError) error = NULL;
  const char *ancestors[] = { letter->parent, NULL };
  CtgMessageHead head = { .account_id = "a", .message_id = letter->id, .has_message_id = TRUE,
                          .content_hash = letter->id,
                          .ancestors = ancestors, .subject = letter->subject,
                          .parties = parties, .sort_utc_s = letter->date_utc_s, .date_utc_s = letter->date_utc_s,
                          .size_bytes = 100 };
  CtgMessageBody body = { .text = letter->text, .attachments = attachments, .body_class = CTG_BODY_LOGGED };
  gint64 key;
  gboolean is_new;

  g_ptr_array_add (parties, make_party (CTG_PARTY_FROM, "Anna", "anna@example.it"));
  g_ptr_array_add (parties, make_party (CTG_PARTY_TO, "", "me@example.it"));
  ctg_messages_put_head (db, &head, &key, &is_new, &error);
  g_assert_no_error (error);
  ctg_messages_add_location (db, key, folder_id, letter->id, &error);
  g_assert_no_error (error);
  if (letter->contact_id == 0)
    return;
  ctg_messages_put_body (db, key, &body, &error);
  g_assert_no_error (error);
  ctg_messages_log (db, key, letter->contact_id, "core", letter->parent, &error);
  g_assert_no_error (error);
}

static gboolean
add_mail_job (CtgDb *db, gpointer data, GError **error)
{
  CtgAccount account = { .id = (char *) "a", .address = (char *) "me@example.it", .display_name = (char *) "",
                         .kind = (char *) "imap", .state = CTG_ACCOUNT_CONNECTED };
  CtgFolder folder = { .account_id = (char *) "a", .remote_name = (char *) "INBOX", .name = (char *) "INBOX", .role = 1,
                       .is_watched = TRUE };
  g_autoptr (CtgEndpoint) incoming = ctg_endpoint_new ("mail.example.it", 993, CTG_SECURITY_TLS, "me");
  gint64 anna = insert_contact (db, "Anna Bianchi", "anna@example.it");
  const Letter letters[] = {
    { "1@x", NULL, "Pianta", "Il rovere va bene.", 1000, anna },
    { "2@x", "1@x", "Re: Pianta", "Allora confermo.", 2000, anna },
    { "3@x", NULL, "Altro", "Una fattura.", 3000, anna },
    { "4@x", NULL, "Sconosciuto", NULL, 4000, 0 },
  };

  account.incoming = incoming;
  if (!ctg_accounts_insert (db, &account, error) || !ctg_folders_upsert (db, &folder, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    put_letter (db, &letters[i], folder.id);
  return TRUE;
}

static CtgContactPage *
open_page (Fixture *self)
{
  CtgContactPage *page;

  write_now (self, add_mail_job, NULL);
  page = ctg_contact_page_new (self->store, 1);
  WAIT_FOR (ctg_contact_page_get_contact (page) != NULL);
  return page;
}

/* B17 */
static void
test_page_has_threads_newest_first (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactPage) page = open_page (self);
  GPtrArray *threads = ctg_contact_page_get_threads (page);
  const CtgThreadFacts *newest = g_ptr_array_index (threads, 0);
  const CtgThreadFacts *older = g_ptr_array_index (threads, 1);

  g_assert_cmpuint (threads->len, ==, 2);
  g_assert_cmpstr (newest->subject, ==, "Altro");
  g_assert_cmpstr (older->subject, ==, "Pianta");
  g_assert_cmpuint (older->n_messages, ==, 2);
  g_assert_cmpint (ctg_contact_page_get_contact (page)->n_messages, ==, 3);
  g_object_run_dispose (G_OBJECT (page));
}

static void
test_page_leaves_out_what_belongs_to_the_text (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactPage) page = open_page (self);
  GPtrArray *attachments = ctg_contact_page_get_attachments (page);

  for (guint i = 0; i < attachments->len; i++)
    g_assert_cmpstr (((CtgAttachmentFacts *) g_ptr_array_index (attachments, i))->name, ==, "pianta.pdf");
  g_assert_cmpuint (attachments->len, >, 0);
  g_object_run_dispose (G_OBJECT (page));
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_thread_says_why_each_letter_is_there (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactPage) page = open_page (self);
  const CtgThreadFacts *thread = g_ptr_array_index (ctg_contact_page_get_threads (page), 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  const CtgMessageFacts *answer;
  const CtgLogFacts *entry;

  ctg_contact_page_load_thread_async (page, thread->thread, NULL, keep_result_cb, &result);
  WAIT_FOR (result != NULL);
  messages = ctg_contact_page_load_thread_finish (page, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 2);
  answer = g_ptr_array_index (messages, 1);
  entry = g_ptr_array_index (answer->log, 0);
  g_assert_cmpuint (ctg_contact_page_get_contact (page)->n_unlogged, ==, 1);   /* 4@x */
  g_assert_cmpstr (answer->subject, ==, "Re: Pianta");
  g_assert_cmpstr (entry->rule, ==, "core");
  g_assert_cmpstr (entry->matched_message_id, ==, "1@x");
  g_assert_cmpint (((CtgPersonFacts *) g_ptr_array_index (answer->people, 0))->contact_id, ==, 1);
  g_object_run_dispose (G_OBJECT (page));
}

static void
set_flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
test_page_of_a_deleted_contact_says_so (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgContactPage) page = open_page (self);
  gboolean is_gone = FALSE;
  gint64 id = 1;

  g_signal_connect_swapped (page, "gone", G_CALLBACK (set_flag_cb), &is_gone);
  write_now (self, delete_job, &id);
  WAIT_FOR (is_gone);
  g_object_run_dispose (G_OBJECT (page));
}

static void
test_inbox_has_what_nobody_has (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgMessageList) list = NULL;
  g_autoptr (CtgMessageItem) item = NULL;

  write_now (self, add_mail_job, NULL);
  list = ctg_message_list_new (self->store);
  WAIT_FOR (ctg_lazy_list_is_loaded (CTG_LAZY_LIST (list)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  WAIT_FOR (ctg_message_item_get_row (item) != NULL);
  g_assert_cmpstr (ctg_message_item_get_row (item)->who, ==, "Anna");
  g_assert_cmpstr (ctg_message_item_get_row (item)->subject, ==, "Sconosciuto");
}

static void
test_missing_message_is_not_found (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ctg_message_facts_load_async (self->store, 42, NULL, keep_result_cb, &result);
  WAIT_FOR (result != NULL);
  g_assert_null (ctg_message_facts_load_finish (result, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
}

static gboolean
warn_job (CtgDb *db, gpointer data, GError **error)
{
  return ctg_problems_set (db, "a", "TOO_LARGE", "large-folder", "Archivio & <vecchio>", NULL, error);
}

static void
test_mailboxes_are_listed (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgAccountList) list = ctg_account_list_new (self->store);
  g_autoptr (CtgAccountItem) item = NULL;

  WAIT_FOR (ctg_account_list_is_loaded (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  write_now (self, add_mail_job, NULL);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (ctg_account_item_get_facts (item)->address, ==, "me@example.it");
  g_assert_cmpint (ctg_account_item_get_facts (item)->state, ==, CTG_MAILBOX_CONNECTED);
  g_assert_null (ctg_account_item_get_facts (item)->large_folders);
  write_now (self, warn_job, NULL);
  WAIT_FOR (ctg_account_item_get_facts (item)->large_folders != NULL);
  g_assert_cmpstr (ctg_account_item_get_facts (item)->large_folders, ==, "Archivio & <vecchio>");
}

/* --- Search --- */

static void
test_search_finds_people_then_letters (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgSearchModel) model = ctg_search_model_new (self->store);
  g_autoptr (CtgSearchResult) person = NULL;
  g_autoptr (CtgSearchResult) letter = NULL;

  write_now (self, add_mail_job, NULL);
  ctg_search_model_set_words (model, "anna");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  person = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpint (ctg_search_result_get_kind (person), ==, CTG_RESULT_CONTACT);
  g_assert_cmpstr (ctg_search_result_get_title (person), ==, "Anna Bianchi");
  ctg_search_model_set_words (model, "rovere");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  letter = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpint (ctg_search_result_get_kind (letter), ==, CTG_RESULT_MESSAGE);
  g_assert_cmpint (ctg_search_result_get_contact_id (letter), ==, 1);
}

static void
chain_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **) data = ctg_message_chain_load_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_what_a_letter_answers_is_told (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) links = NULL;
  GPtrArray *loaded = NULL;
  const CtgChainLink *link;

  write_now (self, add_mail_job, NULL);
  ctg_message_chain_load_async (self->store, 2000, 1, 6, chain_cb, &loaded);
  WAIT_FOR (loaded != NULL);
  links = loaded;
  g_assert_cmpuint (links->len, ==, 1);
  link = g_ptr_array_index (links, 0);
  g_assert_cmpstr (link->message_id, ==, "1@x");
  g_assert_cmpint (link->key, ==, 1000);
  g_assert_cmpstr (link->subject, ==, "Pianta");
  g_assert_cmpstr (link->sender, ==, "Anna");
  g_assert_true (link->is_on_page);
}

/* Behind what is logged, which is there first. */
static void
test_search_finds_what_is_in_the_inbox (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgSearchModel) model = ctg_search_model_new (self->store);
  g_autoptr (CtgSearchResult) letter = NULL;
  guint n;

  write_now (self, add_mail_job, NULL);
  ctg_search_model_set_words (model, "anna");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_assert_cmpuint (n, ==, 5);
  letter = g_list_model_get_item (G_LIST_MODEL (model), n - 1);
  g_assert_cmpint (ctg_search_result_get_kind (letter), ==, CTG_RESULT_UNLOGGED);
  g_assert_cmpint (ctg_search_result_get_contact_id (letter), ==, 0);
  g_assert_cmpint (ctg_search_result_get_key (letter), ==, 4000);
  g_assert_cmpstr (ctg_search_result_get_title (letter), ==, "Anna \u00b7 Sconosciuto");
  ctg_search_model_set_words (model, "in:received anna");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3);
}

static void
test_only_the_last_words_are_answered (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgSearchModel) model = ctg_search_model_new (self->store);
  g_autoptr (CtgSearchResult) result = NULL;

  write_now (self, add_mail_job, NULL);
  ctg_search_model_set_words (model, "anna");
  ctg_search_model_set_words (model, "conf");
  ctg_search_model_set_words (model, "confermo");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  result = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_nonnull (strstr (ctg_search_result_get_title (result), "Re: Pianta"));
  ctg_search_model_set_words (model, "  ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
}

static void
test_what_cannot_be_searched_is_said (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgSearchModel) model = ctg_search_model_new (self->store);

  write_now (self, add_mail_job, NULL);
  ctg_search_model_set_words (model, "rovere");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  ctg_search_model_set_words (model, "rovere after:presto");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  g_assert_true (ctg_error_has_reason (ctg_search_model_get_problem (model), "search-date"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  ctg_search_model_set_words (model, "rovere before:1980 -zebra");
  WAIT_FOR (!ctg_search_model_is_searching (model));
  g_assert_null (ctg_search_model_get_problem (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), >, 0);
}

static gboolean
add_answer_job (CtgDb *db, gpointer data, GError **error)
{
  const Letter letters[] = {
    { "5@x", "2@x", "Re: Re: Pianta", "Grazie.", ctg_clock_now_utc_s () - 60, 1 },
    { "6@x", "2@x", "Vecchia", "Di un mese fa.", ctg_clock_now_utc_s () - 30 * 24 * 3600, 1 },
    { "7@x", NULL, "Di nessuno", NULL, ctg_clock_now_utc_s () - 50, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    put_letter (db, &letters[i], 1);
  return TRUE;
}

static void
answered_cb (CtgAnswerNews *news, gint64 contact_id, gint64 thread, gint64 key, const char *who, const char *subject,
             GString *told)
{
  g_string_append_printf (told, "%s: %s;", who, subject);
}

/* What was here before, what is old, and what is on nobody is no news; what is told is told once. */
static void
test_an_answer_is_told_once (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgAnswerNews) news = NULL;
  g_autoptr (GString) told = g_string_new (NULL);

  write_now (self, add_mail_job, NULL);
  news = ctg_answer_news_new (self->store);
  g_signal_connect (news, "answered", G_CALLBACK (answered_cb), told);
  write_now (self, add_answer_job, NULL);
  WAIT_FOR (told->len > 0);
  write_now (self, add_one_job, NULL);
  for (int i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpstr (told->str, ==, "Anna Bianchi: Re: Re: Pianta;");
  g_object_run_dispose (G_OBJECT (news));
}

static gboolean
add_company_job (CtgDb *db, gpointer data, GError **error)
{
  char *domains[] = { (char *) "example.it", NULL };
  CtgCompany company = { .name = (char *) "Studio", .phone = (char *) "", .note = (char *) "", .domains = domains };
  g_autoptr (CtgDeal) deal = ctg_deal_new ();

  if (!ctg_companies_put (db, &company, error))
    return FALSE;
  deal->name = g_strdup ("Cucina");
  deal->stage = g_strdup ("new");
  deal->currency = g_strdup ("EUR");
  deal->note = g_strdup ("");
  deal->amount_cents = 120050;
  deal->company_id = company.id;
  *(gint64 *) data = company.id;
  return ctg_deals_put (db, deal, error);
}

static void
record_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(CtgRecordPage **) data = ctg_record_page_load_finish (result, NULL);
}

/* B07: who writes from its domain is there, with the letters that are on their pages. */
static void
test_company_has_its_people_deals_and_letters (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgCompanyList) list = NULL;
  g_autoptr (CtgCompanyItem) item = NULL;
  g_autoptr (CtgRecordPage) page = NULL;
  const CtgPageLetter *letter;
  gint64 id = 0;

  write_now (self, add_mail_job, NULL);
  write_now (self, add_company_job, &id);
  list = ctg_company_list_new (self->store);
  WAIT_FOR (ctg_lazy_list_is_loaded (CTG_LAZY_LIST (list)));
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  WAIT_FOR (ctg_company_item_get_row (item) != NULL);
  g_assert_cmpstr (ctg_company_item_get_row (item)->name, ==, "Studio");
  ctg_record_page_load_async (self->store, CTG_RECORD_COMPANY, id, NULL, record_loaded_cb, &page);
  WAIT_FOR (page != NULL);
  g_assert_cmpuint (page->people->len, ==, page->n_people);
  g_assert_cmpuint (page->n_people, >=, 1);
  g_assert_cmpint (((const CtgPageDeal *) g_ptr_array_index (page->deals, 0))->amount_cents, ==, 120050);
  g_assert_cmpuint (page->n_letters, >=, 1);
  letter = g_ptr_array_index (page->letters, 0);
  g_assert_cmpint (letter->contact_id, ==,
                   ((const CtgPagePerson *) g_ptr_array_index (page->people, 0))->contact_id);
  for (guint i = 1; i < page->letters->len; i++)
    g_assert_cmpint (((const CtgPageLetter *) g_ptr_array_index (page->letters, i))->date_utc_s, <=,
                     ((const CtgPageLetter *) g_ptr_array_index (page->letters, i - 1))->date_utc_s);
}

static gboolean
add_deals_job (CtgDb *db, gpointer data, GError **error)
{
  static const char *const stages[] = { "won", "proposal" };
  gint64 *ids = data;
  gint64 contact = insert_contact (db, "Anna", "anna@example.it");

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (CtgDeal) deal = ctg_deal_new ();

      deal->name = g_strdup (stages[i]);
      deal->stage = g_strdup (stages[i]);
      deal->currency = g_strdup ("EUR");
      deal->amount_cents = (gint64) i * 100;
      if (i == 1)
        g_array_append_val (deal->contacts, contact);
      if (!ctg_deals_put (db, deal, error))
        return FALSE;
      ids[i] = deal->id;
    }
  return TRUE;
}

/* What is over stands below what is not, and a deal's page has its people. */
static void
test_deals_are_listed_and_have_people (Fixture *self, gconstpointer data)
{
  g_autoptr (CtgDealList) list = NULL;
  g_autoptr (CtgDealItem) item = NULL;
  g_autoptr (CtgRecordPage) page = NULL;
  gint64 ids[2];

  write_now (self, add_deals_job, ids);
  list = ctg_deal_list_new (self->store);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2);
  g_assert_cmpint (ctg_lazy_list_get_id (CTG_LAZY_LIST (list), 0), ==, ids[1]);
  item = g_list_model_get_item (G_LIST_MODEL (list), 1);
  WAIT_FOR (ctg_deal_item_get_row (item) != NULL);
  g_assert_cmpstr (ctg_deal_item_get_row (item)->amount, ==, "");
  ctg_record_page_load_async (self->store, CTG_RECORD_DEAL, ids[1], NULL, record_loaded_cb, &page);
  WAIT_FOR (page != NULL);
  g_assert_cmpuint (page->n_people, ==, 1);
  g_assert_cmpuint (page->contact_ids->len, ==, 1);
  g_assert_cmpuint (page->deals->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Keeps a blocking iteration from waiting for ever on a notice that came before it. */
  g_timeout_add (50, tick_cb, NULL);
#define ADD(path, function) g_test_add ("/models/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("answer-news/told-once", test_an_answer_is_told_once);
  ADD ("lazy-list/hundred-thousand-rows-are-read-as-shown", test_hundred_thousand_rows_are_read_as_shown);
  ADD ("lazy-list/same-row-is-same-item-while-held", test_same_row_is_same_item_while_held);
  ADD ("lazy-list/new-row-changes-only-its-place", test_new_row_changes_only_its_place);
  ADD ("lazy-list/great-change-goes-then-comes", test_great_change_goes_then_comes);
  ADD ("lazy-list/shown-row-follows-its-change", test_shown_row_follows_its_change);
  ADD ("lazy-list/row-that-goes-says-so", test_row_that_goes_says_so);
  ADD ("lazy-list/list-dropped-while-reading", test_list_dropped_while_reading);
  ADD ("record-page/people-deals-and-letters", test_company_has_its_people_deals_and_letters);
  ADD ("deal-list/open-ones-first-with-people", test_deals_are_listed_and_have_people);
  ADD ("contact-page/threads-newest-first", test_page_has_threads_newest_first);
  ADD ("contact-page/leaves-out-what-belongs-to-the-text", test_page_leaves_out_what_belongs_to_the_text);
  ADD ("contact-page/says-why-each-letter-is-there", test_thread_says_why_each_letter_is_there);
  ADD ("contact-page/deleted-contact-says-so", test_page_of_a_deleted_contact_says_so);
  ADD ("message-list/inbox-has-what-nobody-has", test_inbox_has_what_nobody_has);
  ADD ("message-facts/missing-message-is-not-found", test_missing_message_is_not_found);
  ADD ("account-list/mailboxes-are-listed", test_mailboxes_are_listed);
  ADD ("chain/what-a-letter-answers-is-told", test_what_a_letter_answers_is_told);
  ADD ("search/finds-people-then-letters", test_search_finds_people_then_letters);
  ADD ("search/finds-what-is-in-the-inbox", test_search_finds_what_is_in_the_inbox);
  ADD ("search/only-the-last-words-are-answered", test_only_the_last_words_are_answered);
  ADD ("search/what-cannot-be-searched-is-said", test_what_cannot_be_searched_is_said);
#undef ADD
  return g_test_run ();
}
