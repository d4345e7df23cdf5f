/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One letter through a session that is logged in: MAIL, RCPT for each recipient (in one go where the server has
 * PIPELINING), DATA, the letter, its end. DATA is never pipelined: whether anybody takes the letter is known before it
 * leaves. Whoever asked is called at the one moment after which nobody can know for sure (S3): the server waits, and no
 * byte has left. An answer to the letter's end decides; without one the receipt says that it may have left. */

#include "smtp-send.h"
#include "errors.h"
#include "server-texts.h"
#include "fault.h"
#include "text.h"

#include <string.h>

/* RFC 5321 section 4.5.3.2. */
#define ENVELOPE_PATIENCE_S 300
#define END_PATIENCE_S 600
#define CHUNK_BYTES (64 * 1024)
#define WRITE_TIMEOUT_MS (180 * 1000)
#define MAX_SERVER_TEXT 512

typedef struct
{
  CtgSmtpSession *session;
  const CtgDispatch *dispatch;
  CtgReceipt *receipt;
  GCancellable *cancellable;   /* (nullable) */
  guint n_taken;               /* recipients */
  gboolean any_later;          /* a recipient was refused for now */
} Sending;

static CtgSmtpReply *
read_reply (Sending *sending, guint patience_s, GError **error)
{
  return ctg_smtp_session_read (sending->session, patience_s, sending->cancellable, error);
}

static gboolean
write_line (Sending *sending, const char *line, GError **error)
{
  return ctg_smtp_session_write (sending->session, line, sending->cancellable, error);
}

/* RFC 6531 section 3.4: a letter with other letters in an address says so. */
static gboolean
needs_utf8 (const CtgDispatch *dispatch)
{
  for (guint i = 0; dispatch->recipients[i] != NULL; i++)
    if (!g_str_is_ascii (dispatch->recipients[i]))
      return TRUE;
  return dispatch->sender != NULL && !g_str_is_ascii (dispatch->sender);
}

/* Before anything is said: an address that could be a command, a letter over the server's limit. */
static gboolean
check (Sending *sending, GError **error)
{
  CtgSmtpSession *session = sending->session;
  gint64 size = (gint64) g_bytes_get_size (sending->dispatch->bytes);

  if (sending->dispatch->sender != NULL &&
      !ctg_smtp_session_check_address (session, sending->dispatch->sender, error))
    return FALSE;
  for (guint i = 0; sending->dispatch->recipients[i] != NULL; i++)
    if (!ctg_smtp_session_check_address (session, sending->dispatch->recipients[i], error))
      return FALSE;
  if (session->max_bytes == 0 || size <= session->max_bytes)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_TOO_LARGE, "message-size",
                 "The server takes no message of %" G_GINT64_FORMAT " bytes", size);
  return FALSE;
}

static char *
dup_mail_line (Sending *sending)
{
  guint can = sending->session->capabilities;
  GString *line = g_string_new (NULL);

  g_string_printf (line, "MAIL FROM:<%s>", sending->dispatch->sender != NULL ? sending->dispatch->sender : "");
  if (can & CTG_SMTP_CAN_SIZE)
    g_string_append_printf (line, " SIZE=%" G_GSIZE_FORMAT, g_bytes_get_size (sending->dispatch->bytes));
  if (needs_utf8 (sending->dispatch))
    g_string_append (line, can & CTG_SMTP_CAN_8BITMIME ? " BODY=8BITMIME SMTPUTF8" : " SMTPUTF8");
  if (can & CTG_SMTP_CAN_DSN)
    g_string_append (line, " RET=HDRS");
  return g_string_free (line, FALSE);
}

static char *
dup_recipient_line (Sending *sending, guint i)
{
  const char *notify = sending->dispatch->sender != NULL ? " NOTIFY=FAILURE,DELAY" : " NOTIFY=NEVER";

  return g_strdup_printf ("RCPT TO:<%s>%s", sending->dispatch->recipients[i],
                          sending->session->capabilities & CTG_SMTP_CAN_DSN ? notify : "");
}

