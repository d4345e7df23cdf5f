/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-session.h"
#include "bearer.h"
#include "clock.h"
#include "errors.h"
#include "server-texts.h"
#include "text.h"
#include "wire-log.h"

#include <string.h>

#define READ_BUFFER_BYTES 8192
#define WAIT_TIMEOUT_MS (30 * 1000)
#define PATIENCE_S 60
#define GOODBYE_TIMEOUT_MS 1000

/* RFC 5321 section 4.1.3: an address literal, and one that says nothing about this computer. */
#define OWN_NAME "[127.0.0.1]"

/**
 * ctg_smtp_session_new:
 * @connection: (transfer full): a connection nothing was read from yet
 *
 * Returns: (transfer full): a session before its greeting
 */
CtgSmtpSession *
ctg_smtp_session_new (CtgConnection *connection)
{
  CtgSmtpSession *self = g_new0 (CtgSmtpSession, 1);

  self->connection = connection;
  self->codec = ctg_smtp_codec_new ();
  return self;
}

/**
 * ctg_smtp_session_free:
 * @self: (transfer full) (nullable): a session
 *
 * Says good-bye without waiting for an answer, closes and frees it.
 */
void
ctg_smtp_session_free (CtgSmtpSession *self)
{
  if (self == NULL)
    return;
  if (self->can_say_goodbye)
    ctg_connection_write (self->connection, "QUIT\r\n", 6, GOODBYE_TIMEOUT_MS, NULL, NULL);
  ctg_connection_close (self->connection);
  ctg_smtp_codec_free (self->codec);
  g_free (self);
}

static const char *
get_host (CtgSmtpSession *self)
{
  return ctg_connection_get_endpoint (self->connection)->host;
}

/**
 * ctg_smtp_session_read:
 * @self: a session that was asked something
 * @patience_s: how long a whole answer may take, at least 60
 * @cancellable: (nullable): ends the wait
 * @error: %CTG_ERROR_PROTOCOL, %CTG_ERROR_TIMED_OUT, and what a connection can meet
 *
 * Returns: (transfer full) (nullable): the next reply
 */
CtgSmtpReply *
ctg_smtp_session_read (CtgSmtpSession *self, guint patience_s, GCancellable *cancellable, GError **error)
{
  guint wait_ms = MAX (WAIT_TIMEOUT_MS, (patience_s - PATIENCE_S) * 1000);
  gint64 began_us = ctg_clock_monotonic_us ();
  CtgSmtpReply *reply = ctg_smtp_codec_take (self->codec);

  while (reply == NULL)
    {
      char buffer[READ_BUFFER_BYTES];
      gssize n = ctg_connection_read (self->connection, buffer, sizeof buffer, wait_ms, cancellable, error);

      if (n < 0)
        return NULL;
      if (!ctg_smtp_codec_feed (self->codec, buffer, (gsize) n, error))
        {
          ctg_error_add_server (error, get_host (self), NULL);
          return NULL;
        }
      reply = ctg_smtp_codec_take (self->codec);
      if (reply == NULL && ctg_clock_monotonic_us () - began_us > (gint64) patience_s * G_USEC_PER_SEC)
        {
          ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "The server's answer comes too slowly");
          return NULL;
        }
    }
  if (ctg_wire_log_is_on ())
    {
      g_autofree char *text = ctg_smtp_reply_get_text (reply);

      ctg_wire_log_received ("smtp", text, strlen (text));
    }
  return reply;
}

static CtgSmtpReply *
read_reply (CtgSmtpSession *self, GCancellable *cancellable, GError **error)
{
  return ctg_smtp_session_read (self, PATIENCE_S, cancellable, error);
}

/* @is_secret: the line is an answer to a challenge. */
static CtgSmtpReply *
ask (CtgSmtpSession *self, const char *line, gboolean is_secret, GCancellable *cancellable, GError **error)
{
  char *bytes = g_strconcat (line, "\r\n", NULL);
  gboolean written;

  ctg_wire_log_sent ("smtp", is_secret ? "[redacted]" : line, strlen (is_secret ? "[redacted]" : line));
  written = ctg_connection_write (self->connection, bytes, strlen (bytes), WAIT_TIMEOUT_MS, cancellable, error);
  ctg_secret_free (bytes);
  return written ? read_reply (self, cancellable, error) : NULL;
}

