/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes, reasons, rules, steps and hints in words for people. A headline says what happened, an explanation what it
 * means, a last sentence what to do next. One row a (code, reason); the row without a reason speaks for the rest. */

#include "texts.h"

#include "errors.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *code;
  const char *reason;        /* NULL: any other */
  const char *headline;      /* may hold one %s: the host */
  const char *explanation;
  const char *next;
} Row;

static const Row rows[] = {
  { "AUTH_REJECTED", "other-account",
    N_("Another account signed in."),
    N_("The account chosen in the browser is not the address that was typed. Nothing was saved."),
    N_("Sign in again and choose the right account, or connect the other address.") },
  { "AUTH_REJECTED", "sign-in-refused",
    N_("The sign-in was refused."),
    N_("The platform gives a reason that is not among those it documents."),
    N_("Try again. If it happens again, its own words below may help its support.") },
  { "AUTH_EXPIRED", NULL,
    N_("The sign-in has expired."),
    N_("The platform wants to see you again. What was logged is kept."),
    N_("Reconnect: sign in once more with the browser.") },
  { "AUTH_REVOKED", "password-changed",
    N_("The password has changed since the sign-in."),
    N_("Changing it ends what programs were permitted before. What was logged is kept."),
    N_("Reconnect: sign in once more with the browser.") },
  { "AUTH_REVOKED", "mailbox-moved",
    N_("This mailbox has moved."),
    N_("Its organization at Microsoft no longer knows it where it was. What was logged is kept."),
    N_("Reconnect, so that Carteggio looks for the mailbox again.") },
  { "AUTH_REVOKED", NULL,
    N_("Carteggio’s access was taken back."),
    N_("Somebody withdrew the permission in the account’s security settings. What was logged is kept, and nothing more "
       "is tried."),
    N_("If it was not you, look at the account’s security page. Else reconnect.") },
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
    N_("Enter a registration of your own (the README says how), or connect over IMAP with an application password.") },
  { "UNSUPPORTED", "client-unknown",
    N_("The platform does not know this registration."),
    N_("The client id is wrong, or not registered as a desktop application with the permissions for mail."),
    N_("Check the registration step by step with the README.") },
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
  { "INVALID_INPUT", "not-the-answer",
    N_("This is not the address at which the sign-in ended."),
    N_("It has to be the whole address from the browser’s address bar, of this very sign-in."),
    N_("Copy it again, all of it.") },
  { "PROTOCOL", "token-broken",
    N_("The sign-in server’s answer makes no sense."),
    N_("It may be that something between it and this computer answered in its place, for example a hotel’s network."),
    N_("Check the network, then try again.") },
  { "PROTOCOL", "no-refresh-token",
    N_("The platform did not permit to stay signed in."),
    N_("The sign-in would end within the hour."),
    N_("Remove Carteggio in the account’s security settings and sign in again.") },
  { "AUTH_REJECTED", "app-password",
    N_("The server wants a password made for applications."),
    N_("This provider does not take the usual password from mail programs when two-step verification is on."),
    N_("Create an application password in the provider’s security settings and type it here.") },
  { "AUTH_REJECTED", "web-login",
    N_("The provider asks to sign in with a browser first."),
    N_("It has blocked this sign-in until its web page has been visited."),
    N_("Sign in to the provider’s web mail, then try again.") },
  { "AUTH_REJECTED", "login-disabled",
    N_("The server %s does not accept passwords on this connection."),
    N_("It allows signing in only in another way or on another port."),
    N_("Check the port and the security in the advanced options.") },
  { "AUTH_REJECTED", "sender-refused",
    N_("The outgoing server does not let this address send."),
    N_("Signing in worked, but the server refuses the address as a sender."),
    N_("Check the user name of the outgoing server, or ask the provider to allow this address.") },
  { "AUTH_REJECTED", "password-changed",
    N_("The server no longer accepts the password. Was it changed?"),
    N_("It worked until now. What was logged is kept."),
    N_("Reconnect: type the new password under “Change connection”.") },
  { "AUTH_REJECTED", NULL,
    N_("The server does not accept this password."),
    N_("The user name or the password is not the one it expects."),
    N_("Type the password again. If it is right, check the user name in the advanced options.") },
  { "TLS", "certificate-unknown-authority",
    N_("The certificate of %s is not signed by a known authority."),
    N_("Nobody vouches that this is really the server it claims to be. No password was sent."),
    N_("If you know this server, compare the fingerprint with its administrator and trust exactly this certificate.") },
  { "TLS", "certificate-expired",
    N_("The certificate of %s has expired."),
    N_("The server’s proof of identity is no longer valid. No password was sent."),
    N_("Ask the provider to renew it, and check the date of this computer.") },
  { "TLS", "certificate-not-yet-valid",
    N_("The certificate of %s is not valid yet."),
    N_("Either the server or this computer has the wrong date. No password was sent."),
    N_("Check the date and time of this computer.") },
  { "TLS", "certificate-wrong-host",
    N_("The certificate shown by %s is for another server."),
    N_("The name that was typed is not among the names the certificate vouches for. No password was sent."),
    N_("Use one of the names on the certificate, or trust exactly this certificate if you know the server.") },
  { "TLS", "certificate-changed",
    N_("The certificate of %s has changed."),
    N_("You trusted one certificate for this server, and it now shows a different one. No password was sent."),
    N_("Ask the server’s administrator whether it was renewed before you trust the new one.") },
  { "TLS", "certificate-weak",
    N_("The certificate of %s is too weak."),
    N_("Its key is too short to keep the connection private. No password was sent."),
    N_("Ask the provider for a current certificate.") },
  { "TLS", "certificate-purpose",
    N_("The certificate of %s is not meant for servers."),
    N_("It was issued for another purpose. No password was sent."),
    N_("Ask the provider for a server certificate.") },
  { "TLS", "certificate-no-names",
    N_("The certificate of %s names no server."),
    N_("It cannot be told whether it belongs to this server. No password was sent."),
    N_("Ask the provider for a current certificate.") },
  { "TLS", "starttls-refused",
    N_("The server %s refused to encrypt the connection."),
    N_("Without encryption the password could be read on the way, so it was not sent."),
    N_("Choose SSL/TLS in the advanced options, or ask the provider.") },
  { "TLS", "starttls-injected",
    N_("The connection to %s was tampered with."),
    N_("Something arrived before encryption began that should not have. No password was sent."),
    N_("Try again from another network.") },
  { "TLS", "handshake-failed",
    N_("No encrypted connection to %s could be made."),
    N_("The server does not speak encryption on this port, or something in between prevents it. No password was sent."),
    N_("Check the port and the security in the advanced options.") },
  { "TLS", "tls-version",
    N_("The server %s offers only an older version of encryption."),
    N_("It is too old, or the administrator of this computer asks for a newer one. No password was sent."),
    N_("Ask the provider, or the administrator.") },
  { "TLS", NULL,
    N_("The certificate of %s cannot be trusted."),
    N_("It does not prove that this is the right server. No password was sent."),
    N_("If you know this server, compare the fingerprint with its administrator.") },
  { "NETWORK", "host-not-found",
    N_("There is no server named %s."),
    N_("The name cannot be found on the network."),
    N_("Check the server’s name for a typing error.") },
  { "NETWORK", "connection-refused",
    N_("The server %s does not answer on this port."),
    N_("The computer is there, but nothing listens on the port."),
    N_("Check the port in the advanced options.") },
  { "NETWORK", "unreachable",
    N_("The server %s cannot be reached."),
    N_("The network does not lead there right now."),
    N_("Check the network connection, then try again.") },
  { "NETWORK", "server-unreachable",
    N_("The server %s has not been reachable for more than a day."),
    N_("This computer’s network works. What was logged is kept."),
    N_("It is still tried. Ask the provider, or correct the server under “Change connection”.") },
  { "NETWORK", "server-refuses",
    N_("The server %s has turned connections away for more than a day."),
    N_("It answers and closes the connection at once. What was logged is kept."),
    N_("It is still tried. Ask the provider whether the mailbox is blocked.") },
  { "NETWORK", NULL,
    N_("The connection to %s was lost."),
    N_("The server closed it or the network was interrupted. Nothing is lost."),
    N_("Try again.") },
  { "TIMED_OUT", NULL,
    N_("The server %s did not answer in time."),
    N_("It may be busy, or a firewall may be in the way."),
    N_("Try again; if it stays so, check the name and the port.") },
  { "OFFLINE", "captive-portal",
    N_("This network asks for a sign-in first."),
    N_("Until then it answers in everybody’s place; nothing it said was believed, and no password was sent."),
    N_("Open a page in the browser, sign in to the network, then try again.") },
  { "OFFLINE", NULL,
    N_("This computer is not connected to a network."),
    N_("Mail is fetched again as soon as there is a connection."),
    N_("Check the network connection.") },
  { "UNSUPPORTED", "starttls-not-offered",
    N_("The server %s does not offer encryption on this port."),
    N_("Without encryption the password could be read on the way, so it was not sent."),
    N_("Choose SSL/TLS in the advanced options, or ask the provider.") },
  { "UNSUPPORTED", "imap-disabled",
    N_("IMAP is switched off for this mailbox."),
    N_("The provider lets mail programs in only after IMAP has been switched on."),
    N_("Switch IMAP on in the provider’s settings, then try again.") },
  { "UNSUPPORTED", "no-mechanism",
    N_("The server %s offers no way to sign in that Carteggio knows."),
    "",
    N_("Ask the provider how mail programs sign in.") },
  { "UNSUPPORTED", "no-imap4rev1",
    N_("The server %s is too old."),
    N_("It does not speak the current form of IMAP."),
    N_("Ask the provider for another server.") },
  { "UNSUPPORTED", "network-filesystem",
    N_("The profile lies on a network drive."),
    N_("Two computers could then write into it at once and damage it."),
    N_("Choose a folder on this computer.") },
  { "UNSUPPORTED", "not-yet",
    N_("This kind of mailbox cannot be connected yet."),
    N_("Only mailboxes with IMAP can."),
    "" },
  { "UNSUPPORTED", "POP3_ONLY",
    N_("This mailbox can only be read with POP3."),
    N_("POP3 takes mail away from the server; Carteggio reads it where it is, over IMAP."),
    N_("Ask the provider whether it offers IMAP.") },
  { "UNSUPPORTED", "NO_MAIL_PROGRAMS",
    N_("This provider does not let mail programs in."),
    N_("Its mail can only be read in its own programs."),
    N_("Connect another address.") },
  { "UNSUPPORTED", "AMAZON_SES",
    N_("Amazon SES has no mailbox."),
    N_("It sends and receives for programs; there is nothing to read."),
    N_("Connect another address.") },
  { "UNSUPPORTED", "AMAZON_WORKMAIL",
    N_("Amazon WorkMail cannot be connected."),
    N_("Amazon closes it on 31 March 2027."),
    N_("Move the mailbox to another provider, or connect another address.") },
  { "UNSUPPORTED", "PLAINTEXT_ONLY",
    N_("This mailbox can only be read without encryption."),
    N_("Everybody between this computer and the server could read the password and the mail."),
    N_("Ask the provider for an encrypted server.") },
  { "UNSUPPORTED", "ACTIVESYNC",
    N_("This mailbox offers ActiveSync alone."),
    N_("Carteggio reads mail over IMAP."),
    N_("Ask whether Exchange or IMAP can be switched on for it.") },
  { "UNSUPPORTED", "MICROSOFT_GOVERNMENT",
    N_("This mailbox is in a Microsoft cloud for governments."),
    N_("GCC High and DoD are not supported."),
    N_("Connect another address.") },
  { "UNSUPPORTED", "NO_MAIL",
    N_("This domain says that it takes no mail."),
    "",
    N_("Check what stands after the @.") },
  { "UNSUPPORTED", "no-outgoing-server",
    N_("This mailbox has no server to send through."),
    "",
    N_("Name one in the mailbox’s settings.") },
  { "UNSUPPORTED", "smtputf8",
    N_("The server %s cannot send to an address with such letters."),
    N_("It lacks the extension for international addresses."),
    N_("Ask the recipient for another address.") },
  { "UNSUPPORTED", "POLICY",
    N_("The administrator of this computer does not allow this kind of mailbox."),
    "",
    N_("Ask the administrator.") },
  { "UNSUPPORTED", NULL,
    N_("The server %s lacks something Carteggio needs."),
    "",
    N_("Ask the provider.") },
  { "PROTOCOL", "xml-document-type",
    N_("This document tries something that settings have no need of."),
    N_("It defines names of its own, by which other files could be read. Carteggio refuses such documents."),
    N_("Ask whoever wrote it for one without a document type, or type the servers yourself.") },
  { "PROTOCOL", "not-xml",
    N_("This document cannot be read: it is not well-formed XML."),
    "",
    N_("Ask whoever wrote it to mend it, or type the servers yourself.") },
  { "PROTOCOL", "not-autoconfig",
    N_("This document does not describe a mail provider."),
    "",
    N_("Choose another one, or type the servers yourself.") },
  { "PROTOCOL", "autodiscover-error",
    N_("This document says that there are no settings for this address."),
    "",
    N_("Ask the provider, or type the servers yourself.") },
  { "PROTOCOL", "autodiscover-redirect",
    N_("This document names no servers: it leads on to another address or another place."),
    "",
    N_("Try it with that address, or type the servers yourself.") },
  { "TOO_LARGE", "xml-too-large",
    N_("This document is too large for a description of a mail provider."),
    N_("Such documents have a few kilobytes; this one has more than 256."),
    N_("Choose another one, or type the servers yourself.") },
  { "TOO_LARGE", "html-too-large",
    N_("This message’s formatting is too large to be shown."),
    N_("It has more than 4 MB of HTML."),
    N_("Read it as plain text.") },
  { "PROTOCOL", "not-imap",
    N_("The server %s is not a mail server for reading."),
    N_("Something answers on this port, but it does not speak IMAP."),
    N_("Check the server’s name and port in the advanced options.") },
  { "PROTOCOL", "not-smtp",
    N_("The server %s is not a mail server for sending."),
    N_("Something answers on this port, but it does not speak SMTP."),
    N_("Check the server’s name and port in the advanced options.") },
  { "PROTOCOL", NULL,
    N_("The server %s answered with something unexpected."),
    N_("Carteggio stopped rather than guess."),
    N_("Try again; if it stays so, send a report from Diagnostics.") },
  { "RATE_LIMITED", NULL,
    N_("The server %s asks to wait."),
    N_("There were too many connections or attempts in a short time."),
    N_("Carteggio tries again by itself.") },
  { "BUSY", "engine-lock",
    N_("Carteggio is already running with this profile."),
    N_("Only one program at a time may fetch mail."),
    N_("Use the open window, or close it first.") },
  { "BUSY", "recipient-later",
    N_("The server %s takes no mail for the recipient now."),
    N_("Many servers ask unknown senders to come again."),
    N_("Carteggio tries again by itself.") },
  { "BUSY", NULL,
    N_("The mailbox is busy."),
    N_("The server does not let us in right now."),
    N_("Carteggio tries again by itself.") },
  { "KEYRING_LOCKED", "keyring-absent",
    N_("There is no keyring on this system."),
    N_("Passwords are kept in the keyring and nowhere else."),
    N_("Install and start a keyring such as GNOME Keyring, then try again.") },
  { "KEYRING_LOCKED", NULL,
    N_("The keyring is locked."),
    N_("The mailbox’s password is in it."),
    N_("Unlock the keyring.") },
  { "NOT_FOUND", "secret-missing",
    N_("The keyring no longer holds this mailbox’s password."),
    "",
    N_("Connect the mailbox again.") },
  { "NOT_FOUND", "no-contact",
    N_("Nobody of this message is a contact yet."),
    "",
    N_("Add its sender as a contact, then log it.") },
  { "NOT_FOUND", "file-gone",
    N_("The file this message was read from is gone or has changed."),
    "",
    N_("Put it back where it was, or import it again.") },
  { "NOT_FOUND", "body-gone",
    N_("The text of this message is not to be had any more."),
    N_("Neither this computer nor the server has it."),
    "" },
  { "NOT_FOUND", "attachment-gone",
    N_("The attachment’s file is missing."),
    N_("It was removed from the profile’s folder."),
    N_("Open it in the mailbox it came with.") },
  { "NOT_FOUND", "contact",
    N_("There is no such contact."),
    "",
    N_("Name it by one of its addresses or by its number.") },
  { "NOT_FOUND", "message",
    N_("There is no such message."),
    "",
    N_("Name it by its Message-ID or by its number.") },
  { "NOT_FOUND", "account",
    N_("There is no such mailbox."),
    "",
    N_("Name it by its address.") },
  { "NOT_FOUND", "recipient-refused",
    N_("The server %s does not know the recipient."),
    N_("The message was not sent."),
    N_("Check the address.") },
  { "NOT_FOUND", "no-sender",
    N_("No connected mailbox writes as this address."),
    "",
    N_("Connect the mailbox, or add the address to its senders in the settings.") },
  { "NOT_FOUND", "attachment",
    N_("A file to be attached cannot be read."),
    "",
    N_("Check that it is still where it was.") },
  { "NOT_FOUND", "no-outgoing",
    N_("There is no such outgoing message."),
    "",
    N_("The list of outgoing messages shows their numbers.") },
  { "NOT_FOUND", "no-sent-folder",
    N_("The mailbox has no folder for sent mail."),
    N_("The message was sent; only its copy has no place."),
    N_("Make a folder named Sent in the mailbox, then try the copy again.") },
  { "NOT_FOUND", NULL,
    N_("This is no longer there."),
    "",
    "" },
  { "CONFLICT", "already-connected",
    N_("This mailbox is already connected."),
    "",
    N_("Open it in the settings.") },
  { "CONFLICT", "outbox-state",
    N_("It is too late for that."),
    N_("The message is being sent, or was sent meanwhile."),
    N_("Look at what became of it.") },
  { "CONFLICT", NULL,
    N_("This is already taken."),
    N_("Something else has the same address or name."),
    "" },
  { "INVALID_INPUT", "profile-broken",
    N_("This file is not a usable profile of a domain."),
    N_("It needs the domains, and for reading a server with its name, port and encryption."),
    N_("Ask whoever made it to export it again.") },
  { "INVALID_INPUT", "profile-other-domain",
    N_("This profile is for other domains than the address’s."),
    "",
    N_("Check the address, or choose another file.") },
  { "INVALID_INPUT", "address",
    N_("This is not an e-mail address."),
    N_("An address has one @, with a name before it and a domain after it."),
    N_("Check what was typed.") },
  { "INVALID_INPUT", "no-recipient",
    N_("The message has no recipient."),
    "",
    N_("Say whom it is for.") },
  { "INVALID_INPUT", "control-character",
    N_("An address, the subject or a file’s name holds a character that cannot be sent."),
    N_("Line ends and control characters there are a way to forge messages."),
    N_("Type it anew.") },
  { "INVALID_INPUT", "not-a-file",
    N_("This is neither a file nor a folder."),
    "",
    N_("Choose another one.") },
  { "INVALID_INPUT", "own-address",
    N_("This is one of your own addresses."),
    N_("Your own mailboxes are never contacts."),
    "" },
  { "INVALID_INPUT", "pattern",
    N_("This cannot stand on the never-log list."),
    N_("An address, a domain, folder:NAME or sensitivity:private can."),
    "" },
  { "INVALID_INPUT", "locked",
    N_("The administrator of this computer keeps this on the list."),
    "",
    N_("Ask the administrator.") },
  { "INVALID_INPUT", "no-such-rule",
    N_("There is no such rule."),
    N_("The rules are core, contact, folder, bcc and forward."),
    "" },
  { "NOT_FOUND", "not-in-tray",
    N_("This message does not wait for a decision."),
    "",
    "" },
  { "NOT_FOUND", "nothing-to-undo",
    N_("There is nothing to take back."),
    "",
    "" },
  { "NOT_FOUND", "no-identity",
    N_("There is no such sender."),
    N_("A mailbox writes from its own address and from those that were added to it."),
    "" },
  { "CONFLICT", "own-address",
    N_("A mailbox’s own address cannot be taken away."),
    N_("It goes with the mailbox."),
    "" },
  { "INVALID_INPUT", "sender-name",
    N_("This cannot be the name of a sender."),
    N_("It is too long, or holds a line break or another character that no name can hold."),
    "" },
  { "INVALID_INPUT", "contact-empty",
    N_("A contact needs a name or an address."),
    "",
    "" },
  { "INVALID_INPUT", "no-contacts",
    N_("No contacts were found in this file."),
    N_("Contacts are read from CSV tables and vCards."),
    "" },
  { "INVALID_INPUT", "address-empty",
    N_("No address was given."), "", "" },
  { "INVALID_INPUT", "address-incomplete",
    N_("The address is not complete."),
    N_("An address looks like name@example.com."),
    "" },
  { "INVALID_INPUT", "address-several",
    N_("Only one address fits here."), "", "" },
  { "INVALID_INPUT", "address-local-part",
    N_("What stands before the @ cannot be part of an address."), "", "" },
  { "INVALID_INPUT", "address-domain",
    N_("What stands after the @ is not the name of a mail domain."), "", "" },
  { "INVALID_INPUT", "not-a-message",
    N_("This file is not a message."), "", "" },
  { "INVALID_INPUT", "pop3",
    N_("This is a POP3 server."),
    N_("POP3 takes mail away from the server; Carteggio reads it where it is, over IMAP."),
    N_("Type the provider’s IMAP server.") },
  { "INVALID_INPUT", NULL,
    N_("This cannot be right."),
    "",
    N_("Check what was typed.") },
  { "CONSENT_REQUIRED", "accept-hosts",
    N_("The servers that were found have to be accepted first."),
    N_("Nothing was sent to them."),
    N_("If they are yours, name them with --accept.") },
  { "POLICY", "cleartext",
    N_("Connections without encryption are only possible to this computer."),
    N_("Everywhere else the password could be read on the way."),
    N_("Choose SSL/TLS or STARTTLS.") },
  { "POLICY", "dangerous-attachment",
    N_("This kind of file is not opened from a letter."),
    N_("It could run as a program or pretend to be something else."),
    N_("Save it, and open it only if you expected it.") },
  { "POLICY", "message-refused",
    N_("The server %s refuses this message."),
    N_("It was not sent to anybody."),
    N_("The server’s own words say why; change the message, or ask the provider.") },
  { "POLICY", NULL,
    N_("This is not allowed here."),
    "",
    "" },
  { "TOO_LARGE", "large-folder",
    N_("A folder holds more than 100,000 messages."),
    N_("Servers become slow with such folders. Carteggio reads the newest first."),
    N_("Move old mail into an archive folder.") },
  { "TOO_LARGE", "message-size",
    N_("The message is larger than the server takes."),
    N_("It was not sent to anybody."),
    N_("Attach less, or send the files another way.") },
  { "TOO_LARGE", "attachments",
    N_("The files are too large for a message."),
    N_("Together they have more than 50 MB; most servers take 20."),
    N_("Attach less, or send the files another way.") },
  { "TOO_LARGE", NULL,
    N_("This is too large."),
    "",
    "" },
  { "STORAGE_FULL", NULL,
    N_("The disk is full."),
    N_("Nothing more can be stored; what was stored is safe."),
    N_("Free some space. Carteggio goes on by itself.") },
  { "SCHEMA_TOO_NEW", "development-version",
    N_("This profile was made by a development version."),
    N_("Its database has a form that this version does not know."),
    N_("Start with a new profile.") },
  { "SCHEMA_TOO_NEW", NULL,
    N_("This profile was made by a newer version of Carteggio."),
    N_("Opening it with this one could damage it, so it was left alone."),
    N_("Update Carteggio.") },
  { "STORAGE", NULL,
    N_("The profile’s files cannot be read or written."),
    "",
    N_("Check the disk and the permissions of the profile’s folder.") },
  { "QUOTA", NULL, N_("The mailbox is full."), "", N_("Free some space on the server.") },
  { "FAILED", NULL,
    N_("Something went wrong that should not have."),
    "",
    N_("Try again; if it stays so, send a report from Diagnostics.") },
};