static gboolean
take_mail_reply (Sending *sending, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = read_reply (sending, ENVELOPE_PATIENCE_S, error);

  if (reply == NULL)
    return FALSE;
  if (reply->code == 552)
    return ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_TOO_LARGE, "message-size", error);
  return reply->code == 250 ||
         ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_AUTH_REJECTED, "sender-refused", error);
}

static void
note_refusal (Sending *sending, guint i, const CtgSmtpReply *reply)
{
  CtgRefusal *refusal = g_new0 (CtgRefusal, 1);
  g_autofree char *text = ctg_smtp_reply_get_text (reply);

  refusal->recipient = g_strdup (sending->dispatch->recipients[i]);
  refusal->server_text = ctg_text_clean (text, MAX_SERVER_TEXT);
  refusal->is_permanent = reply->code >= 500;
  sending->any_later |= !refusal->is_permanent;
  g_ptr_array_add (sending->receipt->refusals, refusal);
}

/* Servers judge the sender only now, so as to know whom it writes to (A30): that is no fault of the recipient. */
static gboolean
is_about_sender (const CtgSmtpReply *reply)
{
  g_autofree char *text = ctg_smtp_reply_get_text (reply);
  g_autoptr (GError) meaning = NULL;

  return reply->code >= 500 && ctg_server_texts_set_by_words (&meaning, text) &&
         ctg_error_has_reason (meaning, "sender-refused");
}

/* 251: the server knows a better address and takes care of it. */
static gboolean
take_recipient_reply (Sending *sending, guint i, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = read_reply (sending, ENVELOPE_PATIENCE_S, error);

  if (reply == NULL)
    return FALSE;
  if (reply->code == 421)
    return ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_BUSY, NULL, error);
  if (reply->code >= 200 && reply->code < 300)
    sending->n_taken++;
  else if (is_about_sender (reply))
    return ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_AUTH_REJECTED, "sender-refused", error);
  else
    note_refusal (sending, i, reply);
  return TRUE;
}

static gboolean
send_envelope_in_turn (Sending *sending, GError **error)
{
  g_autofree char *mail = dup_mail_line (sending);

  if (!write_line (sending, mail, error) || !take_mail_reply (sending, error))
    return FALSE;
  for (guint i = 0; sending->dispatch->recipients[i] != NULL; i++)
    {
      g_autofree char *line = dup_recipient_line (sending, i);

      if (!write_line (sending, line, error) || !take_recipient_reply (sending, i, error))
        return FALSE;
    }
  return TRUE;
}

/* RFC 2920. A refused sender makes the answers to the recipients meaningless; the session ends with it. */
static gboolean
send_envelope_at_once (Sending *sending, GError **error)
{
  g_autofree char *mail = dup_mail_line (sending);
  g_autoptr (GString) lines = g_string_new (mail);

  for (guint i = 0; sending->dispatch->recipients[i] != NULL; i++)
    {
      g_autofree char *line = dup_recipient_line (sending, i);

      g_string_append_printf (lines, "\r\n%s", line);
    }
  if (!write_line (sending, lines->str, error) || !take_mail_reply (sending, error))
    return FALSE;
  for (guint i = 0; sending->dispatch->recipients[i] != NULL; i++)
    if (!take_recipient_reply (sending, i, error))
      return FALSE;
  return TRUE;
}

/* Nobody takes it: the first one's words stand for all. */
static gboolean
check_recipients (Sending *sending, GError **error)
{
  const CtgRefusal *first;
  GError *made = NULL;

  if (sending->n_taken > 0)
    return TRUE;
  first = g_ptr_array_index (sending->receipt->refusals, 0);
  if (sending->any_later)
    ctg_error_set (&made, CTG_ERROR_BUSY, "recipient-later", "The server takes no mail for the recipient now");
  else
    ctg_error_set (&made, CTG_ERROR_NOT_FOUND, "recipient-refused", "The server refuses the recipient");
  ctg_error_add_server (&made, ctg_connection_get_endpoint (sending->session->connection)->host, first->server_text);
  g_propagate_error (error, made);
  return FALSE;
}

