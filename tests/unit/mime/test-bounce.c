/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What mail systems really write, one each: whom it is about, and whether the address is no good (issue 6, item 4).
 * */

#include "bounce-reason.h"
#include "mail.h"

#include <string.h>

#define TO "To: me@here.example\n"
#define DAEMON "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\n" TO
#define REPORT(status, diagnostic) \
  DAEMON "Subject: Returned mail: see transcript for details\n" \
  "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
  "--b\n\nSorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" \
  "Final-Recipient: rfc822; x@there.example\nAction: failed\nStatus: " status "\n" \
  "Diagnostic-Code: smtp; " diagnostic "\n\n--b--\n"

typedef struct
{
  const char *why;
  const char *text;
  const char *recipient;
  const char *status;
  gboolean is_hard;
} Case;

static const Case free_forms[] = {
  { "qmail, nobody there", "From: MAILER-DAEMON@mx.example\n" TO "Subject: failure notice\n\n"
    "Hi. This is the qmail-send program at mx.example.\nThis is a permanent error; I've given up.\n\n"
    "<x@there.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    "--- Below this line is a copy of the message.\n\nReturn-Path: <me@here.example>\nTo: y@there.example\n\nhello\n",
    "x@there.example", "5.1.1", TRUE },
  { "qmail, two recipients: the first counts", "From: MAILER-DAEMON@mx.example\n" TO "Subject: failure notice\n\n"
    "Hi.\n\n<x@there.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 No such user\n\n"
    "<y@there.example>:\nRemote host said: 552 5.2.2 Over quota\n", "x@there.example", "5.1.1", TRUE },
  { "qmail, waited too long", "From: MAILER-DAEMON@mx.example\n" TO "Subject: failure notice\n\n"
    "Hi.\n\n<x@there.example>:\nSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n"
    "I'm not going to try again; this message has been in the queue too long.\n", "x@there.example", "4.4.1", FALSE },
  { "Exim", "From: Mail Delivery System <Mailer-Daemon@mx.example>\n" TO "Auto-Submitted: auto-replied\n"
    "X-Failed-Recipients: x@there.example,\n  y@there.example\n"
    "Subject: Mail delivery failed: returning message to sender\n\n"
    "A message that you sent could not be delivered. This is a permanent error.\n\n  x@there.example\n"
    "    SMTP error from remote mail server after RCPT TO:<x@there.example>:\n"
    "    host mx.there.example [192.0.2.9]: 554 5.7.1 <x@there.example>:\n"
    "    Recipient address rejected: Access denied\n\n------ This is a copy of the message. ------\n\nTo: "
    "z@z.example\n",
    "x@there.example", "5.7.1", TRUE },
  { "Exim, a warning", DAEMON "Subject: Warning: message 1abc delayed 24 hours\nAuto-Submitted: auto-replied\n\n"
    "A message that you sent has not yet been delivered to one or more of its recipients.\n\n  x@there.example\n\n"
    "No action is required on your part. Delivery attempts will continue.\n", "x@there.example", "4.4.1", FALSE },
  { "a sendmail of 1998", DAEMON "Subject: Returned mail: Host unknown\n\n"
    "   ----- Transcript of session follows -----\n550 there.example (smtp)... 550 Host unknown\n"
    "554 <x@there.example>... 550 Host unknown (Authoritative answer from name server)\n\n"
    "   ----- Unsent message follows -----\nReceived: by mx; (5.65/1.37)\nTo: y@there.example\n\nhello\n",
    "x@there.example", "5.1.1", TRUE },
  { "Exchange 5.5", "Return-Path: <>\nFrom: System Administrator <postmaster@there.example>\n" TO "Subject: E\n\n"
    "Your message\n\n  To:      other@there.example\n  Subject: Offer\n\n"
    "did not reach the following recipient(s):\n\nx@there.example on Thu, 29 Apr 2010 00:00:00 -0000\n"
    "    The recipient name is not recognized\n\tMSEXCH:IMS:A:B:C 0 (000C05A6) Unknown Recipient\n",
    "x@there.example", "5.1.1", TRUE },
  { "Exchange 4", "From: System Administrator <postmaster@there.example>\n" TO "Subject: Undeliverable: Offer\n\n"
    "Your message did not reach some or all of the intended recipients.\n\n      To:\tme@here.example\n\n"
    "The following recipient(s) could not be reached:\n\n      x@there.example on 4/29/01 11:34:45 PM\n"
    "            Recipient Not Found\n", "x@there.example", "5.1.1", TRUE },
  { "Domino", "From: Postmaster@there.example\n" TO
    "Subject: DELIVERY FAILURE: User X (x@there.example) not listed in Domino Directory\n\n"
    "Your message\n\n  Subject: Offer\n\nwas not delivered to:\n\n  x@there.example\n\nbecause:\n\n"
    "  User X (x@there.example) not listed in Domino Directory\n", "x@there.example", "5.1.1", TRUE },
  { "IMail", "From: \"Postmaster\" <postmaster@there.example>\n" TO "Subject: Undeliverable Mail\n\n"
    "Invalid final delivery userid: x@there.example\n\n\nOriginal message follows.\n\nTo: y@there.example\n",
    "x@there.example", "5.1.1", TRUE },
  { "a mailer that is no daemon by name", "From: post_master@there.example\n" TO "Subject: Re:Offer\n\n"
    "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\n"
    "Message details:\n  MAIL FROM: me@here.example\n  RCPT TO: x@there.example\n", "x@there.example", "5.1.1",
    TRUE },
  { "OpenSMTPD", "From: Mailer Daemon <MAILER-DAEMON@mx.example>\n" TO
    "Subject: Delivery status notification: error\n\n    Hi!\n\n    An error has occurred while attempting to "
    "deliver\n"
    "    a message for the following list of recipients:\n\nx@there.example: Domain does not exist\n\n"
    "    Below is a copy of the original message:\n\nTo: <y@there.example>\n", "x@there.example", "5.1.1", TRUE },
  { "Google, before its reports", DAEMON "X-Failed-Recipients: x@there.example\n"
    "Subject: Delivery Status Notification (Failure)\n\nDelivery to the following recipient failed permanently:\n\n"
    "     x@there.example\n\nThe error that the other server returned was: 554 554 5.7.0 Header error (state 18).\n\n"
    "----- Original message -----\n\nTo: x@there.example\n", "x@there.example", "5.7.0", FALSE },
  { "GMX", DAEMON "Subject: Mail delivery failed: returning message to sender\n\n"
    "This is a permanent error. The following address\nfailed:\n\n\"x@there.example\":\n"
    "SMTP error from remote server after RCPT command:\nhost: mx.there.example\n5.1.1 <x@there.example>... "
    "User Unknown\n"
    "\n\n--- The header of the original message is following. ---\n\nFrom: me@here.example\n", "x@there.example",
    "5.1.1",
    TRUE },
  { "too large", DAEMON "Subject: Mail delivery failed: returning message to sender\n\nThe following address "
  "failed:\n\n"
    "x@there.example\n\nFor the following reason:\n\nMail size limit exceeded.\n", "x@there.example", "5.0.0",
    FALSE },
  { "a full mailbox, from an address nobody reads", "From: no-reply@there.example\n" TO "Subject: Errore\n\n"
    "Your mail sent on: Thu, 29 Apr 2013\n     Could not be delivered to: <x@there.example>\n"
    "     As their mailbox is full.\n", "x@there.example", "5.2.2", FALSE },
  { "Italian, nobody there", "Return-Path: <>\nFrom: postmaster@there.example\n" TO
    "Subject: Mancata consegna del messaggio\n\nImpossibile recapitare il messaggio a:\n\nx@there.example\n"
    "Utente sconosciuto\n\n--- Messaggio originale ---\nA: y@there.example\n", "x@there.example", "5.1.1", TRUE },
  { "Italian, full", "Return-Path: <>\nFrom: postmaster@there.example\n" TO "Subject: Mancato recapito\n\n"
    "La casella piena di x@there.example non accetta altri messaggi.\n", "x@there.example", "5.2.2", FALSE },
  { "a gateway that signs as it likes", "From: imss@there.example\n" TO "Subject: Mail could not be delivered\n\n"
    "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<x@there.example>\n"
    "Received >>> 550 5.1.1 unknown user.\n\nUnable to deliver message to <x@there.example>.\n",
    "x@there.example", "5.1.1", TRUE },
  { "Dovecot: a full mailbox, as a notification", "Return-Path: <MAILER-DAEMON>\nFrom: Mail Delivery Subsystem "
    "<admin@there.example>\n" TO "Subject: Automatically rejected mail\nAuto-Submitted: auto-replied (rejected)\n"
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\n"
    "Your message to <x@there.example> was automatically rejected:\nQuota exceeded\n--b\n"
    "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; x@there.example\n"
    "Disposition: automatic-action/MDN-sent-automatically; deleted\n\n--b--\n", "x@there.example", "5.2.2", FALSE },
  { "a report that is none", "From: \"MAILER-DAEMON\" <MAILER-DAEMON@there.example>\n" TO "Subject: FAILURE "
  "NOTICE : x\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
    "The original message was received\nfrom me@here.example\n\n  ----- The following addresses had permanent fatal "
    "errors -----\n\n>>> x@there.example <x@there.example>\n\n550 <x@there.example>: User unknown in local "
    "recipient table"
    "\n\n--b\nContent-Type: message/rfc822\n\nTo: y@there.example\n\nhello\n--b--\n", "x@there.example", "5.1.1",
    TRUE },
};

