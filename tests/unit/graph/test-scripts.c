/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a mailbox behind Microsoft Graph can meet (E2, S3, O3,
B40): each row is a script of answers and what has to come
 * out: the error, or what was brought, lost and doubled. */

#include "errors.h"
#include "graph-backend.h"
#include "graph-script.h"
#include "graph-transport.h"

#include <string.h>

#define ME "/v1.0/me/"
#define DELTA ME "mailFolders/INBOX/messages/delta?"
#define INBOX ME "mailFolders/inbox?"
#define SEARCH ME "mailFolders/INBOX/messages?"
#define SEND "POST /v1.0/me/sendMail "
#define BATCH "POST /v1.0/$batch "

#define CAME(id, minute) \
  "{\"id\":\"" id "\",\"receivedDateTime\":\"2026-11-20T10:" minute ":00Z\",\"internetMessageHeaders\":[" \
  "{\"name\":\"From\",\"value\":\"carlo@cliente.example\"},{\"name\":\"Message-ID\",\"value\":\"<" id "@x>\"}]}"
#define BARE(id) "{\"id\":\"" id "\"}"
#define WENT(id) "{\"id\":\"" id "\",\"@removed\":{\"reason\":\"deleted\"}}"
#define PAGE(values, kind, link) "{\"value\":[" values "],\"@odata." kind "Link\":\"" link "\"}"
#define NEXT(values, n) PAGE (values, "next", "@HERE/me/mailFolders/INBOX/messages/delta?$skiptoken=" n)
#define LAST(values, n) PAGE (values, "delta", "@HERE/me/mailFolders/INBOX/messages/delta?$deltatoken=" n)
#define ANSWERS(list) "{\"responses\":[" list "]}"
#define ONE(number, message) "{\"id\":\"" number "\",\"status\":200,\"body\":" message "}"
#define NO(code) "{\"error\":{\"code\":\"" code "\",\"message\":\"no\"}}"
#define REFUSED(number, status, code) "{\"id\":\"" number "\",\"status\":" status ",\"body\":" NO (code) "}"
#define LATER(number, seconds) \
  "{\"id\":\"" number "\",\"status\":429,\"headers\":{\"Retry-After\":\"" seconds "\"},\"body\":" \
  NO ("ApplicationThrottled") "}"
#define HTML "<!DOCTYPE html><html><body>Accedi alla rete</body></html>"
#define AFTER(seconds) "Retry-After: " seconds "\r\n"
#define HELD "g1 0 0 -1 0 /me/mailFolders/INBOX/messages/delta?$deltatoken=old"
#define AMID "g1 0 0 100 1700000000 /me/mailFolders/INBOX/messages/delta?$skiptoken=amid"
#define LETTER "From: anna@azienda.example\r\nTo: carlo@cliente.example\r\nSubject: x\r\n\r\nx\r\n"

typedef enum { OPEN, PULL, FIND, FETCH, POST } Action;

