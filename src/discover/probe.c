/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is there a mail server here, encrypted, with a certificate for this name? Reads the greeting, upgrades where asked,
 * says nothing about anybody, and hangs up.
 *
 *   security   IMAP (RFC 9051)                      SMTP (RFC 5321, 3207)               POP3 (RFC 1939)
 *   tls        greeting * OK                        greeting 220                        greeting +OK
 *   starttls   greeting, a STARTTLS, a OK, TLS      220, EHLO, STARTTLS, 220, TLS       not asked
 */

#include "probe.h"

#include "connection.h"
#include "deadline.h"
#include "errors.h"

#include <string.h>

/* A greeting is one line; an answer to EHLO rarely more than twenty. */
#define ANSWER_MAX_BYTES (16 * 1024)

typedef struct
{
  CtgConnection *connection;   /* (owned) */
  CtgDeadline *deadline;       /* (unowned) */
  guint timeout_ms;
  GString *received;           /* (owned) what is not yet taken as a line */
} Talk;

static gboolean
receive (Talk *talk, GError **error)
{
  char buffer[2048];
  gssize n_read = ctg_connection_read (talk->connection, buffer, sizeof buffer, talk->timeout_ms,
                                       ctg_deadline_get_cancellable (talk->deadline), error);

  if (n_read < 0)
    return FALSE;
  if (n_read == 0 || talk->received->len + (gsize) n_read > ANSWER_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "truncated", "The server hung up or said too much");
      return FALSE;
    }
  g_string_append_len (talk->received, buffer, n_read);
  return TRUE;
}

static char *
read_line (Talk *talk, GError **error)
{
  char *end;
  char *line;

  while ((end = memchr (talk->received->str, '\n', talk->received->len)) == NULL)
    if (!receive (talk, error))
      return NULL;
  line = g_strndup (talk->received->str, (gsize) (end - talk->received->str));
  g_string_erase (talk->received, 0, end - talk->received->str + 1);
  return g_strchomp (line);
}

static gboolean
expect (Talk *talk, const char *prefix, const char *reason, GError **error)
{
  g_autofree char *line = read_line (talk, error);

  if (line == NULL)
    return FALSE;
  if (g_ascii_strncasecmp (line, prefix, strlen (prefix)) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_PROTOCOL, reason, "This server speaks another protocol");
  ctg_error_add_server (error, NULL, line);
  return FALSE;
}

static gboolean
say (Talk *talk, const char *line, GError **error)
{
  return ctg_connection_write (talk->connection, line, strlen (line), talk->timeout_ms,
                               ctg_deadline_get_cancellable (talk->deadline), error);
}

/* Reads a whole answer ("250-...", the last "250 ...") and looks for a word in it. */
static gboolean
read_ehlo (Talk *talk, gboolean *has_starttls, GError **error)
{
  for (;;)
    {
      g_autofree char *line = read_line (talk, error);

      if (line == NULL)
        return FALSE;
      if (!g_str_has_prefix (line, "250") || strlen (line) < 4)
        {
          ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-smtp", "The server refuses EHLO");
          ctg_error_add_server (error, NULL, line);
          return FALSE;
        }
      if (g_ascii_strcasecmp (line + 4, "STARTTLS") == 0)
        *has_starttls = TRUE;
      if (line[3] != '-')
        return TRUE;
    }
}

/* RFC 5321 section 2.3.5 allows an address literal: our own name is nobody's business. */
static gboolean
ask_smtp_to_encrypt (Talk *talk, GError **error)
{
  gboolean has_starttls = FALSE;

  if (!say (talk, "EHLO [127.0.0.1]\r\n", error) || !read_ehlo (talk, &has_starttls, error))
    return FALSE;
  if (!has_starttls)
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "starttls-not-offered", "The server offers no encryption");
      return FALSE;
    }
  return say (talk, "STARTTLS\r\n", error) && expect (talk, "220", "starttls-refused", error);
}

