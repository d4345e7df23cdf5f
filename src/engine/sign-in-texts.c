/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in with the browser, in words: what the platforms refuse, and what to do about it. In the form of texts.c. */

#include "sign-in-texts.h"

#include <glib/gi18n.h>

static const CtgErrorRow rows[] = {
  { "AUTH_REJECTED", "other-account",
    N_("Another account signed in."),
    N_("The account chosen in the browser is not the address that was typed. Nothing was saved."),
    N_("Sign in again and choose the right account, or connect the one that signed in.") },
  { "AUTH_REJECTED", "perhaps-shared",
    N_("A colleague’s account signed in."),
    N_("If the address that was typed is a shared mailbox, nobody can sign in as it: shared mailboxes of Microsoft 365 "
       "cannot be connected as personal ones. Nothing was saved."),
    N_("Sign in again as the address itself, connect the account that signed in, or open the shared mailbox with it "
       "as a team’s mailbox.") },
  { "AUTH_REJECTED", "sign-in-refused",
    N_("The sign-in was refused."),
    N_("The platform gives a reason that is not among those it documents."),
    N_("Try again. If it happens again, its own words below may help its support.") },
  { "AUTH_REVOKED", "mailbox-moved",
    N_("This mailbox has moved."),
    N_("Its organization at Microsoft no longer knows it where it was. What was logged is kept."),
    N_("Reconnect, so that Carteggio looks for the mailbox again.") },
  { "CONSENT_REQUIRED", "access-denied",
    N_("The permission was denied."),
    N_("In the browser, the request was answered with no. Nothing was saved."),
    N_("Try again, and allow what Carteggio asks for, if you want to connect this mailbox.") },
  { "CONSENT_REQUIRED", "scope-missing",
    N_("A permission is missing that nothing works without."),
    N_("On the page of consent a mark was taken away: reading and sending mail has to be allowed."),
    N_("Try again and leave all marks in place.") },
  { "CONSENT_REQUIRED", "admin-consent",
    N_("Your organization’s administrator has to agree first."),
    N_("In this organization nobody may permit a program by themselves."),
    N_("Ask the administrator to grant consent to Carteggio for your mailbox: reading mail, sending mail, staying "
       "signed in.") },
  { "POLICY", "advanced-protection",
    N_("Advanced Protection is on: this mailbox cannot be connected."),
    N_("Google’s Advanced Protection Program lets no program like this one read mail."),
    N_("Connect another mailbox, or leave the program in the Google account’s security settings.") },
  { "POLICY", "admin-blocks",
    N_("Your organization does not allow this program."),
    N_("An administrator’s rule blocks the sign-in; trying again changes nothing."),
    N_("Ask the administrator to allow Carteggio.") },
  { "POLICY", "token-host",
    N_("The server %s is not one of the platform’s own."),
    N_("A sign-in is shown to the platform’s servers and to nobody else. Nothing was sent."),
    N_("Connect the mailbox anew, with the servers that were found.") },
  { "UNSUPPORTED", "no-client-id",
    N_("This copy of Carteggio is not registered for signing in."),
    N_("Google and Microsoft let only registered programs sign in with the browser, and this build has no "
       "registration."),
    N_("Enter a registration of your own (the help says how), or connect over IMAP with an application password.") },
  { "UNSUPPORTED", "client-unknown",
    N_("The platform does not know this registration."),
    N_("The client id is wrong, or not registered as a desktop application with the permissions for mail."),
    N_("Check the registration step by step with the help.") },
  { "UNSUPPORTED", "no-revocation",
    N_("Access is taken back on the platform’s own page."),
    N_("Microsoft lets no program do it."),
    N_("Open the page of permissions and remove Carteggio there.") },
  { "TIMED_OUT", "sign-in-late",
    N_("The browser did not come back."),
    N_("The sign-in was not finished within five minutes. Nothing was saved."),
    N_("Try again. If the browser cannot reach this computer, paste the address at which it ended.") },
  { "BUSY", "sign-in-unavailable",
    N_("The platform’s sign-in does not work at the moment."),
    N_("Its servers say so themselves."),
    N_("Carteggio tries again by itself.") },
  { "BUSY", "sign-in-open",
    N_("Another sign-in is still open in the browser."),
    NULL,
    N_("Finish it or cancel it first.") },
  { "AUTH_REJECTED", "account-unknown",
    N_("Microsoft knows no such account."),
    N_("It is not in the organization that was asked. Nothing was saved."),
    N_("Check the address. If the organization has several, enter its tenant under “A registration of your own”.") },
  { "AUTH_REJECTED", "account-elsewhere",
    N_("The account that signed in belongs to another organization."),
    N_("It is no member of the one that was asked, or only a guest there, and a guest has no mailbox."),
    N_("Sign in again, and choose the account of the organization where the mailbox is.") },
  { "AUTH_REJECTED", "account-locked",
    N_("The account is locked for a while."),
    N_("Somebody tried to sign in too often with a wrong password, or from a suspicious place. Carteggio tries nothing "
       "meanwhile."),
    N_("Wait an hour, then sign in again. If it was not you, change the password on Microsoft’s own page first.") },
  { "AUTH_REVOKED", "access-given-up",
    N_("Carteggio’s access was taken back here."),
    N_("Nothing is read and nothing is sent any more. What was logged is kept."),
    N_("Reconnect to sign in again.") },
  { "AUTH_REVOKED", "account-disabled",
    N_("This account has been switched off or deleted."),
    N_("The platform says so itself. What was logged is kept."),
    N_("Ask whoever looks after it. When it is there again, reconnect.") },
  { "AUTH_EXPIRED", "password-expired",
    N_("The password of this account has expired."),
    N_("The platform wants a new one before it lets anybody in. What was logged is kept."),
    N_("Change it on the platform’s own page, then sign in again with the browser.") },
  { "AUTH_EXPIRED", "second-proof",
    N_("The organization asks for a second proof of who you are."),
    N_("A code, a telephone or a key: the browser asks for it, Carteggio cannot. What was logged is kept."),
    N_("Sign in once more with the browser.") },
  { "POLICY", "device-not-managed",
    N_("Your organization lets in only computers that it looks after."),
    N_("This one is not among them, and trying again changes nothing."),
    N_("Ask the administrator whether this computer can be enrolled, or whether Carteggio can be excepted.") },
  { "POLICY", "service-not-enabled",
    N_("Your organization has no mail service that Carteggio could use."),
    N_("Exchange Online is not part of its subscription, or is switched off."),
    N_("If its mail is elsewhere, choose another provider. Else ask the administrator.") },
  { "UNSUPPORTED", "client-not-public",
    N_("The registration is not one of a program on a computer."),
    N_("Microsoft wants a secret from it, which no program on a computer can keep."),
    N_("In the registration, under Authentication, put the address under “Mobile and desktop applications” and allow "
       "public client flows.") },
  { "UNSUPPORTED", "client-redirect",
    N_("The registration lacks the address the browser comes back to."),
    N_("Without it the platform does not send the answer to this computer."),
    N_("Microsoft: add http://localhost under “Mobile and desktop applications”. Google: the type has to be “Desktop "
       "app”.") },
  { "UNSUPPORTED", "client-one-tenant",
    N_("The registration is for one organization only."),
    N_("It has to be told which."),
    N_("Enter the organization’s tenant beside the client ID.") },
  { "UNSUPPORTED", "client-account-kind",
    N_("The registration takes no accounts of this kind."),
    N_("It was made for accounts of organizations only, or for personal ones only."),
    N_("Change “Supported account types” in the registration, or choose another account.") },
  { "UNSUPPORTED", "client-permissions",
    N_("The registration lacks a permission for mail."),
    "",
    N_("Add the permissions that the help lists, then sign in again.") },
  { "UNSUPPORTED", "tenant-unknown",
    N_("Microsoft knows no organization of that name."),
    "",
    N_("Correct the tenant under “A registration of your own”: it is a domain of the organization, or its number.") },
};

/**
 * ctg_sign_in_text_find:
 * @code: an error code's name
 * @reason: (nullable): its reason
 *
 * Returns: (transfer none) (nullable): the words for it; %NULL for what no sign-in is about
 */
const CtgErrorRow *
ctg_sign_in_text_find (const char *code, const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].code, code) && g_strcmp0 (rows[i].reason, reason) == 0)
      return &rows[i];
  return NULL;
}

/**
 * ctg_sign_in_text_count:
 *
 * Returns: how many rows there are
 */
gsize
ctg_sign_in_text_count (void)
{
  return G_N_ELEMENTS (rows);
}

/**
 * ctg_sign_in_text_get:
 * @position: from 0 on
 *
 * Returns: (transfer none) (nullable): the row there
 */
const CtgErrorRow *
ctg_sign_in_text_get (gsize position)
{
  return position < G_N_ELEMENTS (rows) ? &rows[position] : NULL;
}