static const struct
{
  const char *name;
  Action action;
  const char *argument;    /* (nullable) a token; for FETCH the messages */
  GraphStep steps[8];
  int code;                /* -1: none */
  const char *reason;
  int retry_after_s;
  const char *outcome;     /* (nullable) what was brought, a step after another; for POST whether it may have left */
} rows[] = {
  /* Opening. */
  { "a token for another audience", OPEN, NULL, { { INBOX, 401, NULL, NO ("InvalidAuthenticationToken") } },
    CTG_ERROR_AUTH_EXPIRED, "token-refused", 0, NULL },
  { "a token that is over, told by a gateway", OPEN, NULL, { { INBOX, 401, NULL, HTML } },
    CTG_ERROR_AUTH_EXPIRED, "token-refused", 0, NULL },
  { "a permission is missing", OPEN, NULL, { { INBOX, 403, NULL, NO ("ErrorAccessDenied") } },
    CTG_ERROR_CONSENT_REQUIRED, "scope-missing", 0, NULL },
  { "the organization blocks it", OPEN, NULL, { { INBOX, 403, NULL, NO ("AccessBlocked") } },
    CTG_ERROR_POLICY, "admin-blocks", 0, NULL },
  { "B40 a mailbox without Exchange", OPEN, NULL, { { INBOX, 404, NULL, NO ("MailboxNotEnabledForRESTAPI") } },
    CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere", 0, NULL },
  { "B40 a mailbox that moved", OPEN, NULL, { { INBOX, 404, NULL, NO ("ErrorNonExistentMailbox") } },
    CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere", 0, NULL },
  { "an account that was switched off", OPEN, NULL, { { INBOX, 403, NULL, NO ("ErrorAccountDisabled") } },
    CTG_ERROR_AUTH_REJECTED, "account-disabled", 0, NULL },
  { "HTML with 200", OPEN, NULL, { { INBOX, 200, NULL, HTML } }, CTG_ERROR_PROTOCOL, "not-graph", 0, NULL },
  { "HTML with 404", OPEN, NULL, { { INBOX, 404, NULL, HTML } }, CTG_ERROR_PROTOCOL, "not-graph", 0, NULL },
  { "a redirect", OPEN, NULL, { { INBOX, 302, "Location: https://evil.example/\r\n", "" } },
    CTG_ERROR_PROTOCOL, "not-graph", 0, NULL },
  { "JSON that is none", OPEN, NULL, { { INBOX, 200, NULL, "{\"id\":" } }, CTG_ERROR_PROTOCOL, "not-graph", 0, NULL },
  { "JSON of something else", OPEN, NULL, { { INBOX, 200, NULL, "{\"ok\":true}" } },
    CTG_ERROR_PROTOCOL, "not-graph", 0, NULL },
  { "throttled", OPEN, NULL, { { INBOX, 429, AFTER ("120"), NO ("TooManyRequests") } },
    CTG_ERROR_RATE_LIMITED, NULL, 120, NULL },
  { "not available, with a time", OPEN, NULL, { { INBOX, 503, AFTER ("30"), "" } },
    CTG_ERROR_RATE_LIMITED, NULL, 30, NULL },
  { "not available", OPEN, NULL, { { INBOX, 503, NULL, HTML } }, CTG_ERROR_BUSY, NULL, 0, NULL },
  { "a gateway in vain", OPEN, NULL, { { INBOX, 504, AFTER ("5"), "" } }, CTG_ERROR_BUSY, "server-error", 5, NULL },
  { "closed twice", OPEN, NULL, { { INBOX, 0 }, { INBOX, 0 } }, CTG_ERROR_NETWORK, "connection-closed", 0, NULL },

  /* Bringing. */
  { "two pages", PULL, NULL, { { DELTA, 200, NULL, NEXT (CAME ("a", "09") "," CAME ("b", "08"), "2") },
    { "skiptoken=2", 200, NULL, LAST (CAME ("c", "07"), "3") } }, -1, NULL, 0, "+a +b; +c;" },
  { "the same message on two pages", PULL, NULL, { { DELTA, 200, NULL, NEXT (CAME ("a", "09") "," CAME ("b", "08"),
    "2") },
    { "skiptoken=2", 200, NULL, LAST (CAME ("b", "08") "," CAME ("c", "07"), "3") } }, -1, NULL, 0, "+a +b; +c;" },
  { "the same message twice on a page", PULL, NULL, { { DELTA, 200, NULL, LAST (CAME ("a", "09") "," CAME ("a",
    "09"), "2") } },
    -1, NULL, 0, "+a;" },
  { "an empty page amid", PULL, NULL, { { DELTA, 200, NULL, NEXT ("", "2") }, { "skiptoken=2", 200, NULL,
    LAST (CAME ("a", "09"), "3") } },
    -1, NULL, 0, "; +a;" },
  { "nothing new", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST ("", "old") } }, -1, NULL, 0, "" },
  { "something went", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (WENT ("a") "," CAME ("b", "08"), "new") } },
    -1, NULL, 0, "+b -a;" },
  { "it went and came again", PULL, HELD, { { "deltatoken=old", 200, NULL, NEXT (CAME ("a", "09"), "2") },
    { "skiptoken=2", 200, NULL, NEXT (WENT ("a"), "3") }, { "skiptoken=3", 200, NULL, LAST (CAME ("a", "09"), "4") } },
    -1, NULL, 0, "+a; -a; +a;" },
  { "a state that is gone", PULL, HELD, { { "deltatoken=old", 410, NULL, NO ("SyncStateNotFound") },
    { "orderby", 200, NULL, LAST (CAME ("a", "09"), "new") } }, -1, NULL, 0, "!+a;" },
  { "a state that is gone amid the round", PULL, AMID, { { "skiptoken=amid", 200, NULL, NEXT (CAME ("b", "08"), "2") },
    { "skiptoken=2", 410, NULL, NO ("resyncRequired") },
    { "orderby", 200, NULL, LAST (CAME ("a", "09") "," CAME ("b", "08"), "new") } }, -1, NULL, 0, "+b; !+a +b;" },
  { "a state that is gone each time", PULL, HELD, { { "deltatoken=old", 410, NULL, NO ("SyncStateNotFound") },
    { "orderby", 410, NULL, NO ("SyncStateNotFound") } }, CTG_ERROR_CONFLICT, "sync-state", 0, "" },
  { "a token of another form", PULL, "v1 0 0 - x", { { "orderby", 200, NULL, LAST (CAME ("a", "09"), "new") } },
    -1, NULL, 0, "!+a;" },
  { "only changed properties, the rest asked for", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a"),
    "new") },
    { BATCH, 200, NULL, ANSWERS (ONE ("0", CAME ("a", "09"))) } }, -1, NULL, 0, "+a;" },
  { "a batch in another order", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a") "," BARE ("b"), "new") },
    { BATCH, 200, NULL, ANSWERS (ONE ("1", CAME ("b", "08")) "," ONE ("0", CAME ("a", "09"))) } }, -1, NULL, 0,
    "+a +b;" },
  { "a part of a batch throttled", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a") "," BARE ("b"),
    "new") },
    { BATCH, 200, NULL, ANSWERS (ONE ("0", CAME ("a", "09")) "," LATER ("1", "1")) },
    { BATCH, 200, NULL, ANSWERS (ONE ("0", CAME ("b", "08"))) } }, -1, NULL, 0, "+a +b;" },
  { "a part of a batch left out", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a") "," BARE ("b"),
    "new") },
    { BATCH, 200, NULL, ANSWERS (ONE ("1", CAME ("b", "08"))) },
    { BATCH, 200, NULL, ANSWERS (ONE ("0", CAME ("a", "09"))) } }, -1, NULL, 0, "+a +b;" },
  { "a part of a batch gone", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a") "," BARE ("b"), "new") },
    { BATCH, 200, NULL, ANSWERS (REFUSED ("0", "404", "ErrorItemNotFound") "," ONE ("1", CAME ("b", "08"))) } },
    -1, NULL, 0, "+b;" },
  { "an answer to another question", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a"), "new") },
    { BATCH, 200, NULL, ANSWERS (ONE ("7", CAME ("z", "08"))) } }, CTG_ERROR_PROTOCOL, "not-graph", 0, "" },
  { "the whole batch throttled", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a"), "new") },
    { BATCH, 200, NULL, ANSWERS (LATER ("0", "77")) } }, CTG_ERROR_RATE_LIMITED, NULL, 77, "" },
  { "an error inside, in a batch", PULL, HELD, { { "deltatoken=old", 200, NULL, LAST (BARE ("a"), "new") },
    { BATCH, 200, NULL, ANSWERS (REFUSED ("0", "500", "ErrorInternalServerError")) } },
    CTG_ERROR_BUSY, "server-error", 0, "" },
  { "throttled between two pages", PULL, NULL, { { DELTA, 200, NULL, NEXT (CAME ("a", "09"), "2") },
    { "skiptoken=2", 429, AFTER ("9"), NO ("ApplicationThrottled") } }, CTG_ERROR_RATE_LIMITED, NULL, 9, "+a;" },
  { "the token is over between two pages", PULL, NULL, { { DELTA, 200, NULL, NEXT (CAME ("a", "09"), "2") },
    { "skiptoken=2", 401, NULL, NO ("InvalidAuthenticationToken") } }, CTG_ERROR_NETWORK, "connection-closed", 0,
      "+a;" },
  { "a kept connection that was dropped", PULL, NULL, { { DELTA, 200, NULL, NEXT (CAME ("a", "09"), "2") },
    { "skiptoken=2", 0 }, { "skiptoken=2", 200, NULL, LAST (CAME ("b", "08"), "3") } }, -1, NULL, 0, "+a; +b;" },
  { "it goes on at another host", PULL, NULL, { { DELTA, 200, NULL, PAGE (CAME ("a", "09"), "next",
    "https://evil.example/v1.0/me/x") } },
    CTG_ERROR_PROTOCOL, "graph-link", 0, "" },
  { "it goes on without encryption", PULL, NULL, { { DELTA, 200, NULL, PAGE (CAME ("a", "09"), "next",
    "http://graph.microsoft.com/v1.0/me/x") } },
    CTG_ERROR_PROTOCOL, "graph-link", 0, "" },
  { "it goes on above the service", PULL, NULL, { { DELTA, 200, NULL, PAGE (CAME ("a", "09"), "next",
    "@HERE/me/%2e%2e/%2e%2e/beta") } },
    CTG_ERROR_PROTOCOL, "graph-link", 0, "" },
  { "it does not go on", PULL, NULL, { { DELTA, 200, NULL, "{\"value\":[" CAME ("a", "09") "]}" } },
    CTG_ERROR_PROTOCOL, "graph-link", 0, "" },
  { "it goes in a circle", PULL, NULL, { { DELTA, 200, NULL, NEXT (CAME ("a", "09"), "2") }, { "skiptoken=2", 200,
    NULL, NEXT (CAME ("b", "08"), "2") } },
    CTG_ERROR_PROTOCOL, "graph-link", 0, "+a;" },
  { "a question it takes only plainly", PULL, NULL, { { "$expand", 400, NULL, NO ("ErrorInvalidUrlQuery") },
    { "$select=id,receivedDateTime ", 200, NULL, LAST (BARE ("a"), "new") },
    { BATCH, 200, NULL, ANSWERS (ONE ("0", CAME ("a", "09"))) } }, -1, NULL, 0, "+a;" },
  { "a question it does not take", PULL, NULL, { { "$expand", 400, NULL, NO ("BadRequest") }, { DELTA, 400, NULL,
    NO ("BadRequest") } },
    CTG_ERROR_PROTOCOL, NULL, 0, "" },
  { "a round that told of as many as it tells of", PULL,
    "g1 1000000000 0 4999 1700000000 /me/mailFolders/INBOX/messages/delta?$skiptoken=amid",
    { { "skiptoken=amid", 200, NULL, LAST (CAME ("a", "09"), "new") },
      { "lt%202023-11-14T22:13:21Z", 200, NULL, "{\"value\":[" CAME ("b", "08") "]}" } }, -1, NULL, 0, "+a; +b;" },
  { "HTML with 200 amid", PULL, HELD, { { "deltatoken=old", 200, NULL, HTML } }, CTG_ERROR_PROTOCOL, "not-graph", 0,
    "" },
  { "past correspondence, of one person", FIND, NULL, { { SEARCH, 200, NULL, "{\"value\":[" CAME ("a", "09")
    ",{\"id\":\"b\",\"receivedDateTime\":\"2026-11-20T09:00:00Z\",\"internetMessageHeaders\":["
    "{\"name\":\"From\",\"value\":\"x@y\"},{\"name\":\"Message-ID\",\"value\":\"<b>\"}]}]}" } },
    -1, NULL, 0, "+a; ;" },

  /* Whole messages. */
  { "a message that went", FETCH, "a,b", { { "messages/a/$value", 404, NULL, NO ("ErrorItemNotFound") },
    { "messages/b/$value", 200, NULL, "Subject: b\r\n\r\n" } }, -1, NULL, 0, "a:NOT_FOUND b=14" },
  { "a page instead of a message", FETCH, "a", { { "messages/a/$value", 200, NULL, HTML } },
    CTG_ERROR_PROTOCOL, "not-graph", 0, "" },
  { "throttled between two messages", FETCH, "a,b", { { "messages/a/$value", 200, NULL, "Subject: a\r\n\r\n" },
    { "messages/b/$value", 429, AFTER ("3"), "" } }, CTG_ERROR_RATE_LIMITED, NULL, 3, "a=14" },

  /* A letter. */
  { "taken", POST, NULL, { { SEND, 202, NULL, "" } }, -1, NULL, 0, "left" },
  { "cut before the answer", POST, NULL, { { SEND, 0 } }, CTG_ERROR_NETWORK, "connection-closed", 0, "open" },
  { "a gateway's time was over", POST, NULL, { { SEND, 504, NULL, "" } }, CTG_ERROR_BUSY, "server-error", 0, "open" },
  { "an error inside", POST, NULL, { { SEND, 500, NULL, NO ("ErrorInternalServerError") } },
    CTG_ERROR_BUSY, "server-error", 0, "open" },
  { "a page instead of an answer", POST, NULL, { { SEND, 200, NULL, HTML } }, CTG_ERROR_PROTOCOL, "not-graph", 0,
    "open" },
  { "another success", POST, NULL, { { SEND, 200, NULL, "{}" } }, CTG_ERROR_PROTOCOL, "not-graph", 0, "open" },
  { "a letter throttled", POST, NULL, { { SEND, 429, AFTER ("60"), NO ("ApplicationThrottled") } },
    CTG_ERROR_RATE_LIMITED, NULL, 60, "no" },
  { "a letter at a bad time", POST, NULL, { { SEND, 503, NULL, "" } }, CTG_ERROR_BUSY, NULL, 0, "no" },
  { "a sender that may not", POST, NULL, { { SEND, 403, NULL, NO ("ErrorSendAsDenied") } },
    CTG_ERROR_AUTH_REJECTED, "sender-refused", 0, "no" },
  { "no permission to send", POST, NULL, { { SEND, 403, NULL, NO ("ErrorAccessDenied") } },
    CTG_ERROR_CONSENT_REQUIRED, "scope-missing", 0, "no" },
  { "too many letters today", POST, NULL, { { SEND, 429, NULL, NO ("ErrorExceededMessageLimit") } },
    CTG_ERROR_QUOTA, NULL, 0, "no" },
  { "a mailbox that is full", POST, NULL, { { SEND, 507, NULL, NO ("ErrorQuotaExceeded") } }, CTG_ERROR_QUOTA, NULL,
    0, "no" },
  { "a recipient it does not take", POST, NULL, { { SEND, 400, NULL, NO ("ErrorInvalidRecipients") } },
    CTG_ERROR_NOT_FOUND, "recipient-refused", 0, "no" },
  { "a letter larger than it takes", POST, NULL, { { SEND, 413, NULL, "" } }, CTG_ERROR_TOO_LARGE, "message-size", 0,
    "no" },
  { "the token is over with the letter", POST, NULL, { { SEND, 401, NULL, NO ("InvalidAuthenticationToken") } },
    CTG_ERROR_AUTH_EXPIRED, "token-refused", 0, "no" },
};