/**
 * ctg_smtp_session_write:
 * @self: a session
 * @line: a command without its CRLF, no secret
 * @cancellable: (nullable): ends it
 * @error: what a connection can meet
 *
 * Returns: whether it was written
 */
gboolean
ctg_smtp_session_write (CtgSmtpSession *self, const char *line, GCancellable *cancellable, GError **error)
{
  g_autofree char *bytes = g_strconcat (line, "\r\n", NULL);

  ctg_wire_log_sent ("smtp", line, strlen (line));
  return ctg_connection_write (self->connection, bytes, strlen (bytes), WAIT_TIMEOUT_MS, cancellable, error);
}

/**
 * ctg_smtp_session_refuse:
 * @self: a session
 * @reply: a refusal
 * @code: what a permanent one means here; 4xx is "later" everywhere, RFC 5321 section 4.2.1
 * @reason: (nullable): narrows @code
 * @error: set, with the server's words
 *
 * Returns: %FALSE
 */
gboolean
ctg_smtp_session_refuse (CtgSmtpSession *self, const CtgSmtpReply *reply, CtgErrorCode code, const char *reason,
                         GError **error)
{
  g_autofree char *text = ctg_smtp_reply_get_text (reply);
  GError *made = NULL;

  if (!ctg_server_texts_set_by_words (&made, text))
    {
      if (reply->code < 500)
        ctg_error_set (&made, CTG_ERROR_BUSY, NULL, "The server for outgoing mail is busy");
      else
        ctg_error_set (&made, code, reason, "The server for outgoing mail refused");
    }
  ctg_error_add_server (&made, get_host (self), text);
  g_propagate_error (error, made);
  return FALSE;
}

static const struct
{
  const char *word;
  CtgSmtpCapabilities capability;
} known[] = {
  { "AUTH=PLAIN", CTG_SMTP_CAN_AUTH_PLAIN },
  { "AUTH=LOGIN", CTG_SMTP_CAN_AUTH_LOGIN },
  { "AUTH=OAUTHBEARER", CTG_SMTP_CAN_OAUTHBEARER },
  { "AUTH=XOAUTH2", CTG_SMTP_CAN_XOAUTH2 },
  { "STARTTLS", CTG_SMTP_CAN_STARTTLS },
  { "SMTPUTF8", CTG_SMTP_CAN_UTF8 },
  { "PIPELINING", CTG_SMTP_CAN_PIPELINING },
  { "SIZE", CTG_SMTP_CAN_SIZE },
  { "8BITMIME", CTG_SMTP_CAN_8BITMIME },
  { "DSN", CTG_SMTP_CAN_DSN },
};

static guint
find_capability (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (word, known[i].word) == 0)
      return known[i].capability;
  return 0;
}

static guint
read_auth (const char *mechanisms)
{
  g_auto (GStrv) words = g_strsplit_set (mechanisms, " =", 50);
  guint capabilities = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat ("AUTH=", words[i], NULL);
      guint capability = find_capability (word);

      if (*words[i] != '\0')
        capabilities |= capability != 0 ? capability : CTG_SMTP_CAN_AUTH_OTHER;
    }
  return capabilities;
}

static guint
read_capability (const char *line)
{
  if (g_ascii_strncasecmp (line, "AUTH ", 5) == 0 || g_ascii_strncasecmp (line, "AUTH=", 5) == 0)
    return read_auth (line + 5);
  return g_ascii_strncasecmp (line, "SIZE ", 5) == 0 ? CTG_SMTP_CAN_SIZE : find_capability (line);
}

/**
 * ctg_smtp_session_describe:
 * @self: a session that was greeted
 *
 * Returns: (transfer full): what the server offers, in words separated by blanks: "AUTH=PLAIN SIZE=36700160"
 */
char *
ctg_smtp_session_describe (CtgSmtpSession *self)
{
  GString *words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (self->capabilities & known[i].capability)
      {
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", known[i].word);
        if (known[i].capability == CTG_SMTP_CAN_SIZE)
          g_string_append_printf (words, "=%" G_GINT64_FORMAT, self->max_bytes);
      }
  return g_string_free (words, FALSE);
}

