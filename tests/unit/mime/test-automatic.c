/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail.h"

#include <string.h>

#define REPORT "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nWords.\n--b\n" \
               "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"

typedef struct
{
  const char *why;
  const char *text;
  CtgAutomatic automatic;
  const char *recipient;
  const char *status;
} Case;

static const Case people[] = {
  { "a plain letter", "From: a@b.example\nSubject: Ciao\n\nhello\n", CTG_AUTOMATIC_HUMAN },
  { "said to be no machine", "From: a@b.example\nAuto-Submitted: no\n\n", CTG_AUTOMATIC_HUMAN },
  { "written to a mailing list", "From: a@b.example\nList-Id: <l.example>\n"
                                 "List-Post: <mailto:l@l.example>\nPrecedence: list\n\n",
    CTG_AUTOMATIC_HUMAN },
  { "written to a list of old, whose only mark is Precedence", "From: a@b.example\nPrecedence: bulk\n"
    "X-Mailing-List: l@l.example\nSubject: a question\n\n", CTG_AUTOMATIC_HUMAN },
  { "an answer on a list that says nothing more", "From: a@b.example\nPrecedence: list\nIn-Reply-To: <x@y>\n\n",
    CTG_AUTOMATIC_HUMAN },
  { "about a car, in Italian", "From: a@b.example\nSubject: Auto: preventivo\n\n", CTG_AUTOMATIC_HUMAN },
  { "a postmaster who is a person", "From: postmaster@b.example\nSubject: the new server\n\nLet us meet.\n",
    CTG_AUTOMATIC_HUMAN },
  { "about being out of office", "From: a@b.example\nSubject: Re: Out of office rules\n\n", CTG_AUTOMATIC_HUMAN },
  { "about a delivery", "From: a@b.example\nSubject: Mancata consegna del pacco\n\n", CTG_AUTOMATIC_HUMAN },
  { "a bounce passed on to a colleague", "From: a@b.example\nSubject: Fwd: Mail delivery failed\n\n"
    "Look, it could not be delivered.\n", CTG_AUTOMATIC_HUMAN },
  { "about something undeliverable", "From: a@b.example\nSubject: Undeliverable promises\n\nLet us talk.\n",
    CTG_AUTOMATIC_HUMAN },
  { "certified mail with a letter in it", "From: \"Per conto di: x@pec.example\" <posta-certificata@pec.example>\n"
    "Subject: POSTA CERTIFICATA: offerta\nX-Trasporto: posta-certificata\n\n", CTG_AUTOMATIC_HUMAN },
};

static const Case programs[] = {
  { "RFC 3834", "From: a@b.example\nAuto-Submitted: auto-replied\nSubject: x\n\n", CTG_AUTOMATIC_REPLY },
  { "RFC 3834 with a comment", "From: a@b.example\nAuto-Submitted: auto-generated (rejected)\n\n",
    CTG_AUTOMATIC_REPLY },
  { "Exchange, in English", "From: a@b.example\nSubject: Automatic reply: offer\n\n", CTG_AUTOMATIC_REPLY },
  { "Exchange, in Italian", "From: a@b.example\nSubject: Risposta automatica: offerta\n\n", CTG_AUTOMATIC_REPLY },
  { "Italian, by hand", "From: a@b.example\nSubject: Fuori ufficio: offerta\n\n", CTG_AUTOMATIC_REPLY },
  { "Notes", "From: a@b.example\nSubject: AUTO: A is out of the office\n\n", CTG_AUTOMATIC_REPLY },
  { "a report of abuse", "From: a@b.example\nContent-Type: multipart/report; report-type=feedback-report; "
                         "boundary=b\n\n", CTG_AUTOMATIC_REPLY },
  { "an address nobody reads", "From: Shop <no-reply@b.example>\nSubject: Your order\n\n", CTG_AUTOMATIC_REPLY },
  { "a mail store's entry", "From: Mail System Internal Data <MAILER-DAEMON@b.example>\n"
                            "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n\n", CTG_AUTOMATIC_REPLY },
  { "old vacation programs", "From: a@b.example\nPrecedence: auto_reply\n\n", CTG_AUTOMATIC_REPLY },
  { "autoresponders of hosters", "From: a@b.example\nX-Autorespond: x\n\n", CTG_AUTOMATIC_REPLY },
  { "asks for no answer", "From: a@b.example\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n\n",
    CTG_AUTOMATIC_REPLY },
  { "no return path", "Return-Path: <>\nFrom: a@b.example\nSubject: Conferma\n\n", CTG_AUTOMATIC_REPLY },
  { "a newsletter", "From: a@b.example\nList-Unsubscribe: <https://x.example>\n\n", CTG_AUTOMATIC_LIST },
  { "an announcement list", "From: a@b.example\nList-Id: <l.example>\nList-Post: NO\n\n", CTG_AUTOMATIC_LIST },
  { "bulk", "From: a@b.example\nPrecedence: bulk\n\n", CTG_AUTOMATIC_LIST },
  { "a machine that writes to a list", "From: a@b.example\nAuto-Submitted: auto-generated\n"
                                       "List-Id: <l.example>\n\n",
    CTG_AUTOMATIC_LIST },
  { "a read receipt", "From: a@b.example\nContent-Type: multipart/report; "
                      "report-type=disposition-notification; boundary=b\n\n"
    "--b\n\nLetto.\n--b\nContent-Type: message/disposition-notification\n\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n"
    "--b--\n", CTG_AUTOMATIC_RECEIPT },
  { "a receipt of delivery", "From: MAILER-DAEMON@b.example\n" REPORT "Final-Recipient: "
                                                                      "rfc822;x@y.example\nAction: delivered\n"
    "Status: 2.0.0\n\n--b--\n", CTG_AUTOMATIC_RECEIPT },
  { "certified mail was accepted", "From: posta-certificata@pec.example\nSubject: ACCETTAZIONE: offerta\n"
    "X-Ricevuta: accettazione\n\n", CTG_AUTOMATIC_RECEIPT },
  { "certified mail was delivered", "From: posta-certificata@pec.example\nSubject: CONSEGNA: offerta\n"
    "X-Ricevuta: avvenuta-consegna\n\n", CTG_AUTOMATIC_RECEIPT },
  { "certified mail, known by its subject", "From: posta-certificata@pec.example\nSubject: CONSEGNA: offerta\n\n",
    CTG_AUTOMATIC_RECEIPT },
};