static const Case reports[] = {
  { "the address", REPORT ("5.1.1", "550 5.1.1 <x@there.example>... User unknown"), "x@there.example", "5.1.1",
  TRUE },
  { "the address, without a code of its own", REPORT ("5.0.0", "550 x@there.example... No such user"),
  "x@there.example",
    "5.0.0", TRUE },
  { "the host", REPORT ("5.4.4", "Host or domain name not found: type=A: Host not found"), "x@there.example", "5.4.4",
    TRUE },
  { "takes no mail", REPORT ("5.1.0", "Domain there.example does not accept mail (nullMX)"), "x@there.example",
  "5.1.0",
    TRUE },
  { "moved", REPORT ("5.1.6", "551 User has moved"), "x@there.example", "5.1.6", TRUE },
  { "Exchange Online", REPORT ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied."), "x@there.example",
    "5.4.1", TRUE },
  { "a full mailbox with the code of an unknown user", REPORT ("5.1.1", "550 user over quota. (#5.1.1)"),
    "x@there.example", "5.1.1", FALSE },
  { "a full mailbox", REPORT ("5.2.2", "552 5.2.2 over"), "x@there.example", "5.2.2", FALSE },
  { "taken for spam", REPORT ("5.7.1", "550 5.7.1 Message content rejected, UBE"), "x@there.example", "5.7.1",
  FALSE },
  { "the sender's domain", REPORT ("5.1.8", "553 5.1.8 Domain of sender address does not exist"), "x@there.example",
    "5.1.8", FALSE },
  { "DMARC", REPORT ("5.7.26", "550-5.7.26 Unauthenticated email is not accepted due to DMARC policy"),
    "x@there.example", "5.7.26", FALSE },
  { "no relay", REPORT ("5.0.0", "554 5.7.1 <x@there.example>: Relay access denied"), "x@there.example", "5.7.1",
  FALSE },
  { "a filter that says unknown after the text", REPORT ("5.0.0", "550 Unknown user (in reply to end of DATA "
  "command)"),
    "x@there.example", "5.0.0", FALSE },
  { "expired", REPORT ("4.4.7", "timed out"), "x@there.example", "4.4.7", FALSE },
  { "for now", REPORT ("4.1.1", "450 4.1.1 user unknown"), "x@there.example", "4.1.1", FALSE },
};

