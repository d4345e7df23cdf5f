/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ews-answer.h"
#include "ews-content.h"
#include "ews-error.h"
#include "ews-header.h"
#include "ews-sync-token.h"

#include "errors.h"
#include "mail.h"

#include <string.h>

#define BEGIN \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"" \
  " xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\"" \
  " xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\">" \
  "<s:Header><t:ServerVersionInfo MajorVersion=\"14\" MinorVersion=\"3\"/></s:Header><s:Body>"
#define END "</s:Body></s:Envelope>"

static CtgEwsAnswer *
read_answer (const char *body, GError **error)
{
  g_autofree char *text = g_strconcat (BEGIN, body, END, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ctg_ews_answer_read (bytes, "mail.firma.test", error);
}

static CtgEwsAnswer *
read_message (const char *class, const char *inner)
{
  g_autofree char *body = g_strdup_printf ("<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage"
                                           " ResponseClass=\"%s\">%s</m:GetItemResponseMessage></m:ResponseMessages>"
                                           "</m:GetItemResponse>", class, inner);
  g_autoptr (GError) error = NULL;
  CtgEwsAnswer *answer = read_answer (body, &error);

  g_assert_no_error (error);
  return answer;
}

static void
assert_is (const GError *error, CtgErrorCode code, const char *reason)
{
  g_assert_error (error, CTG_ERROR, (int) code);
  g_assert_cmpstr (ctg_error_get_details (error).reason, ==, reason);
  g_assert_cmpstr (ctg_error_get_details (error).host, ==, "mail.firma.test");
}

static void
test_version_is_read (void)
{
  g_autoptr (CtgEwsAnswer) answer = read_message ("Success", "<m:ResponseCode>NoError</m:ResponseCode>");

  g_assert_cmpint (answer->major, ==, 14);
  g_assert_cmpint (answer->minor, ==, 3);
  g_assert_true (ctg_ews_answer_check (answer->first, "mail.firma.test", NULL));
}

static void
test_each_code_has_its_error (void)
{
  static const struct
  {
    const char *code;
    CtgErrorCode error;
    const char *reason;
  } rows[] = {
    { "ErrorServerBusy", CTG_ERROR_RATE_LIMITED, NULL },
    { "ErrorExceededConnectionCount", CTG_ERROR_RATE_LIMITED, NULL },
    { "ErrorMailboxStoreUnavailable", CTG_ERROR_BUSY, NULL },
    { "ErrorMailboxMoveInProgress", CTG_ERROR_BUSY, NULL },
    { "ErrorInternalServerError", CTG_ERROR_BUSY, "server-error" },
    { "ErrorInvalidSyncStateData", CTG_ERROR_CONFLICT, "sync-state" },
    { "ErrorItemNotFound", CTG_ERROR_NOT_FOUND, NULL },
    { "ErrorFolderNotFound", CTG_ERROR_NOT_FOUND, NULL },
    { "ErrorInvalidId", CTG_ERROR_NOT_FOUND, NULL },
    { "ErrorInvalidIdMalformed", CTG_ERROR_NOT_FOUND, NULL },
    { "ErrorAccessDenied", CTG_ERROR_AUTH_REJECTED, "mailbox-denied" },
    { "ErrorMailboxLogonFailed", CTG_ERROR_AUTH_REJECTED, "mailbox-denied" },
    { "ErrorNonExistentMailbox", CTG_ERROR_AUTH_REJECTED, "no-mailbox" },
    { "ErrorAccountDisabled", CTG_ERROR_AUTH_REJECTED, "account-disabled" },
    { "ErrorPasswordExpired", CTG_ERROR_AUTH_REJECTED, "password-expired" },
    { "ErrorInvalidServerVersion", CTG_ERROR_UNSUPPORTED, "exchange-too-old" },
    { "ErrorSendAsDenied", CTG_ERROR_AUTH_REJECTED, "sender-refused" },
    { "ErrorInvalidRecipients", CTG_ERROR_NOT_FOUND, "recipient-refused" },
    { "ErrorMessageSizeExceeded", CTG_ERROR_TOO_LARGE, "message-size" },
    { "ErrorQuotaExceeded", CTG_ERROR_QUOTA, NULL },
    { "ErrorSchemaValidation", CTG_ERROR_PROTOCOL, NULL },
    { "ErrorNobodyKnows", CTG_ERROR_PROTOCOL, NULL },
    { "Error", CTG_ERROR_PROTOCOL, NULL },
    { "", CTG_ERROR_PROTOCOL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *inner = g_strdup_printf ("<m:MessageText>So nicht.</m:MessageText><m:ResponseCode>%s"
                                                "</m:ResponseCode>", rows[i].code);
      g_autoptr (CtgEwsAnswer) answer = read_message ("Error", inner);
      g_autoptr (GError) error = NULL;

      g_assert_false (ctg_ews_answer_check (answer->first, "mail.firma.test", &error));
      assert_is (error, rows[i].error, rows[i].reason);
      g_assert_nonnull (strstr (ctg_error_get_details (error).server_text, "So nicht."));
    }
}

static void
test_what_was_left_undone_is_no_success (void)
{
  g_autoptr (CtgEwsAnswer) undone = read_message ("Warning", "<m:ResponseCode>ErrorBatchProcessingStopped"
                                                  "</m:ResponseCode>");
  g_autoptr (CtgEwsAnswer) several = read_message ("Warning", "<m:ResponseCode>ErrorNameResolutionMultipleResults"
                                                   "</m:ResponseCode>");
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_ews_answer_check (undone->first, "mail.firma.test", &error));
  assert_is (error, CTG_ERROR_BUSY, NULL);
  g_assert_true (ctg_ews_answer_check (several->first, "mail.firma.test", NULL));
}

static void
test_back_off_is_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) in_message = NULL;
  g_autoptr (CtgEwsAnswer) busy = read_message (
    "Error", "<m:ResponseCode>ErrorServerBusy</m:ResponseCode><m:MessageXml><t:Value Name=\"Policy\">x</t:Value>"
    "<t:Value Name=\"BackOffMilliseconds\">1500</t:Value></m:MessageXml>");

  g_assert_null (read_answer (
    "<s:Fault><faultcode xmlns:a=\"http://schemas.microsoft.com/exchange/services/2006/types\">a:ErrorServerBusy"
    "</faultcode><faultstring xml:lang=\"en-US\">The server cannot service this request right now.</faultstring>"
    "<detail>"
    "<e:ResponseCode xmlns:e=\"http://schemas.microsoft.com/exchange/services/2006/errors\">ErrorServerBusy"
    "</e:ResponseCode><t:MessageXml><t:Value Name=\"BackOffMilliseconds\">297749</t:Value></t:MessageXml></detail>"
    "</s:Fault>", &error));
  assert_is (error, CTG_ERROR_RATE_LIMITED, NULL);
  g_assert_cmpint (ctg_error_get_details (error).retry_after_s, ==, 298);
  g_assert_false (ctg_ews_answer_check (busy->first, "mail.firma.test", &in_message));
  g_assert_cmpint (ctg_error_get_details (in_message).retry_after_s, ==, 2);
}

