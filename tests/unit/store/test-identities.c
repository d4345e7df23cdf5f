/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"
#include "identities.h"

#define SECOND "7a0c7e0a-0000-4000-8000-000000000002"

/* "anna@example.org Anna*, ..": address, name, and a star for the default one, in order. */
static char *
describe (CtgDb *db, const char *account_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) identities = ctg_identities_list (db, account_id, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < identities->len; i++)
    {
      const CtgIdentity *identity = g_ptr_array_index (identities, i);

      g_string_append_printf (text, "%s%s %s%s", i > 0 ? ", " : "", identity->address, identity->name,
                              identity->is_default ? "*" : "");
    }
  return g_strdup (text->str);
}

static void
assert_identities (CtgDb *db, const char *account_id, const char *expected)
{
  g_autofree char *found = describe (db, account_id);

  g_assert_cmpstr (found, ==, expected);
}

static gboolean
put (CtgDb *db, const char *account_id, const char *address, const char *name, gboolean is_default, GError **error)
{
  CtgIdentity identity = { .account_id = (char *) account_id, .name = (char *) name, .address = (char *) address,
                           .is_default = is_default };

  return ctg_identities_put (db, &identity, error);
}

static gboolean
own_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GError) stays = NULL;

  g_assert_true (add_account (db, NULL, error));
  g_assert_true (put (db, ACCOUNT, "anna@EXAMPLE.org", "Anna Bianchi", FALSE, error));
  assert_identities (db, ACCOUNT, "anna@example.org Anna Bianchi*");
  g_assert_false (ctg_identities_remove (db, ACCOUNT, "anna@example.org", &stays));
  g_assert_error (stays, CTG_ERROR, CTG_ERROR_CONFLICT);
  assert_identities (db, ACCOUNT, "anna@example.org Anna Bianchi*");
  return TRUE;
}

static void
test_the_own_address_is_always_one (Fixture *self, gconstpointer unused)
{
  must_write (self, own_job, NULL);
}

static gboolean
default_job (CtgDb *db, gpointer data, GError **error)
{
  g_assert_true (add_account (db, NULL, error) && put (db, ACCOUNT, "anna@example.org", "A", FALSE, error));
  g_assert_true (put (db, ACCOUNT, "vendite@example.org", "Vendite", TRUE, error));
  g_assert_true (put (db, ACCOUNT, "info@example.org", "", FALSE, error));
  assert_identities (db, ACCOUNT, "anna@example.org A, info@example.org , vendite@example.org Vendite*");
  /* A new name alone does not take the default away. */
  g_assert_true (put (db, ACCOUNT, "vendite@Example.Org", "Ufficio", FALSE, error));
  assert_identities (db, ACCOUNT, "anna@example.org A, info@example.org , vendite@Example.Org Ufficio*");
  g_assert_true (put (db, ACCOUNT, "info@example.org", "", TRUE, error));
  assert_identities (db, ACCOUNT, "anna@example.org A, info@example.org *, vendite@Example.Org Ufficio");
  g_assert_true (put (db, ACCOUNT, "anna@example.org", "A", TRUE, error));
  assert_identities (db, ACCOUNT, "anna@example.org A*, info@example.org , vendite@Example.Org Ufficio");
  g_assert_true (put (db, ACCOUNT, "info@example.org", "", TRUE, error));
  g_assert_true (ctg_identities_remove (db, ACCOUNT, "info@EXAMPLE.ORG", error));
  assert_identities (db, ACCOUNT, "anna@example.org A*, vendite@Example.Org Ufficio");
  return TRUE;
}

static void
test_exactly_one_is_the_default (Fixture *self, gconstpointer unused)
{
  must_write (self, default_job, NULL);
}

static gboolean
several_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) second = make_account (SECOND, "bruno@example.com");
  g_autoptr (CtgIdentity) own = NULL, shared = NULL, first = NULL, of_second = NULL, none = NULL;
  g_autoptr (GError) missing = NULL, unknown = NULL;

  g_assert_true (add_account (db, NULL, error) && ctg_accounts_insert (db, second, error));
  g_assert_true (put (db, ACCOUNT, "bruno@example.com", "for Bruno", TRUE, error));
  g_assert_true (put (db, SECOND, "team@example.com", "Team", TRUE, error));
  g_assert_true (ctg_accounts_set_default (db, SECOND, error));
  own = ctg_identities_find (db, "bruno@EXAMPLE.com", error);
  g_assert_cmpstr (own->account_id, ==, SECOND);
  g_assert_true (own->is_own);
  first = ctg_identities_get_default (db, NULL, error);
  g_assert_cmpstr (first->address, ==, "team@example.com");
  of_second = ctg_identities_get_default (db, ACCOUNT, error);
  g_assert_cmpstr (of_second->address, ==, "bruno@example.com");
  g_assert_false (put (db, "nobody", "x@example.com", "", FALSE, &missing));
  g_assert_error (missing, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_assert_true (ctg_accounts_delete (db, SECOND, error));
  none = ctg_identities_find (db, "team@example.com", &unknown);
  g_assert_null (none);
  g_assert_error (unknown, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  shared = ctg_identities_find (db, "bruno@example.com", error);
  g_assert_cmpstr (shared->name, ==, "for Bruno");
  g_assert_true (ctg_accounts_set_state (db, ACCOUNT, CTG_ACCOUNT_REMOVED, NULL, error));
  assert_identities (db, NULL, "");
  return TRUE;
}

static void
test_a_sender_is_found_among_mailboxes (Fixture *self, gconstpointer unused)
{
  must_write (self, several_job, NULL);
}

#define ADD(name, func) g_test_add ("/store/identities/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the-own-address-is-always-one", test_the_own_address_is_always_one);
  ADD ("exactly-one-is-the-default", test_exactly_one_is_the_default);
  ADD ("a-sender-is-found-among-mailboxes", test_a_sender_is_found_among_mailboxes);
  return g_test_run ();
}
