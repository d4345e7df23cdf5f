/* SPDX-License-Identifier: GPL-3.0-or-later */

/* First the service is asked without saying who asks; it says 401 and how one may log in, and shows its certificate.
 *
 *   it offers         the log-in
 *   Basic             Basic: over verified TLS, in every request from then on
 *   NTLM              NTLM
 *   Negotiate         a ticket of the person's session, where there is one; else AUTH_EXPIRED no-ticket
 *   neither           UNSUPPORTED no-mechanism, with the names of what it offers
 *   nothing (200)     the service lets everybody in, or it is none: the first request tells
 *
 * A ticket says by itself whose it is, so the server is asked whether the mailbox it opens is the one of the address.
 * One attempt with one password. The first answer says the server's version: before 2010 SP2 it is refused (A68). */

#include "ews-session.h"

#include "errors.h"
#include "ews-error.h"
#include "ews-request.h"
#include "http-session.h"
#include "text.h"

#include <string.h>

#define QUICK_TIMEOUT_MS (60 * 1000)
#define LARGE_TIMEOUT_MS (300 * 1000)
#define QUICK_MAX_BYTES (8 * 1024 * 1024)

/* A message of 60 MB, as base64, and what stands around it. */
#define LARGE_MAX_BYTES ((gsize) 84 * 1024 * 1024)

/* Exchange 2010 SP2. */
#define MAJOR_MIN 14
#define MINOR_MIN 2

#define FOLDER_ID "Folders/Folder/FolderId/@Id"

struct _CtgEwsSession
{
  CtgEndpoint *endpoint;     /* (owned) */
  CtgHttpSession *http;      /* (owned) */
  char **offered;            /* (owned) (nullable) how one may log in */
  CtgHttpLogin login;
  int major;                 /* -1: not known */
  int minor;
  GHashTable *names;         /* (owned) (element-type utf8 utf8) see ews-names.c; "": nobody */
};

/**
 * ctg_ews_session_new:
 * @endpoint: where the service is, with its path, and whom to log in as
 *
 * No network yet.
 *
 * Returns: (transfer full): a session
 */