static const Row *
find_row (const char *code, const char *reason)
{
  const Row *general = &rows[G_N_ELEMENTS (rows) - 1];

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (!g_str_equal (rows[i].code, code))
        continue;
      if (rows[i].reason == NULL)
        return &rows[i];
      if (g_strcmp0 (rows[i].reason, reason) == 0)
        return &rows[i];
    }
  return general;
}

static const char *
translate (const char *text)
{
  return *text != '\0' ? _(text) : "";
}

/* One %s at most stands in a headline; without a host the sentence speaks of "the server". */
static char *
fill_host (const char *sentence, const char *host)
{
  g_auto (GStrv) halves = g_strsplit (sentence, "%s", 2);

  /* Translators: stands for a server's name in a sentence when the name is not known */
  return halves[1] == NULL ? g_strdup (sentence)
                           : g_strconcat (halves[0], host != NULL ? host : C_("host", "the server"), halves[1], NULL);
}

/**
 * ctg_error_text_new_for:
 * @code: an error code's name
 * @reason: (nullable): its reason
 * @host: (nullable): where it happened
 * @server_text: (nullable): the server's own words
 *
 * Returns: (transfer full): the error in words for a person
 */
CtgErrorText *
ctg_error_text_new_for (const char *code, const char *reason, const char *host, const char *server_text)
{
  const Row *row = find_row (code, reason);
  CtgErrorText *self = g_new0 (CtgErrorText, 1);

  self->headline = fill_host (translate (row->headline), host);
  self->explanation = g_strdup (translate (row->explanation));
  self->next = g_strdup (translate (row->next));
  self->server_text = server_text != NULL && *server_text != '\0' ? g_strdup (server_text) : NULL;
  return self;
}