static void
learn (CtgSmtpSession *self, const char *line)
{
  guint capability = read_capability (line);

  self->capabilities |= capability;
  if (capability == CTG_SMTP_CAN_SIZE && strlen (line) > 5)
    self->max_bytes = MAX (g_ascii_strtoll (line + 5, NULL, 10), 0);
}

/* EHLO, and HELO for a server that does not know it, RFC 5321 section 3.2. */
static gboolean
introduce (CtgSmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = ask (self, "EHLO " OWN_NAME, FALSE, cancellable, error);

  self->capabilities = 0;
  self->max_bytes = 0;
  self->can_say_goodbye = reply != NULL;
  if (reply == NULL)
    return FALSE;
  if (reply->code >= 500)
    {
      g_clear_pointer (&reply, ctg_smtp_reply_free);
      reply = ask (self, "HELO " OWN_NAME, FALSE, cancellable, error);
      if (reply == NULL)
        return FALSE;
    }
  if (reply->code != 250)
    return ctg_smtp_session_refuse (self, reply, CTG_ERROR_PROTOCOL, NULL, error);
  for (guint i = 1; i < reply->lines->len; i++)
    learn (self, g_ptr_array_index (reply->lines, i));
  return TRUE;
}

/**
 * ctg_smtp_session_greet:
 * @self: a new session
 * @cancellable: (nullable): ends the wait
 * @error: %CTG_ERROR_PROTOCOL "not-smtp", %CTG_ERROR_BUSY, %CTG_ERROR_RATE_LIMITED, and what a connection can meet
 *
 * Reads the greeting and asks what the server can do.
 *
 * Specification: RFC 5321 section 4.3.1
 * Returns: whether the server welcomes us
 */
gboolean
ctg_smtp_session_greet (CtgSmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = read_reply (self, cancellable, error);

  if (reply == NULL)
    return FALSE;
  if (reply->code != 220)
    return ctg_smtp_session_refuse (self, reply, CTG_ERROR_NETWORK, "connection-closed", error);
  return introduce (self, cancellable, error);
}

static gboolean
refuse_starttls (CtgSmtpSession *self, CtgErrorCode code, const char *reason, GError **error)
{
  ctg_error_set (error, code, reason, "The server does not encrypt the connection: %s", reason);
  ctg_error_add_server (error, get_host (self), NULL);
  return FALSE;
}

/**
 * ctg_smtp_session_secure:
 * @self: a greeted session in clear
 * @cancellable: (nullable): ends it
 * @refused: (out) (optional): the certificate that did not verify
 * @error: %CTG_ERROR_UNSUPPORTED "starttls-not-offered", %CTG_ERROR_TLS "starttls-refused", "starttls-injected" or what
 *   the certificate was refused for
 *
 * Encrypts the session by STARTTLS, which is mandatory once chosen, and asks anew what the server can do.
 *
 * Specification: RFC 3207
 * Returns: whether it is encrypted
 */
gboolean
ctg_smtp_session_secure (CtgSmtpSession *self, GCancellable *cancellable, CtgCertificate **refused, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = NULL;

  if (!(self->capabilities & CTG_SMTP_CAN_STARTTLS))
    return refuse_starttls (self, CTG_ERROR_UNSUPPORTED, "starttls-not-offered", error);
  reply = ask (self, "STARTTLS", FALSE, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->code != 220)
    return refuse_starttls (self, CTG_ERROR_TLS, "starttls-refused", error);
  self->can_say_goodbye = FALSE;
  if (!ctg_smtp_codec_is_empty (self->codec))
    return refuse_starttls (self, CTG_ERROR_TLS, "starttls-injected", error);
  return ctg_connection_start_tls (self->connection, cancellable, refused, error) &&
         introduce (self, cancellable, error);
}

static char *
plain_command (const char *username, const char *secret)
{
  gsize length = strlen (username) + strlen (secret) + 2;
  char *plain = g_malloc0 (length + 1);
  char *encoded, *command;

  /* RFC 4616: authorization identity (empty), NUL, name, NUL, password. */
  memcpy (plain + 1, username, strlen (username));
  memcpy (plain + 2 + strlen (username), secret, strlen (secret));
  encoded = g_base64_encode ((const guchar *) plain, length);
  command = g_strconcat ("AUTH PLAIN ", encoded, NULL);
  explicit_bzero (plain, length);
  g_free (plain);
  ctg_secret_free (encoded);
  return command;
}

