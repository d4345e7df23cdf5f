/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A29: what Gmail says a mailbox may write as. The shapes are those of the API's discovery document, revision 2024 and
 * later: ListSendAsResponse, SendAs, and the errors of Google's services. */

#include "errors.h"
#include "gmail-aliases.h"

#include <string.h>

#define ONE(address, members) "{\"sendAsEmail\":\"" address "\"" members "}"
#define PRIMARY ONE ("marco@studio.example", ",\"displayName\":\"Marco Ferri\",\"isPrimary\":true,\"isDefault\":true," \
                     "\"signature\":\"<b>M</b>\"")
#define FAILURE(reason) \
  "{\"error\":{\"code\":403,\"message\":\"No\\u0007 way\",\"errors\":[{\"reason\":\"" reason "\"}]}}"

static const struct
{
  guint status;
  const char *body;
  const char *expected;      /* address=name, a star before the primary one; NULL: refused */
  int code;
  const char *reason;
} cases[] = {
  { 200, "{\"sendAs\":[" PRIMARY "]}", "*marco@studio.example=Marco Ferri", 0, NULL },
  { 200, "{\"sendAs\":[" PRIMARY "," ONE ("vendite@studio.example", ",\"displayName\":\"\",\"treatAsAlias\":true,"
                                          "\"verificationStatus\":\"accepted\"") "]}",
    "*marco@studio.example=Marco Ferri vendite@studio.example=", 0, NULL },
  { 200, "{\"sendAs\":[" ONE ("a@x.it", ",\"verificationStatus\":\"pending\"") ","
         ONE ("b@x.it", ",\"verificationStatus\":\"verificationStatusUnspecified\"") "," ONE ("c@x.it", "") ","
         ONE ("d@x.it", ",\"verificationStatus\":7") "," ONE ("", ",\"isPrimary\":true") ",7,null,{},[],"
         "{\"sendAsEmail\":{},\"isPrimary\":true}]}", "", 0, NULL },
  { 200, "{\"sendAs\":[" ONE ("e@x.it", ",\"displayName\":\"E\\r\\nBcc: all\\u202e\",\"isPrimary\":true") "]}",
    "*e@x.it=E Bcc: all", 0, NULL },
  { 200, "{\"sendAs\":[]}", "", 0, NULL },
  { 200, "{}", NULL, CTG_ERROR_PROTOCOL, NULL },
  { 200, "{\"sendAs\":{}}", NULL, CTG_ERROR_PROTOCOL, NULL },
  { 200, "<html>Sign in to the hotel's network</html>", NULL, CTG_ERROR_PROTOCOL, NULL },
  { 200, "", NULL, CTG_ERROR_PROTOCOL, NULL },
  { 302, "", NULL, CTG_ERROR_PROTOCOL, NULL },
  { 404, "{\"error\":{\"code\":404}}", NULL, CTG_ERROR_PROTOCOL, NULL },
  { 401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}", NULL, CTG_ERROR_AUTH_EXPIRED, "token-refused" },
  { 403, FAILURE ("insufficientPermissions"), NULL, CTG_ERROR_CONSENT_REQUIRED, "scope-missing" },
  { 403, "nonsense", NULL, CTG_ERROR_CONSENT_REQUIRED, "scope-missing" },
  { 403, FAILURE ("accessNotConfigured"), NULL, CTG_ERROR_UNSUPPORTED, "senders-unknown" },
  { 403, "{\"error\":{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":"
         "\"SERVICE_DISABLED\"}]}}", NULL, CTG_ERROR_UNSUPPORTED, "senders-unknown" },
  { 403, FAILURE ("userRateLimitExceeded"), NULL, CTG_ERROR_RATE_LIMITED, NULL },
  { 429, "", NULL, CTG_ERROR_RATE_LIMITED, NULL },
  { 503, "<html>", NULL, CTG_ERROR_BUSY, NULL },
};

static char *
describe (GPtrArray *aliases)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < aliases->len; i++)
    {
      const CtgGmailAlias *alias = g_ptr_array_index (aliases, i);

      g_string_append_printf (words, "%s%s%s=%s", i > 0 ? " " : "", alias->is_primary ? "*" : "", alias->address,
                              alias->name);
    }
  return g_string_free (words, FALSE);
}

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) aliases = ctg_gmail_aliases_read (cases[i].status, cases[i].body, strlen (cases[i].body),
                                                              40, &error);
      g_autofree char *words = aliases != NULL ? describe (aliases) : NULL;

      g_test_message ("%u %s", cases[i].status, cases[i].body);
      g_assert_cmpstr (words, ==, cases[i].expected);
      if (cases[i].expected != NULL)
        continue;
      g_assert_error (error, CTG_ERROR, cases[i].code);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, cases[i].reason);
      g_assert_cmpstr (ctg_error_get_details (error).host, ==, "gmail.googleapis.com");
      g_assert_cmpint (ctg_error_get_details (error).retry_after_s, ==,
                       cases[i].code == CTG_ERROR_RATE_LIMITED ? 40 : 0);
    }
}

static void
test_many (void)
{
  GString *text = g_string_new ("{\"sendAs\":[" PRIMARY);
  g_autoptr (GPtrArray) aliases = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, ",{\"sendAsEmail\":\"a%u@x.it\",\"verificationStatus\":\"accepted\"}", i);
  g_string_append (text, "]}");
  aliases = ctg_gmail_aliases_read (200, text->str, text->len, 0, NULL);
  g_assert_cmpuint (aliases->len, ==, 200);
  g_string_free (text, TRUE);
}

static guint status_to_say;

static CtgHttpAnswer *
answer (const CtgHttpRequest *request, GCancellable *cancellable, GError **error)
{
  CtgHttpAnswer *made;

  g_assert_cmpstr (request->url, ==, "https://gmail.googleapis.com/gmail/v1/users/me/settings/sendAs");
  g_assert_cmpstr (request->authorization, ==, "Bearer ya29.secret");
  g_assert_null (request->method);
  g_assert_null (request->body);
  g_assert_false (request->allows_plain);
  if (status_to_say == 0)
    {
      ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "Nobody answers");
      return NULL;
    }
  made = g_new0 (CtgHttpAnswer, 1);
  made->status = status_to_say;
  made->body = g_bytes_new_static ("{\"sendAs\":[" PRIMARY "]}", strlen ("{\"sendAs\":[" PRIMARY "]}"));
  return made;
}

/* The token goes to the one host, as a header, and is in no address. */
static void
test_question (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) aliases = NULL;

  status_to_say = 200;
  aliases = ctg_gmail_aliases_ask (answer, "ya29.secret", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aliases->len, ==, 1);
  status_to_say = 0;
  g_assert_null (ctg_gmail_aliases_ask (answer, "ya29.secret", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TIMED_OUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gmail/aliases/A29-answers", test_answers);
  g_test_add_func ("/gmail/aliases/A29-many", test_many);
  g_test_add_func ("/gmail/aliases/A29-question", test_question);
  return g_test_run ();
}
