/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the greeting to the authenticated state:
 *
 *   greeting    OK: go on; BYE: refused; PREAUTH: an error, it skips encryption and says nothing of who we are (T3)
 *   STARTTLS    only if offered and answered OK, and nothing may stand behind the OK (T1, T2)
 *   log in      AUTHENTICATE PLAIN if offered, else LOGIN unless disabled; one attempt, never a second mechanism
 *   by token    AUTHENTICATE OAUTHBEARER if offered, else XOAUTH2, and nothing else: a token is no password (T7)
 *   after       capabilities anew, then ID, NAMESPACE and ENABLE in one write
 *
 * No name and no password leaves before the connection is encrypted, or is one to this computer. */

#include "imap-login.h"
#include "bearer.h"
#include "build-config.h"
#include "errors.h"
#include "fault.h"
#include "text.h"
#include "wire-log.h"

#include <string.h>

#define GREETING_TIMEOUT_MS (30 * 1000)
#define LOGOUT_TIMEOUT_MS 1000

static gboolean
check_greeting (const CtgImapResponse *greeting, GError **error)
{
  if (!g_str_equal (greeting->tag, "*") || (greeting->type != CTG_IMAP_OK && greeting->type != CTG_IMAP_PREAUTH))
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-imap", "This is no IMAP server");
      return FALSE;
    }
  if (greeting->type == CTG_IMAP_PREAUTH)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "preauth", "The server skips the log-in");
      return FALSE;
    }
  return TRUE;
}

/* RFC 1939 section 4: "+OK ...", which is nothing in IMAP. */
static gboolean
was_of_pop3 (const CtgImapSession *session)
{
  return memcmp (session->buffer, "+OK", 3) == 0;
}

/* The codec's own complaint about a greeting means the same as a greeting of another protocol. */
static void
rename_error (const CtgImapSession *session, GError **error)
{
  if (error == NULL || !g_error_matches (*error, CTG_ERROR, CTG_ERROR_PROTOCOL))
    return;
  g_clear_error (error);
  ctg_error_set (error, CTG_ERROR_PROTOCOL, was_of_pop3 (session) ? "pop3" : "not-imap", "This is no IMAP server");
}

/**
 * ctg_imap_greet:
 * @session: a new session
 * @cancellable: (nullable): ends the wait
 * @error: %CTG_ERROR_PROTOCOL "not-imap", "pop3" or "preauth"; %CTG_ERROR_RATE_LIMITED, %CTG_ERROR_BUSY or
 *   %CTG_ERROR_NETWORK for a BYE; and what a connection can meet
 *
 * Reads the greeting.
 *
 * Specification: RFC 9051 section 7.1.4
 * Returns: whether the server welcomes us
 */
gboolean
ctg_imap_greet (CtgImapSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CtgImapResponse) greeting = NULL;


  greeting = ctg_imap_session_read (session, GREETING_TIMEOUT_MS, cancellable, &local_error);
  if (greeting != NULL && check_greeting (greeting, error))
    return TRUE;
  session->is_broken = TRUE;
  if (local_error == NULL)
    {
      ctg_error_add_server (error, ctg_imap_session_get_host (session), greeting->text);
      return FALSE;
    }
  rename_error (session, &local_error);
  ctg_error_add_server (&local_error, ctg_imap_session_get_host (session), NULL);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
ensure_capabilities (CtgImapSession *session, GCancellable *cancellable, GError **error)
{
  if (session->has_capabilities)
    return TRUE;
  return ctg_imap_session_run (session, ctg_imap_session_new_command (session, "CAPABILITY"), CTG_IMAP_DURING_OTHER,
                               NULL, NULL, cancellable, error);
}

static gboolean
refuse_starttls (CtgImapSession *session, CtgErrorCode code, const char *reason, GError **error)
{
  session->is_broken = TRUE;
  ctg_error_set (error, code, reason, "The server does not encrypt the connection: %s", reason);
  ctg_error_add_server (error, ctg_imap_session_get_host (session), NULL);
  return FALSE;
}

