/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates (B48): folders, shortcuts, what is removed and comes back. */

#include "fixture.h"
#include "log-policy.h"
#include "schema.h"

static gint64
put (CtgDb *db, const char *name, const char *folder, const char *shortcut, GError **error)
{
  CtgTemplate template = { .name = (char *) name, .folder = (char *) folder, .shortcut = (char *) shortcut,
                           .subject = (char *) "Saluti", .text = (char *) "Gentile {{contact.name}}" };

  return ctg_templates_put (db, &template, error) ? template.id : 0;
}

static void
assert_template (CtgDb *db, gint64 id, const char *name, const char *folder, const char *shortcut)
{
  g_autoptr (CtgTemplate) template = ctg_templates_get (db, id, NULL);

  g_assert_nonnull (template);
  g_assert_cmpstr (template->name, ==, name);
  g_assert_cmpstr (template->folder, ==, folder);
  g_assert_cmpstr (template->shortcut, ==, shortcut);
  g_assert_cmpstr (template->text, ==, "Gentile {{contact.name}}");
}

static void
assert_refused (gboolean done, GError **error, int code, const char *reason)
{
  g_assert_false (done);
  g_assert_error (*error, CTG_ERROR, code);
  g_assert_true (reason == NULL || ctg_error_has_reason (*error, reason));
  g_clear_error (error);
}

static gboolean
folders_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 offer = put (db, "Offerta", "Vendite", NULL, error);
  gint64 thanks = put (db, "Grazie", NULL, "ringrazio", error);

  g_assert_cmpint (put (db, "OFFERTA", NULL, NULL, error), ==, offer);
  assert_template (db, offer, "OFFERTA", "Vendite", "");
  assert_template (db, thanks, "Grazie", "", "ringrazio");
  g_assert_true (ctg_templates_rename_folder (db, "Vendite", "Clienti", error));
  assert_template (db, offer, "OFFERTA", "Clienti", "");
  assert_template (db, thanks, "Grazie", "", "ringrazio");
  assert_refused (ctg_templates_rename_folder (db, "", "Tutti", error), error, CTG_ERROR_NOT_FOUND,
                  "no-template-folder");
  g_assert_true (ctg_templates_rename_folder (db, "Clienti", "", error));
  assert_template (db, offer, "OFFERTA", "", "");
  return TRUE;
}

static void
test_folders (Fixture *self, gconstpointer unused)
{
  must_write (self, folders_job, NULL);
}

static gboolean
shortcuts_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 thanks = put (db, "Grazie", "", "ringrazio", error);
  gint64 offer = put (db, "Offerta", "", "", error);
  CtgTemplate change = { .id = offer, .shortcut = (char *) "ringrazio" };

  g_assert_cmpint (ctg_templates_find_shortcut (db, "/Ringrazio"), ==, thanks);
  g_assert_cmpint (ctg_templates_find_shortcut (db, "ringraz"), ==, 0);
  g_assert_cmpint (ctg_templates_find_shortcut (db, ""), ==, 0);
  assert_refused (ctg_templates_change (db, &change, error), error, CTG_ERROR_CONFLICT, "template-shortcut-taken");
  assert_refused (put (db, "Terzo", "", "ringrazio", error) != 0, error, CTG_ERROR_CONFLICT,
                  "template-shortcut-taken");
  g_assert_cmpint (put (db, "Grazie", "", "ringrazio", error), ==, thanks);
  change.shortcut = (char *) "offerta";
  change.name = (char *) "Offerta nuova";
  g_assert_true (ctg_templates_change (db, &change, error));
  assert_template (db, offer, "Offerta nuova", "", "offerta");
  change.name = (char *) "GRAZIE";
  assert_refused (ctg_templates_change (db, &change, error), error, CTG_ERROR_CONFLICT, "template-name-taken");
  change.name = (char *) "";
  assert_refused (ctg_templates_change (db, &change, error), error, CTG_ERROR_INVALID_INPUT, "template-name");
  change = (CtgTemplate) { .id = 99, .folder = (char *) "x" };
  assert_refused (ctg_templates_change (db, &change, error), error, CTG_ERROR_NOT_FOUND, "no-template");
  return TRUE;
}

static void
test_shortcuts (Fixture *self, gconstpointer unused)
{
  must_write (self, shortcuts_job, NULL);
}

static void
test_what_a_shortcut_is (void)
{
  static const struct { const char *typed, *shortcut; } cases[] = {
    { "ringrazio", "ringrazio" }, { "/Perché-no_2", "perché-no_2" }, { "", "" }, { "/", NULL }, { "due parole", NULL },
    { "//x", NULL }, { "a{b", NULL }, { "\xff", NULL }, { "abcdefghijklmnopqrstuvwxyzabcdef", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *shortcut = ctg_templates_read_shortcut (cases[i].typed, &error);

      g_assert_cmpstr (shortcut, ==, cases[i].shortcut);
      g_assert_true ((error != NULL) == (shortcut == NULL));
    }
}

static gboolean
removed_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 thanks = put (db, "Grazie", "Clienti", "ringrazio", error);
  g_autoptr (CtgAction) action = NULL;

  g_assert_true (ctg_templates_remove (db, thanks, error));
  assert_refused (ctg_templates_remove (db, thanks, error), error, CTG_ERROR_NOT_FOUND, "no-template");
  action = ctg_undo_get_last (db, error);
  g_assert_cmpstr (action->kind, ==, "template-remove");
  g_assert_true (ctg_templates_restore (db, action->text, error));
  assert_template (db, thanks, "Grazie", "Clienti", "ringrazio");
  g_assert_true (ctg_templates_remove (db, thanks, error));
  g_assert_cmpint (put (db, "Altro", "", "ringrazio", error), >, thanks);
  g_assert_true (ctg_templates_restore (db, action->text, error));
  assert_template (db, thanks, "Grazie", "Clienti", "");
  assert_refused (ctg_templates_restore (db, action->text, error), error, CTG_ERROR_CONFLICT, NULL);
  g_assert_true (ctg_templates_remove (db, thanks, error));
  g_assert_cmpint (put (db, "grazie", "", "", error), >, thanks);
  assert_refused (ctg_templates_restore (db, action->text, error), error, CTG_ERROR_CONFLICT, "template-name-taken");
  assert_refused (ctg_templates_restore (db, "(1, 'x')", error), error, CTG_ERROR_STORAGE, "corrupt");
  return TRUE;
}

static void
test_what_is_removed_comes_back (Fixture *self, gconstpointer unused)
{
  must_write (self, removed_job, NULL);
}

int
main (int argc, char **argv)
{
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("/templates/B48-folders", test_folders);
  ADD ("/templates/B48-shortcuts", test_shortcuts);
  g_test_add_func ("/templates/B48-what-a-shortcut-is", test_what_a_shortcut_is);
  ADD ("/templates/removed-comes-back", test_what_is_removed_comes_back);
  return g_test_run ();
}