static void
test_fault_without_detail_is_read_by_its_code (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_answer ("<s:Fault><faultcode>a:ErrorSchemaValidation</faultcode><faultstring>no</faultstring>"
                              "</s:Fault>", &error));
  assert_is (error, CTG_ERROR_PROTOCOL, NULL);
  g_assert_cmpstr (ctg_error_get_details (error).server_text, ==, "ErrorSchemaValidation: no");
}

static void
test_what_is_no_answer_is_told (void)
{
  static const char *const bodies[] = { "", "<html>", "<a/>", "{}", "<!DOCTYPE x [<!ENTITY e \"f\">]><x>&e;</x>" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (bodies[i], strlen (bodies[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_ews_answer_read (bytes, "mail.firma.test", &error));
      assert_is (error, CTG_ERROR_PROTOCOL, "not-ews");
    }
}

static void
test_each_status_has_its_error (void)
{
  static const struct
  {
    guint status;
    gint64 retry_after_s;
    CtgErrorCode error;
    const char *reason;
  } rows[] = {
    { 401, 0, CTG_ERROR_AUTH_REJECTED, "credentials" }, { 403, 0, CTG_ERROR_UNSUPPORTED, "ews-disabled" },
    { 404, 0, CTG_ERROR_PROTOCOL, "not-ews" },          { 302, 0, CTG_ERROR_PROTOCOL, "not-ews" },
    { 440, 0, CTG_ERROR_PROTOCOL, "not-ews" },          { 413, 0, CTG_ERROR_TOO_LARGE, "message-size" },
    { 429, 5, CTG_ERROR_RATE_LIMITED, NULL },           { 503, 5, CTG_ERROR_RATE_LIMITED, NULL },
    { 503, 0, CTG_ERROR_BUSY, NULL },                   { 502, 0, CTG_ERROR_BUSY, "server-error" },
    { 504, 0, CTG_ERROR_BUSY, "server-error" },         { 418, 0, CTG_ERROR_PROTOCOL, NULL },
    { 200, 0, CTG_ERROR_PROTOCOL, "not-ews" },          { 500, 0, CTG_ERROR_PROTOCOL, NULL },
  };
  g_autoptr (GBytes) page = g_bytes_new_static ("<!DOCTYPE html><HTML>", 21);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtgHttpAnswer answer = { .status = rows[i].status, .body = page, .retry_after_s = rows[i].retry_after_s };
      g_autoptr (GError) error = NULL;

      g_assert_false (ctg_ews_error_check_http (&answer, "mail.firma.test", &error));
      assert_is (error, rows[i].error, rows[i].reason);
      g_assert_cmpint (ctg_error_get_details (error).retry_after_s, ==, rows[i].retry_after_s);
    }
}

/* Whole messages. */

static char *
lift (const char *text, GPtrArray *contents)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) small = ctg_ews_content_lift (bytes, contents);

  return g_strndup (g_bytes_get_data (small, NULL), g_bytes_get_size (small));
}