static const Case bounces[] = {
  { "RFC 3464", "From: MAILER-DAEMON@b.example\n" REPORT "Final-Recipient: rfc822; x@y.example\n"
                                                         "Action: failed\nStatus: 5.1.1\n\n"
    "--b--\n", CTG_AUTOMATIC_BOUNCE, "x@y.example", "5.1.1" },
  { "a delay", "From: MAILER-DAEMON@b.example\n" REPORT "Final-Recipient: rfc822;x@y.example\n"
                                                        "Action: delayed\nStatus: 4.4.1\n\n"
    "--b--\n", CTG_AUTOMATIC_BOUNCE, "x@y.example", "4.4.1" },
  { "the worst of several recipients", "From: MAILER-DAEMON@b.example\n" REPORT
    "Final-Recipient: rfc822;ok@y.example\nAction: delivered\nStatus: 2.0.0\n\n"
    "Final-Recipient: rfc822;bad@y.example\nAction: failed\nStatus: 5.2.2 (full)\n\n--b--\n",
    CTG_AUTOMATIC_BOUNCE, "bad@y.example", "5.2.2" },
  { "a code only in the diagnostic", "From: MAILER-DAEMON@b.example\n" REPORT
    "Final-Recipient: rfc822;x@y.example\nAction: failed\nStatus: 5.0.0\n"
    "Diagnostic-Code: smtp; 550 5.7.1 refused\n\n--b--\n",
    CTG_AUTOMATIC_BOUNCE, "x@y.example", "5.7.1" },
  { "a report without fields", "From: MAILER-DAEMON@b.example\n" REPORT "--b--\n", CTG_AUTOMATIC_BOUNCE,
    NULL, "5.0.0" },
  { "qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@b.example\nSubject: failure notice\n\n<x@y.example>:\n"
    "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n", CTG_AUTOMATIC_BOUNCE,
    "x@y.example", "5.1.1" },
  { "Exim", "From: Mail Delivery System <Mailer-Daemon@b.example>\nX-Failed-Recipients: x@y.example\n"
    "Subject: Mail delivery failed: returning message to sender\n\n  x@y.example\n    550 unknown user\n",
    CTG_AUTOMATIC_BOUNCE, "x@y.example", "5.1.1" },
  { "Exchange, in Italian", "From: Microsoft Outlook <MicrosoftExchange329e@b.example>\n"
                            "Subject: Non recapitabile: offerta\n\n"
    "Impossibile recapitare a x@y.example\n#550 5.1.10 RESOLVER.ADR\n", CTG_AUTOMATIC_BOUNCE, "x@y.example",
    "5.1.10" },
  { "Italian webmail", "Return-Path: <>\nFrom: postmaster@b.example\nSubject: Mancata consegna del messaggio\n\n"
    "La casella di x@y.example è piena (452 4.2.2)\n", CTG_AUTOMATIC_BOUNCE, "x@y.example", "4.2.2" },
  { "certified mail was not delivered", "From: posta-certificata@pec.example\n"
                                        "Subject: AVVISO DI MANCATA CONSEGNA: offerta\n"
    "X-Ricevuta: errore-consegna\n\n", CTG_AUTOMATIC_BOUNCE, NULL, "5.0.0" },
};