/**
 * ctg_imap_secure:
 * @session: a greeted session in clear
 * @cancellable: (nullable): ends it
 * @refused: (out) (optional): the certificate that did not verify
 * @error: %CTG_ERROR_UNSUPPORTED "starttls-not-offered", %CTG_ERROR_TLS "starttls-refused", "starttls-injected" or what
 *   the certificate was refused for
 *
 * Encrypts the session by STARTTLS, which is mandatory once chosen.
 *
 * Specification: RFC 9051 section 6.2.1, RFC 2595
 * Returns: whether it is encrypted
 */
gboolean
ctg_imap_secure (CtgImapSession *session, GCancellable *cancellable, CtgCertificate **refused, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!ensure_capabilities (session, cancellable, error))
    return FALSE;
  if (!ctg_imap_session_can (session, CTG_IMAP_CAN_STARTTLS))
    return refuse_starttls (session, CTG_ERROR_UNSUPPORTED, "starttls-not-offered", error);
  if (!ctg_imap_session_run (session, ctg_imap_session_new_command (session, "STARTTLS"), CTG_IMAP_DURING_OTHER, NULL,
                             NULL, cancellable, &local_error))
    {
      if (!session->is_broken && !ctg_error_is_cancelled (local_error))
        return refuse_starttls (session, CTG_ERROR_TLS, "starttls-refused", error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!ctg_imap_codec_is_empty (session->codec))
    return refuse_starttls (session, CTG_ERROR_TLS, "starttls-injected", error);
  ctg_imap_session_forget (session);
  if (ctg_connection_start_tls (session->connection, cancellable, refused, error))
    return TRUE;
  session->is_broken = TRUE;
  return FALSE;
}

static char *
plain_response (const char *username, const char *secret)
{
  gsize length = strlen (username) + strlen (secret) + 2;
  g_autofree char *plain = g_malloc0 (length + 1);
  char *encoded;

  /* RFC 4616: authorization identity (empty), NUL, name, NUL, password. */
  memcpy (plain + 1, username, strlen (username));
  memcpy (plain + 2 + strlen (username), secret, strlen (secret));
  encoded = g_base64_encode ((const guchar *) plain, length);
  explicit_bzero (plain, length);
  return encoded;
}

/* Without SASL-IR (Courier) the server asks first. */
static gboolean
answer_challenge (CtgImapSession *session, guint tag, const char *encoded, CtgImapResponse **answer,
                  GCancellable *cancellable, GError **error)
{
  g_autofree char *line = g_strconcat (encoded, "\r\n", NULL);
  gboolean written;

  g_clear_pointer (answer, ctg_imap_response_free);
  written = ctg_imap_session_write (session, line, strlen (line), cancellable, error);
  explicit_bzero (line, strlen (line));
  if (written)
    *answer = ctg_imap_session_finish (session, tag, NULL, NULL, cancellable, error);
  return *answer != NULL;
}

static CtgImapResponse *
authenticate_plain (CtgImapSession *session, const char *username, const char *secret, GCancellable *cancellable,
                    GError **error)
{
  gboolean at_once = ctg_imap_session_can (session, CTG_IMAP_CAN_SASL_IR);
  char *encoded = plain_response (username, secret);
  CtgImapCommand *command = ctg_imap_session_new_command (session, "AUTHENTICATE PLAIN");
  CtgImapResponse *answer = NULL;
  guint tag;

  command->is_secret = TRUE;
  if (at_once)
    ctg_imap_command_add (command, " %s", encoded);
  tag = ctg_imap_session_send (session, command, cancellable, error);
  if (tag != 0)
    answer = ctg_imap_session_finish (session, tag, NULL, NULL, cancellable, error);
  if (answer != NULL && answer->type == CTG_IMAP_CONTINUE)
    answer_challenge (session, tag, at_once ? "*" : encoded, &answer, cancellable, error);
  ctg_secret_free (encoded);
  return answer;
}