static void
test_messages_are_lifted (void)
{
  static const struct
  {
    const char *text;
    const char *small;
    guint n;
  } rows[] = {
    { "<t:MimeContent CharacterSet=\"UTF-8\">QQ==</t:MimeContent>", "<t:MimeContent CharacterSet=\"UTF-8\">0<", 1 },
    { "<MimeContent>QQ==</MimeContent><MimeContent>QkI=\n</MimeContent>", "<MimeContent>1</MimeContent>", 2 },
    { "<t:MimeContent/><t:MimeContent />", "<t:MimeContent/><t:MimeContent />", 0 },
    { "<t:MimeContentUTF8>QQ==</t:MimeContentUTF8>", "QQ==", 0 },
    { "<t:Subject>t:MimeContent&gt;QQ==</t:Subject>", "QQ==", 0 },
    { "<t:MimeContent>QQ==", "QQ==", 0 },
    { "MimeContent>QQ==<", "QQ==", 0 },
    { "<t:MimeContent", "<t:MimeContent", 0 },
    { "<t:MimeContent></t:MimeContent>", "<t:MimeContent>0</t:MimeContent>", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_autofree char *small = lift (rows[i].text, contents);

      g_assert_cmpuint (contents->len, ==, rows[i].n);
      g_assert_nonnull (strstr (small, rows[i].small));
    }
}

static void
test_large_message_is_read (void)
{
  gsize size = 12 * 1024 * 1024;
  g_autofree guchar *bytes = g_malloc0 (size);
  g_autofree char *encoded = g_base64_encode (bytes, size);
  g_autofree char *inner = g_strconcat ("<m:Items><t:Message><t:MimeContent>", encoded,
                                        "</t:MimeContent></t:Message></m:Items>", NULL);
  g_autoptr (CtgEwsAnswer) answer = read_message ("Success", inner);
  g_autofree char *number = ctg_ews_answer_dup (answer->first, "Items/Message/MimeContent");

  g_assert_cmpstr (number, ==, "0");
  g_assert_cmpuint (answer->contents->len, ==, 1);
  g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (answer->contents, 0)), ==, size);
}

