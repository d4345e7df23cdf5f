/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "db.h"
#include "help-book.h"
#include "store.h"

#include <string.h>

/* B49: every link within the help leads to a heading, or to a page whose words the program makes itself. */
static gboolean
leads_somewhere (const char *topic)
{
  g_auto (GStrv) parts = g_strsplit (topic, "#", 2);
  g_autoptr (CtgHelpPage) page = ctg_help_book_open (parts[0]);

  if (page == NULL || parts[1] == NULL)
    return page != NULL;
  for (guint i = 0; i < page->blocks->len; i++)
    if (g_strcmp0 (((CtgHelpBlock *) page->blocks->pdata[i])->id, parts[1]) == 0)
      return TRUE;
  return FALSE;
}

static void
check_links (const char *id, const char *markup)
{
  for (const char *link = strstr (markup, "help:"); link != NULL; link = strstr (link, "help:"))
    {
      g_autofree char *topic = NULL;

      link += strlen ("help:");
      topic = g_strndup (link, strcspn (link, "\""));
      if (!leads_somewhere (topic))
        g_error ("%s has a link to %s, which is nowhere", id, topic);
    }
}

static void
test_every_page_is_whole (void)
{
  const char *const *ids = ctg_help_book_list_pages ();
  guint n_pages = 0;

  for (; ids[n_pages] != NULL; n_pages++)
    {
      g_autoptr (CtgHelpPage) page = ctg_help_book_open (ids[n_pages]);

      g_assert_nonnull (page);
      g_assert_cmpstr (page->id, ==, ids[n_pages]);
      g_assert_cmpuint (strlen (page->title), >, 3);
      g_assert_true (page->checked != NULL &&
                     g_regex_match_simple ("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", page->checked, 0, 0));   /* A13 */
      g_assert_cmpuint (page->blocks->len, >, 0);
      for (guint i = 0; i < page->blocks->len; i++)
        check_links (page->id, ((CtgHelpBlock *) page->blocks->pdata[i])->markup);
    }
  g_assert_cmpuint (n_pages, >, 8);
  g_assert_null (ctg_help_book_open ("no-such-page"));
}

/* A catalogue with each text on one line. */
static char *
read_catalogue (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "po", "it.po", NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) quotes = NULL;
  g_autofree char *joined = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\"\n\"", -1);
  joined = g_strjoinv ("", lines);
  quotes = g_strsplit (joined, "\\\"", -1);
  return g_strjoinv ("\"", quotes);
}

/* What the pages look up is what xgettext has collected from them, and it has been translated. */
static void
test_every_text_has_italian (void)
{
  const char *const *ids = ctg_help_book_list_pages ();
  g_autofree char *catalogue = read_catalogue ();

  for (guint n = 0; ids[n] != NULL; n++)
    {
      g_autofree char *source = ctg_help_book_dup_source (ids[n]);
      g_autoptr (GPtrArray) texts = ctg_help_page_list_texts (source, -1, NULL);

      g_assert_nonnull (texts);
      for (guint i = 0; i < texts->len; i++)
        {
          g_autofree char *entry = g_strdup_printf ("msgid \"%s\"\nmsgstr \"", (char *) texts->pdata[i]);
          const char *found = strstr (catalogue, entry);

          if (found == NULL || found[strlen (entry)] == '"')
            g_error ("%s: no Italian for “%s”", ids[n], (char *) texts->pdata[i]);
        }
    }
}

/* What the offline help has to say: of names (A10, A89), of two-step verification (A95, A96), of where other programs
 * show their servers, and what is read from them (A102), of POP3 (B09, B10). */