/**
 * ctg_error_text_new:
 * @error: any error
 *
 * Returns: (transfer full): the error in words for a person
 */
CtgErrorText *
ctg_error_text_new (const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);
  const char *code = error->domain == CTG_ERROR ? ctg_error_code_to_string (error->code) : "FAILED";

  return ctg_error_text_new_for (code, details.reason, details.host, details.server_text);
}

/**
 * ctg_error_text_free:
 * @self: (transfer full) (nullable): an error in words
 */
void
ctg_error_text_free (CtgErrorText *self)
{
  if (self == NULL)
    return;
  g_free (self->headline);
  g_free (self->explanation);
  g_free (self->next);
  g_free (self->server_text);
  g_free (self);
}

/**
 * ctg_text_for_step:
 * @step: a step of a connection
 *
 * Returns: (transfer none): its name for a person
 */
const char *
ctg_text_for_step (CtgStep step)
{
  static const char *const names[] = {
    N_("Find the incoming server"), N_("Encrypt the connection"), N_("Sign in to the incoming server"),
    N_("Read the list of folders"), N_("Find the folder of sent mail"), N_("Find the outgoing server"),
    N_("Encrypt the outgoing connection"), N_("Sign in to the outgoing server"),
    N_("Ask whether this address may send"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CTG_N_STEPS);
  return _(names[step]);
}

/**
 * ctg_text_for_size:
 * @size_bytes: a size
 *
 * Returns: (transfer full): the size with its unit
 */
char *
ctg_text_for_size (gint64 size_bytes)
{
  return g_format_size ((guint64) MAX (size_bytes, 0));
}

static int
days_between (GDateTime *earlier, GDateTime *later)
{
  GDate a, b;

  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (earlier),
                  (GDateMonth) g_date_time_get_month (earlier), (GDateYear) g_date_time_get_year (earlier));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (later), (GDateMonth) g_date_time_get_month (later),
                  (GDateYear) g_date_time_get_year (later));
  return g_date_days_between (&a, &b);
}

/**
 * ctg_text_for_date:
 * @utc_s: when it was
 * @now_utc_s: what time it is
 * @exact: with day and time in full
 *
 * Returns: (transfer full): the date in words for a week, then day and month, then with the year
 */
char *
ctg_text_for_date (gint64 utc_s, gint64 now_utc_s, gboolean exact)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (utc_s);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_utc_s);
  int n_days;

  if (date == NULL || now == NULL)
    return g_strdup ("");
  if (exact)
    return g_date_time_format (date, "%c");
  n_days = days_between (date, now);
  if (n_days == 0)
    return g_date_time_format (date, "%H:%M");
  if (n_days == 1)
    return g_strdup (C_("date", "Yesterday"));
  if (n_days > 1 && n_days < 7)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) n_days), n_days);
  /* Translators: day and month, see the manual of strftime */
  if (g_date_time_get_year (date) == g_date_time_get_year (now))
    return g_date_time_format (date, C_("date", "%-d %b"));
  /* Translators: day, month and year, see the manual of strftime */
  return g_date_time_format (date, C_("date", "%-d %b %Y"));
}