CtgEwsSession *
ctg_ews_session_new (const CtgEndpoint *endpoint)
{
  CtgEwsSession *self = g_new0 (CtgEwsSession, 1);

  self->endpoint = ctg_endpoint_copy (endpoint);
  self->http = ctg_http_session_new (endpoint, endpoint->path);
  self->major = self->minor = -1;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * ctg_ews_session_free:
 * @self: (transfer full) (nullable): a session
 */
void
ctg_ews_session_free (CtgEwsSession *self)
{
  if (self == NULL)
    return;
  ctg_http_session_free (self->http);
  ctg_endpoint_free (self->endpoint);
  g_strfreev (self->offered);
  g_hash_table_unref (self->names);
  g_free (self);
}

/**
 * ctg_ews_session_get_host:
 * @self: a session
 *
 * Returns: (transfer none): who is asked
 */
const char *
ctg_ews_session_get_host (CtgEwsSession *self)
{
  return self->endpoint->host;
}

/**
 * ctg_ews_session_get_names:
 * @self: a session
 *
 * Returns: (transfer none) (element-type utf8 utf8): addresses by the paths of the organization's directory they were
 *   asked for by; "" for what has none
 */
GHashTable *
ctg_ews_session_get_names (CtgEwsSession *self)
{
  return self->names;
}

/**
 * ctg_ews_session_describe:
 * @self: a session
 *
 * Returns: (transfer full): the server's version, and how it was logged in to
 */
char *
ctg_ews_session_describe (CtgEwsSession *self)
{
  static const char *const logins[] = { "", "Basic", "NTLM", "Negotiate" };

  return g_strdup_printf ("Exchange %d.%d %s", self->major, self->minor, logins[self->login]);
}

/**
 * ctg_ews_session_open:
 * @self: a session
 * @refused: (out) (optional): the certificate that did not verify
 * @cancellable: (nullable): ends it
 * @error: everything a connection can meet; %CTG_ERROR_PROTOCOL "not-ews"
 *
 * Asks the service how one may log in, without saying who asks.
 *
 * Returns: whether it is there
 */
gboolean
ctg_ews_session_open (CtgEwsSession *self, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  CtgHttpRequest request = { .max_bytes = QUICK_MAX_BYTES, .timeout_ms = QUICK_TIMEOUT_MS };
  g_autoptr (CtgHttpAnswer) answer = ctg_http_session_ask (self->http, &request, refused, cancellable, error);

  if (answer == NULL)
    return FALSE;
  g_strfreev (self->offered);
  self->offered = g_strdupv (answer->challenges);
  /* What a service says to a mere GET, other than "who are you", is of no use: it is asked properly next. */
  return answer->status == 401 || answer->status == 200 || answer->status == 405 || answer->status == 500 ||
         ctg_ews_error_check_http (answer, self->endpoint->host, error);
}

static gboolean
is_offered (CtgEwsSession *self, const char *scheme)
{
  return self->offered != NULL && g_strv_contains ((const char *const *) self->offered, scheme);
}

static void
choose_login (CtgEwsSession *self)
{
  self->login = CTG_HTTP_LOGIN_NONE;
  if (is_offered (self, "basic"))
    self->login = CTG_HTTP_LOGIN_BASIC;
  else if (is_offered (self, "ntlm"))
    self->login = CTG_HTTP_LOGIN_NTLM;
  else if (is_offered (self, "negotiate") && ctg_http_session_can_negotiate ())
    self->login = CTG_HTTP_LOGIN_NEGOTIATE;
}

static void
set_with_offers (CtgEwsSession *self, CtgErrorCode code, const char *reason, GError **error)
{
  g_autofree char *names = self->offered != NULL ? g_strjoinv (", ", self->offered) : g_strdup ("");

  ctg_error_set (error, code, reason, "The server offers only %s", names);
  ctg_error_add_server (error, self->endpoint->host, names);
}

static gboolean
check_login (CtgEwsSession *self, GError **error)
{
  if (self->login != CTG_HTTP_LOGIN_NONE || self->offered == NULL || self->offered[0] == NULL)
    return TRUE;
  set_with_offers (self, CTG_ERROR_UNSUPPORTED, "no-mechanism", error);
  return FALSE;
}

/* Two names of one folder, unless the ticket is somebody else's who may read the mailbox too. */
static gboolean
check_owner (CtgEwsSession *self, GCancellable *cancellable, GError **error)
{
  const char *address = self->endpoint->username != NULL ? self->endpoint->username : "";
  g_autoptr (GBytes) request = ctg_ews_request_get_inbox_of (address);
  g_autoptr (CtgEwsAnswer) answer = NULL;
  g_autofree char *own = NULL, *asked_for = NULL;

  if (self->login != CTG_HTTP_LOGIN_NEGOTIATE)
    return TRUE;
  if (strchr (address, '@') != NULL)
    {
      answer = ctg_ews_session_ask (self, request, CTG_EWS_QUICK, cancellable, error);
      if (answer == NULL)
        return FALSE;
      own = ctg_ews_answer_dup (answer->first, FOLDER_ID);
      asked_for = ctg_ews_answer_dup (ctg_xml_element_get_next (answer->first, NULL), FOLDER_ID);
    }
  if (own != NULL && g_strcmp0 (own, asked_for) == 0)
    return TRUE;
  set_with_offers (self, CTG_ERROR_AUTH_REJECTED, "ticket-of-another", error);
  return FALSE;
}

static gboolean
check_version (CtgEwsSession *self, GError **error)
{
  g_autofree char *found = g_strdup_printf ("%d.%d", self->major, self->minor);

  if (self->major < 0 || self->major > MAJOR_MIN || (self->major == MAJOR_MIN && self->minor >= MINOR_MIN))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "exchange-too-old", "This is Exchange %s", found);
  ctg_error_add_server (error, self->endpoint->host, found);
  return FALSE;
}

