/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "companies.h"
#include "deals.h"
#include "fixture.h"
#include "log-policy.h"

/* B32: what is written from a company or a deal is theirs before it is sent, and its answers follow. */
static gboolean
write_before_sending (CtgDb *db, gpointer data, GError **error)
{
  Mail sent = { .id = "1@x", .from = "anna@example.org", .to = "bruno@example.com", .date_utc_s = NOW,
                .direction = CTG_DIRECTION_OUT };
  Mail answer = { .id = "2@x", .ancestors = "1@x", .date_utc_s = NOW + 1 };
  Mail unlogged = { .id = "3@x", .ancestors = "1@x", .from = "carlo@example.net", .date_utc_s = NOW + 2 };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  g_autoptr (CtgCompany) company = g_new0 (CtgCompany, 1);
  g_autoptr (CtgDeal) deal = ctg_deal_new ();
  g_autoptr (GArray) before = NULL, letters = NULL, of_company = NULL;

  company->name = g_strdup ("Verdi");
  g_assert_true (ctg_companies_put (db, company, error));
  deal->name = g_strdup ("Cucina");
  deal->stage = g_strdup ("new");
  deal->currency = g_strdup ("EUR");
  deal->company_id = company->id;
  g_array_append_val (deal->contacts, contact);
  g_assert_true (ctg_deals_put (db, deal, error));
  g_assert_true (ctg_deals_add_letter (db, deal->id, "1@x", error));
  g_assert_true (ctg_companies_add_letter (db, company->id, "1@x", error));
  before = ctg_deals_list_letters (db, deal->id, error);
  g_assert_cmpuint (before->len, ==, 0);
  put_mail (db, &sent, error);
  g_assert_true (ctg_messages_log (db, put_mail (db, &answer, error), contact, "core", NULL, error));
  put_mail (db, &unlogged, error);
  letters = ctg_deals_list_letters (db, deal->id, error);
  of_company = ctg_companies_list_letters (db, company->id, error);
  g_assert_cmpuint (letters->len, ==, 2);
  g_assert_cmpint (g_array_index (letters, gint64, 0), ==, NOW + 1);
  g_assert_cmpuint (of_company->len, ==, 2);
  return TRUE;
}

static gboolean
delete_all (CtgDb *db, gpointer data, GError **error)
{
  gint64 deal = ctg_deals_find (db, "Cucina");
  g_autoptr (CtgDeal) left = NULL;

  g_assert_true (ctg_companies_delete (db, ctg_companies_find (db, "VERD\u00ec"), error));
  g_assert_true (ctg_contacts_delete (db, ctg_contacts_find_id (db, "bruno@example.com"), error));
  left = ctg_deals_get (db, deal, error);
  g_assert_cmpint (left->company_id, ==, 0);
  g_assert_cmpuint (left->contacts->len, ==, 0);
  g_assert_true (ctg_deals_delete (db, deal, error));
  g_assert_cmpint (ctg_deals_find (db, "Cucina"), ==, 0);
  return TRUE;
}

/* Its company and one of its people are gone by then, and its number may be another deal's. */
static gboolean
delete_and_restore (CtgDb *db, gpointer data, GError **error)
{
  gint64 id = ctg_deals_find (db, "Cucina");
  g_autoptr (CtgDeal) other = ctg_deal_new ();
  g_autoptr (CtgDeal) back = NULL;
  g_autoptr (CtgAction) action = NULL;
  g_autoptr (GArray) letters = NULL;

  g_assert_true (ctg_deals_delete (db, id, error));
  action = ctg_undo_get_last (db, error);
  g_assert_cmpstr (action->kind, ==, "deal-remove");
  other->name = g_strdup ("Bagno");
  other->stage = g_strdup ("new");
  other->currency = g_strdup ("EUR");
  g_assert_true (ctg_deals_put (db, other, error));
  g_assert_cmpint (other->id, ==, id);
  g_assert_true (ctg_deals_restore (db, action->text, error));
  back = ctg_deals_get (db, ctg_deals_find (db, "Cucina"), error);
  g_assert_cmpint (back->id, !=, id);
  g_assert_cmpuint (back->contacts->len, ==, 1);
  g_assert_cmpint (back->company_id, !=, 0);
  letters = ctg_deals_list_letters (db, back->id, error);
  g_assert_cmpuint (letters->len, ==, 2);
  g_assert_false (ctg_deals_restore (db, "(1, 'x')", NULL));
  g_assert_true (ctg_deals_delete (db, other->id, error));
  return TRUE;
}

static void
test_a_deleted_deal_comes_back (Fixture *self, gconstpointer unused)
{
  must_write (self, write_before_sending, NULL);
  must_write (self, delete_and_restore, NULL);
  must_write (self, delete_all, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static void
test_letters_are_theirs_before_they_are_sent (Fixture *self, gconstpointer unused)
{
  must_write (self, write_before_sending, NULL);
  must_write (self, delete_all, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/companies/letters-are-theirs-before-they-are-sent", Fixture, NULL, fixture_set_up,
              test_letters_are_theirs_before_they_are_sent, fixture_tear_down);
  g_test_add ("/store/companies/a-deleted-deal-comes-back", Fixture, NULL, fixture_set_up,
              test_a_deleted_deal_comes_back, fixture_tear_down);
  return g_test_run ();
}