static CtgSmtpReply *
authenticate_plain (CtgSmtpSession *self, const char *username, const char *secret, GCancellable *cancellable,
                    GError **error)
{
  char *command = plain_command (username, secret);
  CtgSmtpReply *reply = ask (self, command, FALSE, cancellable, error);

  /* A server that asks although it was answered (RFC 4954 section 4 lets it not). */
  if (reply != NULL && reply->code == 334)
    {
      g_clear_pointer (&reply, ctg_smtp_reply_free);
      reply = ask (self, command + strlen ("AUTH PLAIN "), TRUE, cancellable, error);
    }
  ctg_secret_free (command);
  return reply;
}

static CtgSmtpReply *
answer (CtgSmtpSession *self, CtgSmtpReply *challenge, const char *text, GCancellable *cancellable, GError **error)
{
  char *encoded;
  CtgSmtpReply *reply;

  if (challenge == NULL || challenge->code != 334)
    return challenge;
  ctg_smtp_reply_free (challenge);
  encoded = g_base64_encode ((const guchar *) text, strlen (text));
  reply = ask (self, encoded, TRUE, cancellable, error);
  ctg_secret_free (encoded);
  return reply;
}

static CtgSmtpReply *
authenticate_login (CtgSmtpSession *self, const char *username, const char *secret, GCancellable *cancellable,
                    GError **error)
{
  CtgSmtpReply *reply = ask (self, "AUTH LOGIN", FALSE, cancellable, error);

  reply = answer (self, reply, username, cancellable, error);
  return answer (self, reply, secret, cancellable, error);
}

static gboolean
refuse_token (CtgSmtpSession *self, const CtgSmtpReply *challenge, gboolean is_standard, GCancellable *cancellable,
              GError **error)
{
  const char *line = g_ptr_array_index (challenge->lines, 0);
  g_autofree char *words = g_strdup (line);
  g_autoptr (CtgSmtpReply) reply = ask (self, is_standard ? "AQ==" : "", TRUE, cancellable, error);

  if (reply != NULL)
    ctg_bearer_refuse (error, words, get_host (self));
  return FALSE;
}

/* A token is no password: it is shown by its own mechanisms only, and to its platform's hosts only (T7). */
static gboolean
authenticate_token (CtgSmtpSession *self, const char *username, const char *token, GCancellable *cancellable,
                    GError **error)
{
  const CtgEndpoint *endpoint = ctg_connection_get_endpoint (self->connection);
  gboolean is_standard = (self->capabilities & CTG_SMTP_CAN_OAUTHBEARER) != 0;
  g_autoptr (CtgSmtpReply) reply = NULL;
  char *encoded, *command;

  if (!ctg_bearer_may_meet (endpoint->token_kind, endpoint->host, error))
    return FALSE;
  if (!is_standard && !(self->capabilities & CTG_SMTP_CAN_XOAUTH2))
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-mechanism", "The server takes no token");
      ctg_error_add_server (error, endpoint->host, NULL);
      return FALSE;
    }
  encoded = ctg_bearer_dup_response (is_standard ? CTG_BEARER_OAUTHBEARER : CTG_BEARER_XOAUTH2, username, token,
                                     endpoint->host, endpoint->port, error);
  if (encoded == NULL)
    return FALSE;
  command = g_strconcat (is_standard ? "AUTH OAUTHBEARER " : "AUTH XOAUTH2 ", encoded, NULL);
  ctg_secret_free (encoded);
  reply = ask (self, command, FALSE, cancellable, error);
  ctg_secret_free (command);
  if (reply == NULL || reply->code == 235)
    return reply != NULL;
  if (reply->code == 334)
    return refuse_token (self, reply, is_standard, cancellable, error);
  return ctg_smtp_session_refuse (self, reply, CTG_ERROR_AUTH_EXPIRED, "token-refused", error);
}

