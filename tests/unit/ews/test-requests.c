/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every request there is, by Microsoft's schemas. They are not part of this project: CARTEGGIO_EWS_SCHEMAS names the
 * folder that holds soap.xsd, types.xsd and messages.xsd; without it this is skipped. */

#include "ews-request.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const ids[] = { "AAMk<1>&\"=", "AAMkADE2", NULL };
static const char *const people[] = { "carlo@cliente.example", "ugo.d'amico@cliente.example", NULL };

static GBytes *
find_items (gint64 since_utc_s, gint64 until_utc_s)
{
  return ctg_ews_request_find_items (&(CtgEwsSearch) { "AAMk", since_utc_s, until_utc_s, 400, 200 });
}

static GBytes *
create_item (gboolean is_sent, const char *folder_id)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Subject: x\r\n\r\nx\r\n", 17);
  CtgEwsLetter letter = { .bytes = bytes, .folder_id = folder_id, .is_sent = is_sent };

  if (is_sent)
    letter.to = letter.cc = letter.bcc = people;
  return ctg_ews_request_create_item (&letter);
}

static GBytes *
send_only (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Subject: x\r\n\r\nx\r\n", 17);
  CtgEwsLetter letter = { .bytes = bytes, .is_sent = TRUE, .has_copy = TRUE, .to = people };

  return ctg_ews_request_create_item (&letter);
}

static void
validate (const char *folder, const char *name, GBytes *request)
{
  g_autoptr (GBytes) owned = request;
  g_autofree char *schema = g_build_filename (folder, "soap.xsd", NULL);
  g_autofree char *path = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("carteggio-ews-XXXXXX.xml", &path, &error);
  const char *const arguments[] = { "xmllint", "--nonet", "--noout", "--schema", schema, path, NULL };
  int status;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, g_bytes_get_data (owned, NULL), (gssize) g_bytes_get_size (owned), &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status,
                               NULL));
  g_unlink (path);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s", name, said);
}

static void
test_all_are_of_the_schema (void)
{
  const char *folder = g_getenv ("CARTEGGIO_EWS_SCHEMAS");
  g_autofree char *program = g_find_program_in_path ("xmllint");

  if (folder == NULL || program == NULL)
    {
      g_test_skip ("no schemas of Exchange here");
      return;
    }
  validate (folder, "known folders", ctg_ews_request_get_known_folders (NULL, 0));
  validate (folder, "known folders and others", ctg_ews_request_get_known_folders (ids, 2));
  validate (folder, "first folders", ctg_ews_request_sync_folders (NULL));
  validate (folder, "changed folders", ctg_ews_request_sync_folders ("H4sI<>=="));
  validate (folder, "inbox", ctg_ews_request_get_folder (CTG_EWS_INBOX));
  validate (folder, "folder", ctg_ews_request_get_folder ("AAMk&"));
  validate (folder, "inbox of", ctg_ews_request_get_inbox_of ("anna@firma.test"));
  validate (folder, "folders", ctg_ews_request_find_folders (0));
  validate (folder, "first sync", ctg_ews_request_sync_items ("AAMk", NULL));
  validate (folder, "sync", ctg_ews_request_sync_items (CTG_EWS_INBOX, "H4sI<>=="));
  validate (folder, "items", find_items (0, 0));
  validate (folder, "items since", find_items (1000000000, 0));
  validate (folder, "items until", find_items (0, 1000000000));
  validate (folder, "items between", find_items (1000000000, 1700000000));
  validate (folder, "message", ctg_ews_request_find_message ("AAMk", "1@cliente.example"));
  for (CtgEwsShape shape = CTG_EWS_SHAPE_DATE; shape <= CTG_EWS_SHAPE_MIME; shape++)
    validate (folder, "get items", ctg_ews_request_get_items (ids, 2, shape));
  validate (folder, "name", ctg_ews_request_resolve_name ("/o=Firma & C/ou=x/cn=ugo"));
  validate (folder, "subscribe", ctg_ews_request_subscribe (CTG_EWS_INBOX));
  validate (folder, "events", ctg_ews_request_get_events ("AAMk", 5));
  validate (folder, "send", create_item (TRUE, NULL));
  validate (folder, "send without a copy", send_only ());
  validate (folder, "put", create_item (FALSE, "AAMk"));
}

static void
assert_holds (GBytes *request, const char *words)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (request, NULL), g_bytes_get_size (request));

  if (strstr (text, words) == NULL)
    g_error ("“%s” is not in %s", words, text);
  g_bytes_unref (request);
}

/* What a server, or a stranger's Message-ID, could break out with. */
static void
test_words_from_outside_are_escaped (void)
{
  assert_holds (ctg_ews_request_get_folder ("a\"/><b>&'"), "Id=\"a&quot;/&gt;&lt;b&gt;&amp;&apos;\"");
  assert_holds (ctg_ews_request_sync_items ("x", "</m:SyncState>"), "<m:SyncState>&lt;/m:SyncState&gt;</m:SyncState>");
  assert_holds (ctg_ews_request_find_message ("x", "a\x01\x1f\x7f@b"), "Value=\"&lt;a   @b&gt;\"");
  assert_holds (ctg_ews_request_find_message ("x", "\xff@b"), "Value=\"&lt;\xef\xbf\xbd@b&gt;\"");
}

static void
test_schema_version_is_2010_sp2 (void)
{
  assert_holds (ctg_ews_request_find_folders (0), "<t:RequestServerVersion Version=\"Exchange2010_SP2\"/>");
}

static void
test_dates_reach_to_the_end_of_a_second (void)
{
  assert_holds (find_items (0, 1000000000), "<t:IsLessThan><t:FieldURI FieldURI=\"item:DateTimeReceived\"/>"
                "<t:FieldURIOrConstant><t:Constant Value=\"2001-09-09T01:46:41Z\"/>");
}

static void
test_a_letter_leaves_with_its_copy (void)
{
  assert_holds (create_item (TRUE, NULL), "MessageDisposition=\"SendAndSaveCopy\"><m:SavedItemFolderId>"
                "<t:DistinguishedFolderId Id=\"sentitems\"/>");
  assert_holds (send_only (), "MessageDisposition=\"SendOnly\"><m:Items>");
  assert_holds (create_item (FALSE, "AAMk"), "MessageDisposition=\"SaveOnly\"><m:SavedItemFolderId>"
                "<t:FolderId Id=\"AAMk\"/>");
  assert_holds (create_item (FALSE, "AAMk"), "<t:MimeContent>U3ViamVjdDogeA0KDQp4DQo=</t:MimeContent>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/requests/all-are-of-the-schema", test_all_are_of_the_schema);
  g_test_add_func ("/ews/requests/words-from-outside-are-escaped", test_words_from_outside_are_escaped);
  g_test_add_func ("/ews/requests/schema-version-is-2010-sp2", test_schema_version_is_2010_sp2);
  g_test_add_func ("/ews/requests/dates-reach-to-the-end-of-a-second", test_dates_reach_to_the_end_of_a_second);
  g_test_add_func ("/ews/requests/a-letter-leaves-with-its-copy", test_a_letter_leaves_with_its_copy);
  return g_test_run ();
}