/* Headers. */

static CtgRemoteHeader *
read_header (const char *fields)
{
  g_autofree char *inner = g_strconcat ("<m:Items><t:Message><t:ItemId Id=\"AAMk=\" ChangeKey=\"C\"/>"
                                        "<t:DateTimeReceived>2026-03-01T10:00:00Z</t:DateTimeReceived>"
                                        "<t:Size>1234</t:Size>", fields, "</t:Message></m:Items>", NULL);
  g_autoptr (CtgEwsAnswer) answer = read_message ("Success", inner);

  return ctg_ews_header_read (ctg_ews_answer_find (answer->first, "Items/Message"), NULL);
}

static CtgMail *
read_mail (const char *fields)
{
  g_autoptr (CtgRemoteHeader) header = read_header (fields);
  g_autoptr (GError) error = NULL;
  CtgMail *mail = ctg_mail_parse (header->header, CTG_MAIL_HEADERS_ONLY, &error);

  g_assert_no_error (error);
  return mail;
}

#define TRANSPORT(text) \
  "<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag=\"0x7d\" PropertyType=\"String\"/><t:Value>" text \
  "</t:Value></t:ExtendedProperty>"

static void
test_header_that_came_is_kept (void)
{
  g_autoptr (CtgRemoteHeader) header = read_header (
    TRANSPORT ("Received: from x\r\n by y&#xD;\nFrom: Carlo &lt;carlo@cliente.example&gt;\nMessage-Id: &lt;1@c&gt;\n"
               "List-Id: &lt;l&gt;\n\nSubject: not of the header\n") "<t:Subject>other</t:Subject>");
  g_autofree char *text = g_strndup (g_bytes_get_data (header->header, NULL), g_bytes_get_size (header->header));

  g_assert_cmpstr (header->remote_id, ==, "AAMk=");
  g_assert_cmpint (header->received_utc_s, ==, 1772359200);
  g_assert_cmpint (header->size_bytes, ==, 1234);
  g_assert_cmpstr (text, ==, "Received: from x\r\n by y\r\nFrom: Carlo <carlo@cliente.example>\r\nMessage-Id: <1@c>\r\n"
                   "List-Id: <l>\r\n\r\n");
}