static gboolean
ask_for_data (Sending *sending, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = NULL;

  if (!ctg_fault_point ("smtp-data", error) || !write_line (sending, "DATA", error))
    return FALSE;
  reply = read_reply (sending, ENVELOPE_PATIENCE_S, error);
  if (reply == NULL)
    return FALSE;
  return reply->code == 354 ||
         ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_POLICY, "message-refused", error);
}

/* RFC 5321 section 4.5.2: a line that begins with a dot gets another one. */
static GString *
stuff_dots (GBytes *bytes)
{
  gsize length;
  const char *at = g_bytes_get_data (bytes, &length);
  const char *end = at + length;
  GString *stuffed = g_string_sized_new (length + 16);

  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      const char *next = newline != NULL ? newline + 1 : end;

      if (*at == '.')
        g_string_append_c (stuffed, '.');
      g_string_append_len (stuffed, at, next - at);
      at = next;
    }
  if (!g_str_has_suffix (stuffed->str, "\r\n"))
    g_string_append (stuffed, "\r\n");
  return stuffed;
}

static gboolean
write_bytes (Sending *sending, const char *bytes, gsize length, GError **error)
{
  for (gsize at = 0; at < length; at += CHUNK_BYTES)
    if (!ctg_connection_write (sending->session->connection, bytes + at, MIN (CHUNK_BYTES, length - at),
                               WRITE_TIMEOUT_MS, sending->cancellable, error))
      return FALSE;
  return TRUE;
}

/* Before the last dot nobody has the letter; with it, everybody may. */
static gboolean
write_letter (Sending *sending, GError **error)
{
  g_autoptr (GString) stuffed = stuff_dots (sending->dispatch->bytes);

  if (!ctg_fault_point ("smtp-letter", error) || !write_bytes (sending, stuffed->str, stuffed->len, error) ||
      !ctg_fault_point ("smtp-dot", error))
    return FALSE;
  sending->receipt->may_have_left = TRUE;
  return write_bytes (sending, ".\r\n", 3, error) && ctg_fault_point ("smtp-end", error);
}

static gboolean
take_end_reply (Sending *sending, GError **error)
{
  g_autoptr (CtgSmtpReply) reply = read_reply (sending, END_PATIENCE_S, error);
  g_autofree char *text = reply != NULL ? ctg_smtp_reply_get_text (reply) : NULL;

  if (reply == NULL || !ctg_fault_point ("smtp-answered", error))
    return FALSE;
  sending->receipt->may_have_left = FALSE;
  if (reply->code == 552)
    return ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_TOO_LARGE, "message-size", error);
  if (reply->code < 200 || reply->code >= 300)
    return ctg_smtp_session_refuse (sending->session, reply, CTG_ERROR_POLICY, "message-refused", error);
  sending->receipt->server_text = ctg_text_clean (text, MAX_SERVER_TEXT);
  return TRUE;
}

/**
 * ctg_smtp_send:
 * @session: a session that is logged in
 * @dispatch: what is sent, and to whom
 * @receipt: (inout): what became of it, also on failure
 * @cancellable: (nullable): ends it
 * @error: see ctg_transport_send()
 *
 * Hands one letter over.
 *
 * Specification: RFC 5321 section 3.3, RFC 1870, RFC 2920, RFC 3461, RFC 6531
 * Returns: whether the server has taken it
 */
gboolean
ctg_smtp_send (CtgSmtpSession *session, const CtgDispatch *dispatch, CtgReceipt *receipt, GCancellable *cancellable,
               GError **error)
{
  Sending sending = { .session = session, .dispatch = dispatch, .receipt = receipt, .cancellable = cancellable };
  gboolean at_once = (session->capabilities & CTG_SMTP_CAN_PIPELINING) != 0;

  return check (&sending, error) && ctg_fault_point ("smtp-mail", error) &&
         (at_once ? send_envelope_at_once (&sending, error) : send_envelope_in_turn (&sending, error)) &&
         check_recipients (&sending, error) && ask_for_data (&sending, error) &&
         dispatch->about_to_leave (dispatch->data, error) && write_letter (&sending, error) &&
         take_end_reply (&sending, error);
}