static void
check (const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (CtgMail) mail = ctg_mail_parse (bytes, 0, NULL);

      g_test_message ("%s", cases[i].why);
      g_assert_cmpstr (ctg_automatic_to_string (mail->automatic), ==, ctg_automatic_to_string (cases[i].automatic));
      g_assert_cmpstr (mail->bounce_recipient, ==, cases[i].recipient);
      g_assert_cmpstr (mail->bounce_status, ==, cases[i].status);
    }
}

static void
test_people_stay_people (void)
{
  check (people, G_N_ELEMENTS (people));
}

static void
test_programs_are_known (void)
{
  check (programs, G_N_ELEMENTS (programs));
}

static void
test_bounces_say_whom_and_why (void)
{
  check (bounces, G_N_ELEMENTS (bounces));
}

/* A pull reads nothing else, and must not take a program for a person. */
static void
test_headers_alone_tell_the_same_kind (void)
{
  const struct { const Case *cases; guint n; } sets[] = {
    { people, G_N_ELEMENTS (people) }, { programs, G_N_ELEMENTS (programs) }, { bounces, G_N_ELEMENTS (bounces) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    for (guint j = 0; j < sets[i].n; j++)
      {
        const char *text = sets[i].cases[j].text;
        g_autoptr (GBytes) bytes = g_bytes_new_static (text, (gsize) (strstr (text, "\n\n") + 2 - text));
        g_autoptr (CtgMail) mail = ctg_mail_parse (bytes, CTG_MAIL_HEADERS_ONLY, NULL);

        g_test_message ("%s", sets[i].cases[j].why);
        g_assert_true ((mail->automatic == CTG_AUTOMATIC_HUMAN) == (sets[i].cases[j].automatic == CTG_AUTOMATIC_HUMAN));
      }
}

#define MDN "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nx\n--b\n" \
            "Content-Type: message/disposition-notification\n\n"
#define PEC(kind) "From: posta-certificata@pec.example\nX-Ricevuta: " kind "\nX-Riferimento-Message-ID: <m@x>\n" \
                  "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: application/xml\n\n" \
                  "<a><consegna> ada@pec.example </consegna></a>\n--b--\n"

static void
test_news (void)
{
  static const struct { const char *text, *recipient, *id; CtgNews news; } cases[] = {
    { "From: a@b\n" MDN "Final-Recipient: rfc822; ada@x\nOriginal-Message-ID: <m@x>\n"
      "Disposition: automatic-action/MDN-sent-automatically; displayed\n--b--\n", "ada@x", "m@x", CTG_NEWS_READ },
    { "From: a@b\n" MDN "Original-Recipient: rfc822;ugo@x\nFinal-Recipient: rfc822; ada@x\n"
      "Original-Message-ID: <m@x>\nDisposition: manual-action/MDN-sent-manually;deleted/error\n--b--\n", "ugo@x", "m@x",
      CTG_NEWS_DISCARDED },
    { "From: a@b\n" MDN "Original-Message-ID: <m@x>\nDisposition: x; processed\n--b--\n", NULL, "m@x",
      CTG_NEWS_NONE },
    { "From: a@b\n" MDN "Disposition: displayed\n--b--\n", NULL, NULL, CTG_NEWS_NONE },
    { PEC ("accettazione"), NULL, "m@x", CTG_NEWS_CERTIFIED },
    { PEC ("non-accettazione"), NULL, "m@x", CTG_NEWS_NOT_CERTIFIED },
    { PEC ("avvenuta-consegna"), "ada@pec.example", "m@x", CTG_NEWS_DELIVERED },
    { PEC ("errore-consegna"), "ada@pec.example", "m@x", CTG_NEWS_NOT_DELIVERED },
    { PEC ("preavviso-errore-consegna"), NULL, "m@x", CTG_NEWS_NONE },
    { "From: a@b\nSubject: x\nX-Riferimento-Message-ID: <m@x>\n\nx\n", NULL, NULL, CTG_NEWS_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (CtgMail) mail = ctg_mail_parse (bytes, 0, NULL);

      g_assert_cmpint (mail->news, ==, cases[i].news);
      g_assert_cmpstr (mail->news_recipient, ==, cases[i].recipient);
      g_assert_cmpstr (mail->news_message_id, ==, cases[i].id);
      g_assert_cmpint (mail->automatic == CTG_AUTOMATIC_HUMAN, ==, i == G_N_ELEMENTS (cases) - 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/automatic/people-stay-people", test_people_stay_people);
  g_test_add_func ("/mime/automatic/programs-are-known", test_programs_are_known);
  g_test_add_func ("/mime/automatic/bounces-say-whom-and-why", test_bounces_say_whom_and_why);
  g_test_add_func ("/mime/automatic/headers-alone-tell-the-same-kind", test_headers_alone_tell_the_same_kind);
  g_test_add_func ("/mime/automatic/news", test_news);
  return g_test_run ();
}