static void
test_what_has_to_be_said (void)
{
  static const struct { const char *page; const char *words; } said[] = {
    { "questions", "May the mailbox be one that several people read?" }, { "questions", "by IMAP too" },
    { "providers", "two-step verification" }, { "providers", "In Thunderbird: " }, { "providers", "In Outlook: " },
    { "providers", "In Apple Mail: " }, { "providers", "never a password" }, { "providers", "POP3 knows no folders" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autofree char *source = ctg_help_book_dup_source (said[i].page);

      if (strstr (source, said[i].words) == NULL)
        g_error ("%s does not say “%s”", said[i].page, said[i].words);
    }
}

/* A12: nothing is sold and nothing is locked: no text of the program offers another edition of it. */
static void
test_nothing_is_sold (void)
{
  static const char *const words[] = { "upgrade", "premium", "licence key", "license key", "free plan", "your plan",
                                       "trial period", "subscription plan", "buy " };
  g_autofree char *catalogue = read_catalogue ();
  g_autofree char *lower = g_ascii_strdown (catalogue, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (strstr (lower, words[i]));
}

static gboolean
list_tables (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                             " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'", "");

  while (ctg_query_next (query))
    g_ptr_array_add (data, ctg_query_dup_text (query, 0));
  return ctg_query_end (query, error);
}

/* A42, A50, B12: the data dictionary names what each table holds and for how long; one that it forgets fails here. */
static void
test_every_table_is_in_the_dictionary (void)
{
  g_autofree char *folder = g_dir_make_tmp ("carteggio-help-XXXXXX", NULL);
  CtgStore *store = ctg_store_open (folder, 0, NULL);
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *source = ctg_help_book_dup_source ("stored");
  g_autoptr (GString) named = g_string_new (" ");

  g_assert_nonnull (store);
  g_assert_true (ctg_store_read (store, list_tables, tables, NULL, NULL));
  for (const char *at = strstr (source, "tables=\""); at != NULL; at = strstr (at, "tables=\""))
    {
      at += strlen ("tables=\"");
      g_string_append_len (named, at, (gssize) strcspn (at, "\""));
      g_string_append_c (named, ' ');
    }
  g_assert_cmpuint (tables->len, >, 20);
  for (guint i = 0; i < tables->len; i++)
    {
      g_autofree char *word = g_strdup_printf (" %s ", (char *) tables->pdata[i]);

      if (strstr (named->str, word) == NULL)
        g_error ("data/help/stored.page does not say what the table %s holds", (char *) tables->pdata[i]);
    }
  ctg_store_close (store);
  g_object_unref (store);
}

static void
test_a_text_keeps_what_stands_in_it (void)
{
  const char *source = "<page id=\"x\"><title>T</title><section id=\"s\"><title>A\n  b</title><p>One <em>two</em>"
                       " <link to=\"x#s\">three</link></p><list><item><p>four</p></item></list>"
                       "<table name=\"providers\"/></section></page>";
  g_autoptr (CtgHelpPage) page = ctg_help_page_parse (source, -1, NULL);
  const CtgHelpKind kinds[] = { CTG_HELP_HEADING, CTG_HELP_TEXT, CTG_HELP_POINT, CTG_HELP_TABLE };
  g_autofree char *plain = NULL;

  g_assert_cmpuint (page->blocks->len, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpint (((CtgHelpBlock *) page->blocks->pdata[i])->kind, ==, kinds[i]);
  g_assert_cmpstr (((CtgHelpBlock *) page->blocks->pdata[0])->markup, ==, "A b");
  g_assert_cmpstr (((CtgHelpBlock *) page->blocks->pdata[1])->markup, ==,
                   "One <b>two</b> <a href=\"help:x#s\">three</a>");
  plain = ctg_help_block_dup_plain (page->blocks->pdata[1]);
  g_assert_cmpstr (plain, ==, "One two three");
  g_assert_null (ctg_help_page_parse ("<page><p>", -1, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/help/every-page-is-whole", test_every_page_is_whole);
  g_test_add_func ("/help/every-text-has-italian", test_every_text_has_italian);
  g_test_add_func ("/help/A96-A102-what-has-to-be-said", test_what_has_to_be_said);
  g_test_add_func ("/help/A12-nothing-is-sold", test_nothing_is_sold);
  g_test_add_func ("/help/every-table-is-in-the-dictionary", test_every_table_is_in_the_dictionary);
  g_test_add_func ("/help/a-text-keeps-what-stands-in-it", test_a_text_keeps_what_stands_in_it);
  return g_test_run ();
}