static gboolean
step_cb (const CtgDelta *delta, gpointer data, GError **error)
{
  GString *log = data;

  g_string_append (log, delta->reset ? " !" : log->len > 0 && delta->added->len + delta->gone->len == 0 ? " " : "");
  for (guint i = 0; i < delta->added->len; i++)
    g_string_append_printf (log, "%s+%s", log->len > 0 && log->str[log->len - 1] != '!' ? " " : "",
                            ((CtgRemoteHeader *) g_ptr_array_index (delta->added, i))->remote_id);
  for (guint i = 0; i < delta->gone->len; i++)
    g_string_append_printf (log, " -%s", (char *) g_ptr_array_index (delta->gone, i));
  g_string_append_c (log, ';');
  return TRUE;
}

static gboolean
body_cb (const char *id, GBytes *bytes, const GError *failure, gpointer data, GError **error)
{
  GString *log = data;

  if (failure != NULL)
    g_string_append_printf (log, " %s:%s", id, ctg_error_code_to_string (failure->code));
  else
    g_string_append_printf (log, " %s=%" G_GSIZE_FORMAT, id, g_bytes_get_size (bytes));
  return TRUE;
}

static gboolean
about_to_leave_cb (gpointer data, GError **error)
{
  g_assert_cmpuint (graph_script_count (SEND), ==, 0);
  return TRUE;
}