static void
test_header_is_written_where_none_came (void)
{
  g_autoptr (CtgMail) mail = read_mail (
    TRANSPORT ("X-Something: but no sender\n")
    "<t:Subject>Pr\xc3\xa9ventivo \"estate\"</t:Subject><t:Sensitivity>Private</t:Sensitivity>"
    "<t:InReplyTo>&lt;0@cliente.example&gt;</t:InReplyTo><t:DateTimeSent>2026-03-01T09:59:58Z</t:DateTimeSent>"
    "<t:ToRecipients><t:Mailbox><t:Name>Neri, \"Carlo\"</t:Name><t:EmailAddress>carlo@cliente.example"
    "</t:EmailAddress></t:Mailbox><t:Mailbox><t:Name>Ugo</t:Name><t:EmailAddress>ugo@x.example</t:EmailAddress>"
    "</t:Mailbox></t:ToRecipients><t:From><t:Mailbox><t:Name>Anna</t:Name><t:EmailAddress>anna@firma.test"
    "</t:EmailAddress></t:Mailbox></t:From><t:InternetMessageId>&lt;1@firma.test&gt;</t:InternetMessageId>"
    "<t:References>&lt;0@cliente.example&gt;</t:References>");
  const CtgAddress *first = g_ptr_array_index (mail->to, 0);

  g_assert_cmpstr (mail->subject, ==, "Pr\xc3\xa9ventivo \"estate\"");
  g_assert_cmpstr (mail->message_id, ==, "1@firma.test");
  g_assert_cmpstr (mail->in_reply_to[0], ==, "0@cliente.example");
  g_assert_cmpstr (mail->references[0], ==, "0@cliente.example");
  g_assert_cmpint (mail->date_utc_s, ==, 1772359198);
  g_assert_cmpstr (mail->sensitivity, ==, "private");
  g_assert_cmpuint (mail->to->len, ==, 2);
  g_assert_cmpstr (first->name, ==, "Neri, \"Carlo\"");
  g_assert_cmpstr (first->address, ==, "carlo@cliente.example");
  g_assert_cmpstr (ctg_mail_get_author (mail)->address, ==, "anna@firma.test");
}

/* A subject cannot make a header of its own, nor can a name; a path of the directory is no address. */
static void
test_written_header_cannot_be_forged (void)
{
  g_autoptr (CtgMail) mail = read_mail (
    "<t:Subject>x&#xD;&#xA;Bcc: y@z.example&#xD;&#xA;&#xD;&#xA;text</t:Subject>"
    "<t:ToRecipients><t:Mailbox><t:Name>a&#xA;Cc: b@c.example</t:Name><t:EmailAddress>a@b.example</t:EmailAddress>"
    "</t:Mailbox><t:Mailbox><t:EmailAddress>/O=FIRMA/CN=UGO</t:EmailAddress></t:Mailbox>"
    "<t:Mailbox><t:EmailAddress>a@b&gt;, &lt;c@d</t:EmailAddress></t:Mailbox></t:ToRecipients>");

  g_assert_cmpuint (mail->to->len, ==, 1);
  g_assert_cmpuint (mail->cc->len, ==, 0);
  g_assert_cmpuint (mail->bcc->len, ==, 0);
  g_assert_cmpstr (mail->subject, ==, "x Bcc: y@z.example text");
}

/* Whom the organization's directory names by a path: what it said they are, and nobody else. */
static void
test_colleagues_have_addresses (void)
{
  g_autoptr (CtgEwsAnswer) answer = read_message (
    "Success", "<m:Items><t:Message><t:ItemId Id=\"A\"/><t:ToRecipients><t:Mailbox><t:Name>Ugo</t:Name>"
    "<t:EmailAddress>/o=F/cn=ugo</t:EmailAddress><t:RoutingType>EX</t:RoutingType></t:Mailbox><t:Mailbox>"
    "<t:EmailAddress>/o=F/cn=lia</t:EmailAddress></t:Mailbox><t:Mailbox><t:EmailAddress>pia@x.example"
    "</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message></m:Items>");
  const CtgXmlElement *item = ctg_ews_answer_find (answer->first, "Items/Message");
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CtgRemoteHeader) header = NULL;
  g_autofree char *text = NULL;

  ctg_ews_header_list_paths (item, paths);
  g_assert_cmpuint (g_hash_table_size (paths), ==, 2);
  g_assert_true (g_hash_table_contains (paths, "/o=F/cn=ugo"));
  g_hash_table_insert (names, (gpointer) "/o=F/cn=ugo", (gpointer) "ugo@firma.test");
  g_hash_table_insert (names, (gpointer) "/o=F/cn=lia", (gpointer) "");
  header = ctg_ews_header_read (item, names);
  text = g_strndup (g_bytes_get_data (header->header, NULL), g_bytes_get_size (header->header));
  g_assert_cmpstr (text, ==, "To: \"Ugo\" <ugo@firma.test>, <pia@x.example>\r\n\r\n");
}