static CtgImapResponse *
log_in_plainly (CtgImapSession *session, const char *username, const char *secret, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (CtgImapCommand) command = ctg_imap_session_new_command (session, "LOGIN ");
  guint tag;

  command->is_secret = TRUE;
  if (!ctg_imap_command_add_string (command, username, error))
    return NULL;
  ctg_imap_command_add (command, " ");
  if (!ctg_imap_command_add_string (command, secret, error))
    return NULL;
  tag = ctg_imap_session_send (session, g_steal_pointer (&command), cancellable, error);
  return tag != 0 ? ctg_imap_session_finish (session, tag, NULL, NULL, cancellable, error) : NULL;
}

/* The refusal is a challenge first, which wants an answer: RFC 7628 section 3.2.3. */
static gboolean
take_refusal (CtgImapSession *session, guint tag, gboolean is_standard, const CtgImapResponse *challenge,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *words = g_strdup (challenge->text);
  CtgImapResponse *answer = NULL;
  g_autoptr (GError) failure = NULL;

  if (answer_challenge (session, tag, is_standard ? "AQ==" : "", &answer, cancellable, &failure))
    ctg_bearer_refuse (error, words, ctg_imap_session_get_host (session));
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  ctg_imap_response_free (answer);
  return FALSE;
}

/* Microsoft says NO at once. What would be a wrong password is a token that is over. */
static gboolean
refuse_token (CtgImapSession *session, const CtgImapResponse *answer, GError **error)
{
  g_autoptr (GError) failure = NULL;

  ctg_imap_error_set (&failure, answer, CTG_IMAP_DURING_LOGIN, ctg_imap_session_get_host (session));
  if (ctg_error_has_reason (failure, "credentials"))
    ctg_bearer_refuse (error, NULL, ctg_imap_session_get_host (session));
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What a server says to the token itself, sent at once or when it asks. */
static CtgImapResponse *
offer_token (CtgImapSession *session, gboolean is_standard, const char *encoded, guint *tag, GCancellable *cancellable,
             GError **error)
{
  gboolean at_once = ctg_imap_session_can (session, CTG_IMAP_CAN_SASL_IR);
  CtgImapCommand *command = ctg_imap_session_new_command (session, "AUTHENTICATE %s",
                                                          is_standard ? "OAUTHBEARER" : "XOAUTH2");
  CtgImapResponse *answer = NULL;

  command->is_secret = TRUE;
  if (at_once)
    ctg_imap_command_add (command, " %s", encoded);
  session->has_capabilities = FALSE;
  *tag = ctg_imap_session_send (session, command, cancellable, error);
  if (*tag != 0)
    answer = ctg_imap_session_finish (session, *tag, NULL, NULL, cancellable, error);
  if (answer != NULL && answer->type == CTG_IMAP_CONTINUE && !at_once)
    answer_challenge (session, *tag, encoded, &answer, cancellable, error);
  return answer;
}

static gboolean
authenticate_token (CtgImapSession *session, const char *username, const char *token, GCancellable *cancellable,
                    GError **error)
{
  const CtgEndpoint *endpoint = ctg_connection_get_endpoint (session->connection);
  gboolean is_standard = ctg_imap_session_can (session, CTG_IMAP_CAN_OAUTHBEARER);
  g_autoptr (CtgImapResponse) answer = NULL;
  char *encoded;
  guint tag;

  if (!ctg_bearer_may_meet (endpoint->token_kind, endpoint->host, error))
    return FALSE;
  if (!is_standard && !ctg_imap_session_can (session, CTG_IMAP_CAN_XOAUTH2))
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-mechanism", "The server takes no token");
      ctg_error_add_server (error, endpoint->host, NULL);
      return FALSE;
    }
  encoded = ctg_bearer_dup_response (is_standard ? CTG_BEARER_OAUTHBEARER : CTG_BEARER_XOAUTH2, username, token,
                                     endpoint->host, endpoint->port, error);
  if (encoded == NULL)
    return FALSE;
  answer = offer_token (session, is_standard, encoded, &tag, cancellable, error);
  ctg_secret_free (encoded);
  if (answer == NULL || answer->type == CTG_IMAP_OK)
    return answer != NULL;
  if (answer->type == CTG_IMAP_CONTINUE)
    return take_refusal (session, tag, is_standard, answer, cancellable, error);
  return refuse_token (session, answer, error);
}