/**
 * ctg_ews_session_log_in:
 * @self: a session that is open
 * @secret: the password; "" where a ticket is enough
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_AUTH_REJECTED, %CTG_ERROR_AUTH_EXPIRED "no-ticket", %CTG_ERROR_UNSUPPORTED "no-mechanism",
 *   "exchange-too-old" or "ews-disabled", everything a request can meet
 *
 * Logs in and asks for the inbox, once.
 *
 * Returns: whether the mailbox is there and may be read
 */
gboolean
ctg_ews_session_log_in (CtgEwsSession *self, const char *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_get_folder (CTG_EWS_INBOX);
  g_autoptr (CtgEwsAnswer) answer = NULL;

  choose_login (self);
  if (!check_login (self, error))
    return FALSE;
  ctg_http_session_log_in (self->http, self->login, secret);
  answer = ctg_ews_session_ask (self, request, CTG_EWS_QUICK, cancellable, error);
  return answer != NULL && check_version (self, error) &&
         ctg_ews_answer_check (answer->first, self->endpoint->host, error) &&
         check_owner (self, cancellable, error);
}

static const char *const headers[] = { "Accept", "text/xml", NULL };

static CtgHttpAnswer *
post (CtgEwsSession *self, GBytes *request, CtgEwsCost cost, GCancellable *cancellable, GError **error)
{
  CtgHttpRequest question = {
    .max_bytes = cost == CTG_EWS_LARGE ? LARGE_MAX_BYTES : QUICK_MAX_BYTES,
    .timeout_ms = cost == CTG_EWS_QUICK ? QUICK_TIMEOUT_MS : LARGE_TIMEOUT_MS,
    .method = "POST",
    .is_repeatable = cost != CTG_EWS_CHANGES,
    .body = request,
    .content_type = "text/xml; charset=utf-8",
    .headers = headers,
  };

  return ctg_http_session_ask (self->http, &question, NULL, cancellable, error);
}

/* Without a password it is no password that was refused. */
static gboolean
check_status (CtgEwsSession *self, const CtgHttpAnswer *answer, GError **error)
{
  if (self->login != CTG_HTTP_LOGIN_NEGOTIATE || answer->status != 401)
    return ctg_ews_error_check_http (answer, self->endpoint->host, error);
  set_with_offers (self, CTG_ERROR_AUTH_EXPIRED, "no-ticket", error);
  return FALSE;
}

/**
 * ctg_ews_session_ask:
 * @self: a session that is logged in
 * @request: one of ews-request.h
 * @cost: what it does
 * @cancellable: (nullable): ends it
 * @error: see ews-error.c; everything a connection can meet
 *
 * Returns: (transfer full) (nullable): the answer; what became of each part of the request stands in its messages
 */
CtgEwsAnswer *
ctg_ews_session_ask (CtgEwsSession *self, GBytes *request, CtgEwsCost cost, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgHttpAnswer) http = post (self, request, cost, cancellable, error);
  CtgEwsAnswer *answer;

  if (http == NULL || !check_status (self, http, error))
    return NULL;
  answer = ctg_ews_answer_read (http->body, self->endpoint->host, error);
  if (answer != NULL && answer->major >= 0)
    {
      self->major = answer->major;
      self->minor = answer->minor;
    }
  return answer;
}

/**
 * ctg_ews_session_listen:
 * @self: a session that is logged in
 * @request: one whose answer goes on while something happens
 * @timeout_ms: when it is over at the latest
 * @func: (scope call): takes what it brings
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: see ews-error.c; everything a connection can meet
 *
 * Returns: whether it ended, or @func had enough
 */
gboolean
ctg_ews_session_listen (CtgEwsSession *self, GBytes *request, guint timeout_ms, CtgEwsPieceFunc func, gpointer data,
                        GCancellable *cancellable, GError **error)
{
  CtgHttpRequest question = {
    .max_bytes = QUICK_MAX_BYTES,
    .timeout_ms = timeout_ms,
    .method = "POST",
    .body = request,
    .content_type = "text/xml; charset=utf-8",
    .headers = headers,
  };
  g_autoptr (CtgHttpAnswer) answer = ctg_http_session_listen (self->http, &question, func, data, cancellable, error);

  return answer != NULL && check_status (self, answer, error);
}