static gboolean
post (GString *log, GError **error)
{
  static const char *const recipients[] = { "carlo@cliente.example", NULL };
  g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
  g_autoptr (CtgTransport) transport = ctg_graph_transport_new (endpoint);
  g_autoptr (GBytes) bytes = g_bytes_new_static (LETTER, strlen (LETTER));
  CtgDispatch dispatch = { "anna@azienda.example", recipients, bytes, about_to_leave_cb, NULL };
  g_auto (CtgReceipt) receipt = { NULL };
  gboolean sent = ctg_transport_send (transport, "token", &dispatch, &receipt, NULL, error);

  g_string_append (log, sent ? "left" : receipt.may_have_left ? "open" : "no");
  g_assert_cmpuint (graph_script_count (SEND), ==, 1);
  return sent;
}

static gboolean
act (CtgBackend *backend, guint row, GString *log, GError **error)
{
  static const char *const people[] = { "carlo@cliente.example", NULL };
  g_auto (GStrv) ids = rows[row].argument != NULL ? g_strsplit (rows[row].argument, ",", -1) : NULL;
  gint64 since_utc_s = rows[row].argument != NULL && g_str_has_prefix (rows[row].argument, "g1 1") ? 1000000000 : 0;

  switch (rows[row].action)
    {
    case PULL:
      return ctg_backend_pull (backend, "INBOX", rows[row].argument, since_utc_s, step_cb, log, NULL, error);
    case FIND:
      return ctg_backend_find (backend, "INBOX", NULL, people, 0, step_cb, log, NULL, error);
    case FETCH:
      return ctg_backend_fetch (backend, "INBOX", NULL, (const char *const *) ids, body_cb, log, NULL, error);
    case OPEN:
    case POST:
      break;
    }
  return TRUE;
}