static gboolean
choose_mechanism (CtgImapSession *session, gboolean *plain, GError **error)
{
  *plain = ctg_imap_session_can (session, CTG_IMAP_CAN_AUTH_PLAIN);
  if (*plain || !ctg_imap_session_can (session, CTG_IMAP_LOGIN_DISABLED))
    return TRUE;
  if (ctg_imap_session_can (session, CTG_IMAP_CAN_AUTH_OTHER))
    ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-mechanism", "The server offers no way to log in that we have");
  else
    ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, "login-disabled", "The server does not let anybody log in here");
  ctg_error_add_server (error, ctg_imap_session_get_host (session), NULL);
  return FALSE;
}

static gboolean
authenticate (CtgImapSession *session, const char *username, const char *secret, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (CtgImapResponse) answer = NULL;
  gboolean plain;

  if (!choose_mechanism (session, &plain, error))
    return FALSE;
  /* Logging in changes them; what tells how to log in is still needed. */
  session->has_capabilities = FALSE;
  if (plain)
    answer = authenticate_plain (session, username, secret, cancellable, error);
  else
    answer = log_in_plainly (session, username, secret, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (answer->type == CTG_IMAP_OK)
    return TRUE;
  ctg_imap_error_set (error, answer, CTG_IMAP_DURING_LOGIN, ctg_imap_session_get_host (session));
  return FALSE;
}

static void
add_foreign (CtgImapSession *session, const char *prefix)
{
  if (*prefix != '\0')
    g_ptr_array_add (session->foreign_prefixes, g_strdup (prefix));
}

/* `(("INBOX." ".")) (("user." ".")) NIL`: own, other people's, shared. RFC 2342 section 5. */
static gboolean
namespace_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  CtgImapSession *session = data;
  CtgImapCursor cursor = { response, 1 };

  if (!ctg_imap_response_is (response, 0, "NAMESPACE"))
    return TRUE;
  for (guint i = 0; i < 3; i++)
    {
      if (!ctg_imap_cursor_take (&cursor, CTG_IMAP_OPEN))
        {
          ctg_imap_cursor_skip (&cursor);
          continue;
        }
      while (ctg_imap_cursor_take (&cursor, CTG_IMAP_OPEN))
        {
          const char *prefix = ctg_imap_cursor_next_text (&cursor, NULL);

          if (prefix != NULL && i == 0 && session->personal_prefix == NULL)
            session->personal_prefix = g_strdup (prefix);
          else if (prefix != NULL && i > 0)
            add_foreign (session, prefix);
          while (ctg_imap_cursor_skip (&cursor))
            ;
          ctg_imap_cursor_take (&cursor, CTG_IMAP_CLOSE);
        }
      ctg_imap_cursor_take (&cursor, CTG_IMAP_CLOSE);
    }
  return TRUE;
}

typedef struct
{
  CtgImapSession *session;
  guint n;
} Introduction;

static CtgImapCommand *
next_introduction (gpointer data, GError **error)
{
  Introduction *introduction = data;
  CtgImapSession *session = introduction->session;

  for (;;)
    switch (introduction->n++)
      {
      case 0:
        if (ctg_imap_session_can (session, CTG_IMAP_CAN_ID))
          return ctg_imap_session_new_command (session, "ID (\"name\" \"Carteggio\" \"version\" \"%s\")", CTG_VERSION);
        break;
      case 1:
        if (ctg_imap_session_can (session, CTG_IMAP_CAN_NAMESPACE))
          return ctg_imap_session_new_command (session, "NAMESPACE");
        break;
      case 2:
        if (ctg_imap_session_can (session, CTG_IMAP_CAN_ENABLE) &&
            ctg_imap_session_can (session, CTG_IMAP_CAN_UTF8_ACCEPT))
          return ctg_imap_session_new_command (session, "ENABLE UTF8=ACCEPT");
        break;
      default:
        return NULL;
      }
}