static gboolean
encrypt (Talk *talk, CtgProbeProtocol protocol, CtgCertificate **refused, GError **error)
{
  if (protocol == CTG_PROBE_IMAP)
    {
      if (!say (talk, "a STARTTLS\r\n", error) || !expect (talk, "a OK", "starttls-refused", error))
        return FALSE;
    }
  else if (!ask_smtp_to_encrypt (talk, error))
    return FALSE;

  /* RFC 2595 section 4, T3: what came in clear after the answer was put there by somebody else. */
  if (talk->received->len > 0)
    {
      ctg_error_set (error, CTG_ERROR_TLS, "starttls-injected", "Something was slipped into the connection");
      return FALSE;
    }
  return ctg_connection_start_tls (talk->connection, ctg_deadline_get_cancellable (talk->deadline), refused, error);
}

static const struct
{
  const char *greeting;
  const char *reason;
} protocols[] = {
  [CTG_PROBE_IMAP] = { "* OK", "not-imap" },
  [CTG_PROBE_SMTP] = { "220", "not-smtp" },
  [CTG_PROBE_POP3] = { "+OK", "not-pop3" },
};

static gboolean
read_greeting (Talk *talk, CtgProbeProtocol protocol, GError **error)
{
  gboolean goes_on = TRUE;

  if (protocol != CTG_PROBE_SMTP)
    return expect (talk, protocols[protocol].greeting, protocols[protocol].reason, error);
  while (goes_on)
    {
      g_autofree char *line = read_line (talk, error);

      if (line == NULL)
        return FALSE;
      goes_on = g_str_has_prefix (line, "220-");
      if (!g_str_has_prefix (line, "220"))
        {
          ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-smtp", "This server speaks another protocol");
          ctg_error_add_server (error, NULL, line);
          return FALSE;
        }
    }
  return TRUE;
}

/* A host that shows a good certificate for another name is common on shared hosting: its name is worth knowing. */
static void
add_certificate_names (CtgCertificate *refused, GError **error)
{
  g_autofree char *names = NULL;

  if (refused == NULL || refused->names == NULL || refused->names[0] == NULL)
    return;
  names = g_strjoinv (" ", refused->names);
  ctg_error_add_server (error, NULL, names);
}

/**
 * ctg_probe_run:
 * @protocol: what should be there
 * @endpoint: where; its security must not be %CTG_SECURITY_NONE
 * @timeout_ms: for everything together
 * @cancellable: (nullable): ends it early
 * @error: what stands in the way: %CTG_ERROR_NETWORK, %CTG_ERROR_TLS (the server's text is then the certificate's
 *   names), %CTG_ERROR_TIMED_OUT, %CTG_ERROR_PROTOCOL, %CTG_ERROR_UNSUPPORTED, cancellation
 *
 * Connects, reads the greeting, encrypts and hangs up. Sends nothing about the person or the address. Blocks.
 *
 * Returns: whether the server is there, speaks @protocol and is properly encrypted
 */
gboolean
ctg_probe_run (CtgProbeProtocol protocol, const CtgEndpoint *endpoint, guint timeout_ms, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (timeout_ms, cancellable);
  g_autoptr (CtgConnection) connection = NULL;
  g_autoptr (CtgCertificate) refused = NULL;
  g_autoptr (GString) received = g_string_new (NULL);
  g_autoptr (GError) local_error = NULL;
  Talk talk = { NULL, deadline, timeout_ms, received };

  g_return_val_if_fail (endpoint->security != CTG_SECURITY_NONE, FALSE);
  connection = ctg_connection_open (endpoint, ctg_deadline_get_cancellable (deadline), &refused, &local_error);
  talk.connection = connection;
  if (connection != NULL && read_greeting (&talk, protocol, &local_error) &&
      (endpoint->security == CTG_SECURITY_TLS || encrypt (&talk, protocol, &refused, &local_error)))
    return TRUE;
  add_certificate_names (refused, &local_error);
  ctg_deadline_convert (deadline, endpoint->host, &local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