static gboolean
may_log_in (CtgSmtpSession *self, GError **error)
{
  if (ctg_connection_is_secure (self->connection) ||
      ctg_connection_get_endpoint (self->connection)->security == CTG_SECURITY_NONE)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_POLICY, "cleartext", "The connection is not encrypted");
  return FALSE;
}

/**
 * ctg_smtp_session_log_in:
 * @self: a greeted session, encrypted or to this computer
 * @username: who
 * @secret: the password, or the access token where the endpoint says so; not kept
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_AUTH_REJECTED with a reason, %CTG_ERROR_BUSY, %CTG_ERROR_RATE_LIMITED, %CTG_ERROR_UNSUPPORTED
 *   "no-mechanism", and what a connection can meet
 *
 * Logs in: PLAIN if offered, else LOGIN; with a token OAUTHBEARER if offered, else XOAUTH2; one attempt.
 *
 * Specification: RFC 4954, RFC 4616
 * Returns: whether the server accepts name and password
 */
gboolean
ctg_smtp_session_log_in (CtgSmtpSession *self, const char *username, const char *secret, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (CtgSmtpReply) reply = NULL;

  if (!may_log_in (self, error))
    return FALSE;
  if (ctg_connection_get_endpoint (self->connection)->token_kind != NULL)
    return authenticate_token (self, username, secret, cancellable, error);
  if (self->capabilities & CTG_SMTP_CAN_AUTH_PLAIN)
    reply = authenticate_plain (self, username, secret, cancellable, error);
  else if (self->capabilities & CTG_SMTP_CAN_AUTH_LOGIN)
    reply = authenticate_login (self, username, secret, cancellable, error);
  else
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-mechanism", "The server offers no way to log in that we have");
      ctg_error_add_server (error, get_host (self), NULL);
    }
  if (reply == NULL)
    return FALSE;
  return reply->code == 235 || ctg_smtp_session_refuse (self, reply, CTG_ERROR_AUTH_REJECTED, "credentials", error);
}

/**
 * ctg_smtp_session_check_address:
 * @self: a greeted session
 * @address: an addr-spec for MAIL FROM or RCPT TO
 * @error: %CTG_ERROR_INVALID_INPUT, %CTG_ERROR_UNSUPPORTED "smtputf8"
 *
 * What could end the command is refused, never mended (S1).
 *
 * Returns: whether the server can be told this address
 */
gboolean
ctg_smtp_session_check_address (CtgSmtpSession *self, const char *address, GError **error)
{
  gboolean is_ascii = g_str_is_ascii (address);

  if (ctg_text_has_control (address) || strpbrk (address, " <>") != NULL || strchr (address, '@') == NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "This is no mail address");
  else if (!is_ascii && !(self->capabilities & CTG_SMTP_CAN_UTF8))
    ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "smtputf8", "The server has no addresses with such letters");
  else
    return TRUE;
  return FALSE;
}

/**
 * ctg_smtp_session_try_sender:
 * @self: a session that is logged in
 * @sender: an address
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_AUTH_REJECTED "sender-refused", %CTG_ERROR_BUSY, and what a connection can meet
 *
 * Asks whether mail may be sent from this address, and takes it back: nothing is sent. Some servers look at the sender
 * only when there is a recipient (Postfix with its delayed rejection) and say yes to anything here.
 *
 * Specification: RFC 5321 sections 4.1.1.2 and 4.1.1.5
 * Returns: whether the server did not refuse it
 */
gboolean
ctg_smtp_session_try_sender (CtgSmtpSession *self, const char *sender, GCancellable *cancellable, GError **error)
{
  g_autofree char *line = NULL;
  g_autoptr (CtgSmtpReply) reply = NULL;
  g_autoptr (CtgSmtpReply) reset = NULL;

  if (!ctg_smtp_session_check_address (self, sender, error))
    return FALSE;
  line = g_strdup_printf ("MAIL FROM:<%s>%s", sender, g_str_is_ascii (sender) ? "" : " SMTPUTF8");
  reply = ask (self, line, FALSE, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->code != 250)
    return ctg_smtp_session_refuse (self, reply, CTG_ERROR_AUTH_REJECTED, "sender-refused", error);
  reset = ask (self, "RSET", FALSE, cancellable, error);
  return reset != NULL;
}