static gboolean
introduction_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Introduction *introduction = data;

  for (guint i = 1; ctg_imap_response_is (response, 0, "ENABLED") && i < response->tokens->len; i++)
    introduction->session->utf8_accepted |= ctg_imap_response_is (response, i, "UTF8=ACCEPT");
  return namespace_cb (response, introduction->session, error);
}

/* Courier says NO to ID. None of these is needed to work. */
static gboolean
introduced_cb (guint index, const CtgImapResponse *response, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
introduce (CtgImapSession *session, GCancellable *cancellable, GError **error)
{
  Introduction introduction = { .session = session };

  return ctg_imap_session_pipeline (session, 3, next_introduction, introduction_cb, introduced_cb, &introduction,
                                    cancellable, error);
}

static gboolean
check_imap4 (CtgImapSession *session, GError **error)
{
  if (ctg_imap_session_can (session, CTG_IMAP_CAN_IMAP4))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-imap4rev1", "The server does not speak IMAP4rev1");
  ctg_error_add_server (error, ctg_imap_session_get_host (session), NULL);
  return FALSE;
}

static gboolean
may_log_in (CtgImapSession *session, GError **error)
{
  const CtgEndpoint *endpoint = ctg_connection_get_endpoint (session->connection);

  if (ctg_connection_is_secure (session->connection) || endpoint->security == CTG_SECURITY_NONE)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_POLICY, "cleartext", "The connection is not encrypted");
  return FALSE;
}

/**
 * ctg_imap_login:
 * @session: a greeted session, encrypted or to this computer
 * @username: who
 * @secret: the password, or the access token where the endpoint says so; not kept
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_AUTH_REJECTED with a reason, %CTG_ERROR_BUSY, %CTG_ERROR_RATE_LIMITED, %CTG_ERROR_UNSUPPORTED
 *   "no-imap4rev1", "no-mechanism" or "imap-disabled", and what a connection can meet; for a token what
 *   ctg_bearer_refuse() says, and %CTG_ERROR_POLICY "token-host"
 *
 * Logs in and learns what the server can do then.
 *
 * Specification: RFC 9051 sections 6.2.2 and 6.2.3, RFC 4616, RFC 4959, RFC 2971, RFC 2342, RFC 5161, RFC 6855
 * Returns: whether the session is authenticated
 */
gboolean
ctg_imap_login (CtgImapSession *session, const char *username, const char *secret, GCancellable *cancellable,
                GError **error)
{
  if (!ctg_fault_point ("imap-login", error) || !may_log_in (session, error))
    return FALSE;
  if (!ensure_capabilities (session, cancellable, error) || !check_imap4 (session, error))
    return FALSE;
  if (ctg_connection_get_endpoint (session->connection)->token_kind != NULL
        ? !authenticate_token (session, username, secret, cancellable, error)
        : !authenticate (session, username, secret, cancellable, error))
    return FALSE;
  return ensure_capabilities (session, cancellable, error) && introduce (session, cancellable, error);
}

/**
 * ctg_imap_logout:
 * @session: a session in any state
 *
 * Says good-bye, without waiting long for an answer.
 *
 * Specification: RFC 9051 section 6.1.3
 */
void
ctg_imap_logout (CtgImapSession *session)
{
  static const char goodbye[] = "X LOGOUT\r\n";

  if (session->is_broken)
    return;
  session->is_leaving = TRUE;
  ctg_connection_write (session->connection, goodbye, strlen (goodbye), LOGOUT_TIMEOUT_MS, NULL, NULL);
  session->is_broken = TRUE;
}