/* What came with a header block needs nobody to be asked. */
static void
test_header_that_came_asks_about_nobody (void)
{
  g_autoptr (CtgEwsAnswer) answer = read_message (
    "Success", "<m:Items><t:Message>" TRANSPORT ("From: a@b.example\nMessage-ID: &lt;1@b.example&gt;\n")
    "<t:From><t:Mailbox><t:EmailAddress>/o=F/cn=ugo</t:EmailAddress></t:Mailbox></t:From></t:Message></m:Items>");
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  ctg_ews_header_list_paths (ctg_ews_answer_find (answer->first, "Items/Message"), paths);
  g_assert_cmpuint (g_hash_table_size (paths), ==, 0);
}

/* The token. */

static void
test_token_comes_back (void)
{
  CtgEwsSyncToken token = { 1700000000, 1750000000, (char *) "2026-03-01T10:00:00Z/3/40", (char *) "H4sIAAA=" };
  CtgEwsSyncToken bare = { 0 };
  g_autofree char *text = ctg_ews_sync_token_to_string (&token);
  g_autofree char *bare_text = ctg_ews_sync_token_to_string (&bare);
  g_autoptr (CtgEwsSyncToken) read = ctg_ews_sync_token_parse (text);
  g_autoptr (CtgEwsSyncToken) bare_read = ctg_ews_sync_token_parse (bare_text);

  g_assert_cmpint (read->since_utc_s, ==, 1700000000);
  g_assert_cmpint (read->pending_utc_s, ==, 1750000000);
  g_assert_cmpstr (read->status, ==, token.status);
  g_assert_cmpstr (read->state, ==, token.state);
  g_assert_null (bare_read->status);
  g_assert_null (bare_read->state);
}

static void
test_other_tokens_are_none (void)
{
  static const char *const texts[] = {
    "", "v1", "v1 1 2 x", "v2 1 2 x y", "v1 a 2 x y", "v1 1 2 x y z", "v1 -1 2 x y", "v1 1 2 3 4 5 6",
  };

  g_assert_null (ctg_ews_sync_token_parse (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (ctg_ews_sync_token_parse (texts[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/answers/version-is-read", test_version_is_read);
  g_test_add_func ("/ews/answers/each-code-has-its-error", test_each_code_has_its_error);
  g_test_add_func ("/ews/answers/what-was-left-undone-is-no-success", test_what_was_left_undone_is_no_success);
  g_test_add_func ("/ews/answers/back-off-is-read", test_back_off_is_read);
  g_test_add_func ("/ews/answers/fault-without-detail", test_fault_without_detail_is_read_by_its_code);
  g_test_add_func ("/ews/answers/what-is-no-answer-is-told", test_what_is_no_answer_is_told);
  g_test_add_func ("/ews/answers/each-status-has-its-error", test_each_status_has_its_error);
  g_test_add_func ("/ews/content/messages-are-lifted", test_messages_are_lifted);
  g_test_add_func ("/ews/content/large-message-is-read", test_large_message_is_read);
  g_test_add_func ("/ews/header/header-that-came-is-kept", test_header_that_came_is_kept);
  g_test_add_func ("/ews/header/header-is-written-where-none-came", test_header_is_written_where_none_came);
  g_test_add_func ("/ews/header/written-header-cannot-be-forged", test_written_header_cannot_be_forged);
  g_test_add_func ("/ews/header/colleagues-have-addresses", test_colleagues_have_addresses);
  g_test_add_func ("/ews/header/header-that-came-asks-about-nobody", test_header_that_came_asks_about_nobody);
  g_test_add_func ("/ews/token/comes-back", test_token_comes_back);
  g_test_add_func ("/ews/token/others-are-none", test_other_tokens_are_none);
  return g_test_run ();
}