static void
check (const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (CtgMail) mail = ctg_mail_parse (bytes, 0, NULL);

      g_test_message ("%s", cases[i].why);
      g_assert_cmpstr (ctg_automatic_to_string (mail->automatic), ==, "bounce");
      g_assert_cmpstr (mail->bounce_recipient, ==, cases[i].recipient);
      g_assert_cmpstr (mail->bounce_status, ==, cases[i].status);
      g_assert_cmpint (mail->bounce_is_hard, ==, cases[i].is_hard);
    }
}

static void
test_free_forms_are_read (void)
{
  check (free_forms, G_N_ELEMENTS (free_forms));
}

static void
test_reports_are_hard_when_the_address_is_no_good (void)
{
  check (reports, G_N_ELEMENTS (reports));
}

static void
test_words_may_be_folded_anywhere (void)
{
  g_assert_true (ctg_bounce_reason_is_hard ("5.0.0", "550 User\n \tUnknown", NULL));
  g_assert_true (ctg_bounce_reason_is_hard (NULL, NULL, "no such\r\n user"));
  g_assert_false (ctg_bounce_reason_is_hard (NULL, NULL, NULL));
}

/* Which letter came back: of its returned header, whole or alone, or of what stands below the words. */
static void
test_returned_letters (void)
{
  static const struct { const char *text, *id; gboolean is_delay; } cases[] = {
    { REPORT ("5.1.1", "550 no"), NULL, FALSE },
    { DAEMON "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n"
      "--b\nContent-Type: message/delivery-status\n\nA: b\n\nFinal-Recipient: rfc822; x@there.example\n"
      "Action: failed\n"
      "Status: 4.4.7\n\n--b\nContent-Type: text/rfc822-headers\n\nFrom: me@here.example\n"
      "MESSAGE-ID:\n <1@here.example>\n\n--b--\n", "1@here.example", FALSE },
    { DAEMON "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nLater.\n"
      "--b\nContent-Type: message/delivery-status\n\nA: b\n\nFinal-Recipient: rfc822; x@there.example\n"
      "Action: delayed\n"
      "Status: 4.4.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <2@here.example>\n\n"
      "Message-ID: <3@x>\n--b--\n",
      "2@here.example", TRUE },
    { DAEMON "Subject: failure notice\n\nHi.\n\n<x@there.example>:\nSorry. (#5.1.1)\n\n--- Below this line is a copy "
      "of the message.\n\nReturn-Path: <me@here.example>\nMessage-ID: <4@here.example>\nTo: x@there.example\n\nhello\n",
      "4@here.example", FALSE },
    { "From: ada@there.example\n" TO "Subject: ciao\n\nMessage-ID: <5@here.example>\n", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (CtgMail) mail = ctg_mail_parse (bytes, 0, NULL);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (mail->bounce_message_id, ==, cases[i].id);
      g_assert_cmpint (mail->bounce_is_delay, ==, cases[i].is_delay);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/bounce/free-forms-are-read", test_free_forms_are_read);
  g_test_add_func ("/mime/bounce/reports-are-hard-when-the-address-is-no-good",
                   test_reports_are_hard_when_the_address_is_no_good);
  g_test_add_func ("/mime/bounce/words-may-be-folded-anywhere", test_words_may_be_folded_anywhere);
  g_test_add_func ("/bounce/returned-letters", test_returned_letters);
  return g_test_run ();
}