static gboolean
play (guint row, GString *log, GError **error)
{
  g_autoptr (CtgEndpoint) endpoint = graph_script_dup_endpoint ();
  g_autoptr (CtgBackend) backend = ctg_graph_backend_new (endpoint);

  graph_script_play (rows[row].steps, rows[row].action != OPEN);
  if (rows[row].action == POST)
    return post (log, error);
  return ctg_backend_open (backend, "token", NULL, NULL, NULL, NULL, error) && act (backend, row, log, error);
}

static void
test_row (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = play (row, log, &error);

  if (rows[row].code == -1)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, CTG_ERROR, rows[row].code);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, rows[row].reason);
      g_assert_cmpstr (ctg_error_get_details (error).host, ==, "graph.microsoft.com");
      g_assert_cmpint (ctg_error_get_details (error).retry_after_s, ==, rows[row].retry_after_s);
    }
  g_assert_cmpint (done, ==, rows[row].code == -1);
  g_strchug (log->str);
  if (rows[row].outcome != NULL)
    g_assert_cmpstr (log->str, ==, rows[row].outcome);
  graph_script_assert_played (rows[row].name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  graph_script_start ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (rows[i].name), " ", '-');
      g_autofree char *path = g_strconcat ("/graph/E2-faults/", name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  return g_test_run ();
}
