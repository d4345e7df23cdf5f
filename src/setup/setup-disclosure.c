/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a permission is, and what is done with it, before anybody gives it: the exact names of what is asked for, in
 * plain words, and beside what each would allow what Carteggio does (A33, A38, A39, A47 to A54, A61 to A63). A scope
 * that is asked for and not named here fails a test. */

#include "setup-disclosure.h"

#include "candidate.h"

#include <glib/gi18n-lib.h>

static const char *
get_beginning (const char *kind, gboolean is_graph)
{
  if (g_str_equal (kind, "gmail"))
    return _("Google will ask you for one permission over your mail: to read, write, send and delete it "
             "(https://mail.google.com/). There is no smaller one for mail programs. Carteggio reads with it, sends "
             "only "
             "what you write, and marks, moves and deletes nothing. Two more (openid, email) say which "
             "address signed in. You can take them back at any time in Settings, or on Google’s page of connections.");
  if (is_graph)
    return _("Microsoft will ask you for three permissions: to read your mail (Mail.Read), to send mail as you "
             "(Mail.Send), and to keep both while you are away (offline_access). They do not allow marking, moving or "
             "deleting letters. Two more (openid, email) say which address signed in. You can take them back at any "
             "time in Settings, or in your Microsoft account.");
  if (g_str_equal (kind, "microsoft365"))
    return _("Microsoft will ask you for three permissions: to use your mailbox over IMAP (IMAP.AccessAsUser.All), "
             "to "
             "send mail as you (SMTP.Send), and to keep both while you are away (offline_access). Carteggio reads "
             "with "
             "them, sends only what you write, and marks, moves and deletes nothing. Two more (openid, "
             "email) say which address signed in. You can take them back at any time in Settings, or in your "
             "Microsoft "
             "account.");
  if (g_str_equal (kind, "exchange"))
    return _("The name and the password of an Exchange account open more than mail: calendar, contacts and groups too. "
             "Carteggio opens the mail folders and nothing else, reads there, sends only what you write, and marks, "
             "moves and deletes nothing. It keeps the address, the password, the server’s address, and the data and "
             "bodies of the messages. What is kept can be looked at and removed in Settings at any time.");
  return _("Over IMAP, Carteggio has access to the address, the password, the server settings, and the data and "
           "bodies of "
           "the messages: to nothing else of your account. An Outlook mailbox connected in this way needs no other "
           "Microsoft application, a Gmail mailbox no other Google one. What is kept can be looked at and removed in "
           "Settings at any time.");
}

static gboolean
is_graph (const char *kind, const char *service)
{
  const char *way = service != NULL && *service != '\0' ? service : ctg_mailbox_usual_service (kind);

  return g_str_equal (kind, "microsoft365") && g_str_equal (way, "graph");
}

/**
 * ctg_setup_dup_disclosure:
 * @kind: a kind of mailbox
 * @service: (nullable): the way to it at its platform; %NULL or "": the usual one
 *
 * Returns: (transfer full): what is asked for, kept and done, in paragraphs
 */
char *
ctg_setup_dup_disclosure (const char *kind, const char *service)
{
  return g_strjoin ("\n\n", get_beginning (kind, is_graph (kind, service)),
                    _("No flag of a letter is ever changed: what is unread stays unread. The one thing that is added "
                      "to the mailbox is the copy of what you send."),
                    _("Of letters with your contacts, senders, recipients, subjects, dates, texts and attachments are "
                      "kept on this computer; Carteggio has no server. Answers, returned letters and receipts are "
                      "recognized by the number of the letter they answer, never by pictures or links that report."),
                    _("Letters may hold sensitive things, of money or of health, and whoever opens this computer’s "
                      "account can read what is kept. Whom never to keep anything of is said in Settings, Logging."),
                    NULL);
}

static const struct
{
  const char *kinds;
  const char *would;
  const char *does;
} permissions[] = {
  { "imap exchange gmail microsoft365 graph", N_("Read every letter"),
    N_("Reads who, when and about what, for 60 days; the text only of letters with your contacts") },
  { "imap exchange gmail microsoft365 graph", N_("Write and send letters as you"),
    N_("Sends what you write, when you say so") },
  { "imap exchange gmail microsoft365", N_("Mark, move and delete letters"),
    N_("Never; it only adds the copy of what you send") },
  { "graph", N_("No marking, moving or deleting of letters"), N_("Does not ask for it") },
  { "gmail microsoft365 graph", N_("Stay signed in while you are away"),
    N_("Looks for new letters, until you take it back") },
  { "gmail microsoft365 graph", N_("Know your address"), N_("Compares it with the one you typed") },
  { "gmail microsoft365 graph", N_("Nothing of calendar, contacts, files or mailing lists"),
    N_("Does not ask for them") },
  { "exchange", N_("Open calendar, contacts and groups"), N_("Never") },
};

static gboolean
is_for (const char *kinds, const char *kind)
{
  g_auto (GStrv) words = g_strsplit (kinds, " ", -1);

  return g_strv_contains ((const char *const *) words, kind);
}

/**
 * ctg_setup_text_for_permission:
 * @kind: a kind of mailbox
 * @service: (nullable): the way to it at its platform; %NULL or "": the usual one
 * @position: from 0 on
 * @text: (out): what the permission would allow, and what is done
 *
 * Returns: whether there are so many rows
 */
gboolean
ctg_setup_text_for_permission (const char *kind, const char *service, guint position, CtgPermissionText *text)
{
  const char *row = is_graph (kind, service) ? "graph" : kind;

  for (gsize i = 0; i < G_N_ELEMENTS (permissions); i++)
    if (is_for (permissions[i].kinds, row) && position-- == 0)
      {
        *text = (CtgPermissionText) { _(permissions[i].would), _(permissions[i].does) };
        return TRUE;
      }
  return FALSE;
}

/**
 * ctg_setup_text_for_ways:
 * @kind: a kind of mailbox that is signed in to with the browser
 *
 * Returns: (transfer none): the ways to connect it with a program that the platform does not know, in paragraphs
 */
const char *
ctg_setup_text_for_ways (const char *kind)
{
  if (g_str_equal (kind, "gmail"))
    return _("Two ways work all the same:\n"
             "\n"
             "• With an application password. In your Google account turn on 2-Step Verification, make a password at "
             "https://myaccount.google.com/apppasswords, then choose another provider here: Other (IMAP), with the "
             "servers imap.gmail.com (993) and smtp.gmail.com (465).\n"
             "\n"
             "• With a registration of your own: it costs nothing and takes ten minutes. The help has the steps; what "
             "Google gives you goes into “A registration of your own” below.");
  return _("One way works all the same: a registration of your own. It costs nothing and takes ten minutes; in an "
           "organization the administrator may have to make it. The help has the steps; what Microsoft gives you goes "
           "into “A registration of your own” below. There is no application password for these mailboxes any more: "
           "Microsoft lets no program in with a password.");
}
