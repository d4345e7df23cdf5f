/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "graph-backend.h"
#include "graph-letter.h"
#include "graph-link.h"
#include "graph-request.h"
#include "graph-script.h"
#include "graph-sync-token.h"
#include "graph-transport.h"
#include "json.h"

#include <string.h>

#define INBOX "/v1.0/me/mailFolders/inbox?"
#define FOLDER(id, parent, name, more) \
  "{\"id\":\"" id "\",\"parentFolderId\":\"" parent "\",\"displayName\":\"" name "\",\"totalItemCount\":3" more "}"

static CtgBackend *
open_mailbox (const GraphStep *steps)
{
  g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
  CtgBackend *backend = ctg_graph_backend_new (endpoint);
  g_autoptr (GError) error = NULL;

  graph_script_play (steps, TRUE);
  g_assert_true (ctg_backend_open (backend, "token", NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  return backend;
}

static void
test_requests_say_who_asks_and_how (void)
{
  static const GraphStep steps[] = { { NULL } };
  g_autoptr (CtgBackend) backend = open_mailbox (steps);
  g_autofree char *request = graph_script_dup_last ();
  g_autofree char *words = ctg_backend_describe (backend);

  g_assert_nonnull (strstr (request, "GET " INBOX "$select="));
  g_assert_nonnull (strstr (request, "\nBearer token\nIdType=\"ImmutableId\"\n"));
  g_assert_cmpstr (words, ==, "Microsoft Graph Bearer");
}

/* T7: however willing the server, another host never sees a byte of it. */
static void
test_other_hosts (void)
{
  static const char *const hosts[] = { "graph.microsoft.com.evil.example", "localhost", "imap.gmail.com" };
  static const GraphStep steps[] = { { NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
      g_autoptr (CtgBackend) backend = NULL;
      g_autoptr (GError) error = NULL;

      g_free (endpoint->host);
      endpoint->host = g_strdup (hosts[i]);
      backend = ctg_graph_backend_new (endpoint);
      graph_script_play (steps, TRUE);
      g_assert_false (ctg_backend_open (backend, "token", NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_POLICY);
      g_assert_true (ctg_error_has_reason (error, "token-host"));
      g_assert_cmpuint (graph_script_count (""), ==, 0);
    }
}

/* A token is one word: nothing else gets into a request with it. */
static void
test_token_of_two_lines (void)
{
  static const GraphStep steps[] = { { NULL } };
  g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
  g_autoptr (CtgBackend) backend = ctg_graph_backend_new (endpoint);
  g_autoptr (GError) error = NULL;

  graph_script_play (steps, TRUE);
  g_assert_false (ctg_backend_open (backend, "token\r\nX: y", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  g_assert_cmpuint (graph_script_count (""), ==, 0);
}

static void
test_folders (void)
{
  static const GraphStep steps[] = {
    { "POST /v1.0/$batch ", 200, NULL, "{\"responses\":[{\"id\":\"1\",\"status\":200,\"body\":{\"id\":\"S\"}},"
      "{\"id\":\"0\",\"status\":200,\"body\":{\"id\":\"I\"}},{\"id\":\"2\",\"status\":200,\"body\":{\"id\":\"D\"}},"
      "{\"id\":\"3\",\"status\":200,\"body\":{\"id\":\"T\"}},{\"id\":\"4\",\"status\":200,\"body\":{\"id\":\"J\"}},"
      "{\"id\":\"5\",\"status\":404,\"body\":{\"error\":{\"code\":\"ErrorItemNotFound\",\"message\":\"\"}}},"
      "{\"id\":\"6\",\"status\":200,\"body\":{\"id\":\"O\"}}]}" },
    { "GET /v1.0/me/mailFolders/delta?", 200, NULL, "{\"value\":[" FOLDER ("I", "root", "Posta in arrivo", "") ","
      FOLDER ("c", "I", "Clienti", "") "," FOLDER ("h", "root", "Nascosta", ",\"isHidden\":true") ","
      FOLDER ("q", "root", "Ricerca", ",\"@odata.type\":\"#microsoft.graph.mailSearchFolder\"") "],"
      "\"@odata.nextLink\":\"@HERE/me/mailFolders/delta?$skiptoken=2\"}" },
    { "GET /v1.0/me/mailFolders/delta?$skiptoken=2", 200, NULL, "{\"value\":[" FOLDER ("S", "root", "Posta inviata",
      "") ","
      FOLDER ("O", "root", "Posta in uscita", "") "," FOLDER ("I", "root", "Posta in arrivo", "") "],"
      "\"@odata.deltaLink\":\"@HERE/me/mailFolders/delta?$deltatoken=3\"}" },
    { NULL },
  };
  static const struct
  {
    const char *id, *name;
    CtgFolderRole role;
    gboolean can_select;
  } wanted[] = {
    { "I", "Posta in arrivo", CTG_FOLDER_INBOX, TRUE }, { "c", "Posta in arrivo/Clienti", CTG_FOLDER_OTHER, TRUE },
    { "S", "Posta inviata", CTG_FOLDER_SENT, TRUE }, { "O", "Posta in uscita", CTG_FOLDER_OTHER, FALSE },
  };
  g_autoptr (CtgBackend) backend = open_mailbox (steps);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = ctg_backend_list_folders (backend, CTG_LISTING_STATUS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < infos->len; i++)
    {
      const CtgFolderInfo *info = g_ptr_array_index (infos, i);

      g_assert_cmpstr (info->remote_name, ==, wanted[i].id);
      g_assert_cmpstr (info->name, ==, wanted[i].name);
      g_assert_cmpint (info->role, ==, wanted[i].role);
      g_assert_cmpint (info->can_select, ==, wanted[i].can_select);
      g_assert_cmpint (info->n_messages, ==, 3);
      g_assert_false (ctg_backend_is_current (backend, info, "g1 0 0 -1 0 /me/x"));
    }
  graph_script_assert_played ("folders");
}

static gboolean
keep_header (const CtgDelta *delta, gpointer data, GError **error)
{
  for (guint i = 0; i < delta->added->len; i++)
    {
      const CtgRemoteHeader *header = g_ptr_array_index (delta->added, i);
      gsize length;
      const char *bytes = g_bytes_get_data (header->header, &length);

      g_string_append_printf (data, "[%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "]%.*s", header->remote_id,
                              header->received_utc_s, header->size_bytes, (int) length, bytes);
    }
  return TRUE;
}

static char *
pull_header (const char *message)
{
  g_autofree char *page = g_strdup_printf ("{\"value\":[%s],\"@odata.deltaLink\":\"@HERE/me/x?y\"}", message);
  g_autofree char *batch = g_strdup_printf ("{\"responses\":[{\"id\":\"0\",\"status\":200,\"body\":%s}]}", message);
  gboolean is_complete = strstr (message, "internetMessageHeaders") != NULL;
  GraphStep steps[] = { { "/messages/delta?", 200, NULL, page }, { is_complete ? NULL : "$batch", 200, NULL, batch },
                        { NULL } };
  g_autoptr (CtgBackend) backend = open_mailbox (steps);
  GString *log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ctg_backend_pull (backend, "INBOX", NULL, 0, keep_header, log, NULL, &error));
  g_assert_no_error (error);
  graph_script_assert_played ("header");
  return g_string_free (log, FALSE);
}

static void
test_header_it_came_with (void)
{
  g_autofree char *block = pull_header (
    "{\"id\":\"a\",\"receivedDateTime\":\"2026-11-20T10:00:00Z\",\"internetMessageHeaders\":["
    "{\"name\":\"Received\",\"value\":\"from x\\r\\n\\tby y\"},"
    "{\"name\":\"From\",\"value\":\"=?utf-8?q?C?= <c@x.example>\"},"
    "{\"name\":\"Bad: name\",\"value\":\"x\"},{\"name\":\"Subject\",\"value\":\"a\\r\\n\\r\\nX-Evil: b\"},"
    "{\"name\":\"message-id\",\"value\":\"<1@x>\"}],\"singleValueExtendedProperties\":["
    "{\"id\":\"Integer 0xe08\",\"value\":\"4321\"}]}");

  g_assert_cmpstr (block, ==, "[a 1795168800 4321]Received: from x   by y\r\nFrom: =?utf-8?q?C?= <c@x.example>\r\n"
                   "Subject: a    X-Evil: b\r\nmessage-id: <1@x>\r\n\r\n");
}

static void
test_header_that_is_written (void)
{
  g_autofree char *block = pull_header (
    "{\"id\":\"a\",\"receivedDateTime\":\"2026-11-20T10:00:00Z\",\"sentDateTime\":\"2026-11-20T09:59:58Z\","
    "\"subject\":\"Offerta\\r\\nBcc: x@evil.example\",\"internetMessageId\":\"<1@azienda.example>\","
    "\"from\":{\"emailAddress\":{\"name\":\"Anna \\\"B\\\"\",\"address\":\"anna@azienda.example\"}},"
    "\"toRecipients\":[{\"emailAddress\":{\"name\":\"\",\"address\":\"carlo@cliente.example\"}},"
    "{\"emailAddress\":{\"name\":\"X\",\"address\":\"/o=Firma/cn=x\"}}],"
    "\"singleValueExtendedProperties\":[{\"id\":\"String 0x1042\",\"value\":\"<0@cliente.example>\"}]}");

  g_assert_cmpstr (block, ==, "[a 1795168800 0]From: \"Anna \\\"B\\\"\" <anna@azienda.example>\r\n"
                   "To: <carlo@cliente.example>\r\nSubject: Offerta Bcc: x@evil.example\r\n"
                   "Date: Fri, 20 Nov 2026 09:59:58 +0000\r\nMessage-ID: <1@azienda.example>\r\n"
                   "In-Reply-To: <0@cliente.example>\r\n\r\n");
}

/* What a server, or a stranger's Message-ID, could break out with. */
static void
test_words_from_outside_are_escaped (void)
{
  g_autofree char *message = ctg_graph_request_find_message ("a/../b?c", "it's&$top=9#@x");
  g_autofree char *content = ctg_graph_request_content ("AAM/k+=");
  g_autofree char *dots = ctg_graph_request_content ("..");

  g_assert_cmpstr (message, ==, "/me/mailFolders/a%2F..%2Fb%3Fc/messages?$filter=internetMessageId%20eq%20'"
                   "%3Cit%27%27s%26%24top%3D9%23%40x%3E'&$top=1&$select=id");
  g_assert_cmpstr (content, ==, "/me/messages/AAM%2Fk%2B%3D/$value");
  g_assert_cmpstr (dots, ==, "/me/messages/-/$value");
}

static void
test_links (void)
{
  static const struct
  {
    const char *link, *target;
  } links[] = {
    { "https://graph.microsoft.com/v1.0/me/x?$skiptoken=a", "/me/x?$skiptoken=a" },
    { "https://GRAPH.microsoft.com:443/v1.0/me/mailfolders('A==')/messages/delta?$deltatoken=a-_",
      "/me/mailfolders('A==')/messages/delta?$deltatoken=a-_" },
    { "http://graph.microsoft.com/v1.0/me/x", NULL },
    { "https://graph.microsoft.com:8443/v1.0/me/x", NULL },
    { "https://graph.microsoft.com@evil.example/v1.0/me/x", NULL },
    { "https://a:b@graph.microsoft.com/v1.0/me/x", NULL },
    { "https://graph.microsoft.com.evil.example/v1.0/me/x", NULL },
    { "https://graph.microsoft.com/beta/me/x", NULL },
    { "https://graph.microsoft.com/v1.0evil/me/x", NULL },
    { "https://graph.microsoft.com/v1.0/../beta", NULL },
    { "https://graph.microsoft.com/v1.0/%2E%2e/beta", NULL },
    { "https://graph.microsoft.com/v1.0/me/x#y", NULL },
    { "//evil.example/v1.0/me/x", NULL },
    { "/v1.0/me/x", NULL },
    { "https://graph.microsoft.com/v1.0/me/x\r\nX: y", NULL },
    { "", NULL },
  };
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("graph.microsoft.com", 443, CTG_SECURITY_TLS, NULL);

  endpoint->path = g_strdup ("/v1.0");
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *target = ctg_graph_link_read (endpoint, links[i].link, &error);

      g_test_message ("%s", links[i].link);
      g_assert_cmpstr (target, ==, links[i].target);
      if (target == NULL)
        g_assert_true (ctg_error_has_reason (error, "graph-link"));
    }
}

static void
test_token_keeps_what_it_says (void)
{
  static const char *const bad[] = { "", "g1", "g1 0 0 -1 0 https://evil.example/", "g1 0 0 -2 0 -", "g1 0 0 0 0 - -",
                                     "v1 0 0 - x", "g1 0 0 -1 0 /me/../beta" };
  g_autoptr (CtgGraphSyncToken) token = ctg_graph_sync_token_parse ("g1 5 6 -1 0 /me/x?$deltatoken=y");
  g_autofree char *text = ctg_graph_sync_token_to_string (token);

  g_assert_cmpstr (text, ==, "g1 5 6 -1 0 /me/x?$deltatoken=y");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (ctg_graph_sync_token_parse (bad[i]));
}

static void
test_has_a_message (void)
{
  static const GraphStep steps[] = {
    { "internetMessageId%20eq%20'%3C1%40x%3E'", 200, NULL, "{\"value\":[{\"id\":\"a\"}]}" },
    { "internetMessageId%20eq%20'%3C2%40x%3E'", 200, NULL, "{\"value\":[]}" },
    { NULL },
  };
  g_autoptr (CtgBackend) backend = open_mailbox (steps);
  g_autoptr (GError) error = NULL;
  gboolean found;

  g_assert_true (ctg_backend_has (backend, "S", "1@x", &found, NULL, &error) && found);
  g_assert_true (ctg_backend_has (backend, "S", "2@x", &found, NULL, &error) && !found);
  g_assert_no_error (error);
}

static void
test_nothing_is_put_there (void)
{
  static const GraphStep steps[] = { { NULL } };
  g_autoptr (CtgBackend) backend = open_mailbox (steps);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_backend_append (backend, "S", bytes, 0, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_UNSUPPORTED);
  g_assert_cmpuint (graph_script_count (""), ==, 1);
}

/* Header blocks of strangers may be as large as they like: the page is asked for in smaller pieces. */
static void
test_page_that_is_too_much (void)
{
  g_autofree char *much = g_strnfill (17 * 1024 * 1024, ' ');
  const GraphStep steps[] = {
    { "odata.maxpagesize=100", 200, NULL, much },
    { "odata.maxpagesize=10\n", 200, NULL, "{\"value\":[],\"@odata.deltaLink\":\"@HERE/me/x?y\"}" },
    { NULL },
  };
  g_autoptr (CtgBackend) backend = open_mailbox (steps);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ctg_backend_pull (backend, "INBOX", NULL, 0, keep_header, log, NULL, &error));
  g_assert_no_error (error);
  graph_script_assert_played ("page");
}

static gboolean
about_to_leave_cb (gpointer data, GError **error)
{
  *(guint *) data += 1;
  return TRUE;
}

static char *
write_letter (const char *text, gssize length, const char *const *recipients, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  CtgDispatch dispatch = { "anna@azienda.example", recipients, bytes, about_to_leave_cb, NULL };
  g_autoptr (GBytes) letter = ctg_graph_letter_write (&dispatch, error);
  g_autofree char *encoded = letter != NULL ? g_strndup (g_bytes_get_data (letter, NULL), g_bytes_get_size (letter))
                                            : NULL;
  gsize n_bytes;
  guchar *clear = encoded != NULL ? g_base64_decode (encoded, &n_bytes) : NULL;
  char *copy = clear != NULL ? g_strndup ((char *) clear, n_bytes) : NULL;

  g_free (clear);
  return copy;
}

static void
test_hidden_recipients (void)
{
  static const char *const recipients[] = { "carlo@cliente.example", "ugo@cliente.example", "eva@altro.example",
                                            "ida@altro.example", NULL };
  static const char *const visible[] = { "carlo@cliente.example", NULL };
  static const char *const evil[] = { "carlo@cliente.example", "x@y\r\nTo: z@w", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *letter = write_letter ("To: Carlo <Carlo@cliente.example>\r\nCc: ugo@cliente.example\r\n\r\nx\r\n",
                                          -1, recipients, &error);
  g_autofree char *open = write_letter ("To: carlo@cliente.example\r\n\r\nx\r\n", -1, visible, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (letter, ==, "Bcc: eva@altro.example,\r\n ida@altro.example\r\nTo: Carlo <Carlo@cliente.example>\r\n"
                   "Cc: ugo@cliente.example\r\n\r\nx\r\n");
  g_assert_cmpstr (open, ==, "To: carlo@cliente.example\r\n\r\nx\r\n");
  g_assert_null (write_letter ("To: carlo@cliente.example\r\n\r\nx\r\n", -1, evil, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
}

/* 4 MB of base64; what is larger is refused before anybody is asked. */
static void
test_size (void)
{
  static const char *const recipients[] = { "carlo@cliente.example", NULL };
  static const GraphStep steps[] = { { NULL } };
  const gsize most = 3 * 1024 * 1024;
  g_autofree char *text = g_strnfill (most + 1, 'x');
  g_autofree char *letter = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
  g_autoptr (CtgTransport) transport = ctg_graph_transport_new (endpoint);
  g_auto (CtgReceipt) receipt = { NULL };
  g_autoptr (GError) error = NULL;
  guint n_left = 0;
  CtgDispatch dispatch = { "anna@azienda.example", recipients, NULL, about_to_leave_cb, &n_left };

  memcpy (text, "To: carlo@cliente.example\r\n\r\n", 29);
  letter = write_letter (text, (gssize) most, recipients, &error);
  g_assert_no_error (error);
  dispatch.bytes = bytes = g_bytes_new (text, most + 1);
  graph_script_play (steps, TRUE);
  g_assert_false (ctg_transport_send (transport, "token", &dispatch, &receipt, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
  g_assert_true (ctg_error_has_reason (error, "graph-letter-size"));
  g_assert_false (receipt.may_have_left);
  g_assert_cmpuint (n_left + graph_script_count (""), ==, 0);
}

static void
test_letter_leaves_as_text (void)
{
  static const char *const recipients[] = { "carlo@cliente.example", NULL };
  static const GraphStep steps[] = { { "POST /v1.0/me/sendMail ", 202, NULL, "" }, { NULL } };
  g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
  g_autoptr (CtgTransport) transport = ctg_graph_transport_new (endpoint);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("To: carlo@cliente.example\r\n\r\n", 29);
  g_auto (CtgReceipt) receipt = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *request = NULL;
  guint n_left = 0;
  CtgDispatch dispatch = { "anna@azienda.example", recipients, bytes, about_to_leave_cb, &n_left };

  graph_script_play (steps, TRUE);
  g_assert_true (ctg_transport_send (transport, "token", &dispatch, &receipt, NULL, &error));
  g_assert_no_error (error);
  request = graph_script_dup_last ();
  g_assert_true (g_str_has_suffix (request, "\ntext/plain\nVG86IGNhcmxvQGNsaWVudGUuZXhhbXBsZQ0KDQo="));
  g_assert_cmpuint (n_left, ==, 1);
}

static void
test_batch_has_json_of_its_own (void)
{
  static const char *const targets[] = { "/me/messages/a\"b", "/me/x" };
  g_autoptr (GBytes) batch = ctg_graph_request_batch (targets, 2);
  g_autoptr (CtgJson) json = ctg_json_parse (g_bytes_get_data (batch, NULL), (gssize) g_bytes_get_size (batch), NULL);
  const CtgJsonValue *list = ctg_json_value_get_member (ctg_json_get_root (json), "requests");
  const CtgJsonValue *first = ctg_json_value_get_element (list, 0);

  g_assert_cmpuint (ctg_json_value_get_length (list), ==, 2);
  g_assert_cmpstr (ctg_json_value_get_string (ctg_json_value_get_member (first, "url")), ==, "/me/messages/a\"b");
  g_assert_cmpstr (ctg_json_value_get_string (ctg_json_value_get_member (first, "id")), ==, "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  graph_script_start ();
  g_test_add_func ("/graph/requests-say-who-asks-and-how", test_requests_say_who_asks_and_how);
  g_test_add_func ("/graph/T7-other-hosts-see-nothing", test_other_hosts);
  g_test_add_func ("/graph/token-of-two-lines", test_token_of_two_lines);
  g_test_add_func ("/graph/folders", test_folders);
  g_test_add_func ("/graph/header-it-came-with", test_header_it_came_with);
  g_test_add_func ("/graph/header-that-is-written", test_header_that_is_written);
  g_test_add_func ("/graph/words-from-outside-are-escaped", test_words_from_outside_are_escaped);
  g_test_add_func ("/graph/links", test_links);
  g_test_add_func ("/graph/token-keeps-what-it-says", test_token_keeps_what_it_says);
  g_test_add_func ("/graph/has-a-message", test_has_a_message);
  g_test_add_func ("/graph/page-that-is-too-much", test_page_that_is_too_much);
  g_test_add_func ("/graph/nothing-is-put-there", test_nothing_is_put_there);
  g_test_add_func ("/graph/hidden-recipients", test_hidden_recipients);
  g_test_add_func ("/graph/size-of-a-letter", test_size);
  g_test_add_func ("/graph/letter-leaves-as-text", test_letter_leaves_as_text);
  g_test_add_func ("/graph/batch-has-json-of-its-own", test_batch_has_json_of_its_own);
  return g_test_run ();
}
