/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a bounce says that the address is no good. Senders of bulk mail call that hard: there is nobody under this
 * address and there will not be. Everything else is soft, also when the server refuses for good, since the next
 * letter
 * may arrive: a full mailbox, a letter taken for spam, one too large, a forged sender, a list of bad hosts.
 *
 *   status     | words                                             | decision
 *   -----------+---------------------------------------------------+---------
 *   class 4    | any                                               | soft
 *   any        | full mailbox                                      | soft
 *   any        | about the sender (also X.1.7, X.1.8)              | soft
 *   not X.1.*  | nobody there, but said to the text, not the       | soft: a filter of one's own making
 *              | address (the command was DATA)                    |
 *   any        | nobody there, no such host, moved, takes no mail  | hard
 *   any        | refused for what the letter is or whence it comes | soft
 *   X.1.0 to 6,| none of these                                     | hard
 *   X.1.10     |                                                   |
 *   other      | none of these                                     | soft
 *
 * The diagnostic is asked first; the prose when it says nothing and the code is not about the address. The words
 * are those that servers are known to say, in
 * lower case; white space counts as one space. */

#include "bounce-reason.h"

#include <string.h>

#define WORDS_MAX_BYTES (16 * 1024)

typedef enum
{
  VERDICT_NONE,
  VERDICT_SOFT,
  VERDICT_HARD,
} Verdict;

static const char *const full[] = {
  "quota", "mailbox full", "mailbox is full", "full mailbox", "mailfolder is full", "inbox is full",
  "exceed maximum allowed storage", "exceeded storage", "storage limit", "storage space", "disk space",
  "enough space", "space has been used up", "too many messages on the server", "exceeded the local limit",
  "insufficient system storage", "mailbox size limit", "boite du destinataire pleine", "casella piena",
  "casella \xc3\xa8 piena", "posta piena", "\xc3\xa8 piena", "spazio esaurito", "postfach ist voll", NULL };

static const char *const about_sender[] = {
  "sender address rejected", "sender rejected", "sender denied", "sender verify", "sender domain", "sender "
  "address has",
  "sender is unknown", "sender not", "domain of sender", "your sender", "sender's domain",
  "helo command", NULL };

static const char *const to_the_text[] = {
  "end of data", "reply to data", ">>> data", "after data", "end of message", NULL };

static const char *const nobody[] = {
  "user unknown", "unknown user", "userunknown", "user not found", "user was not found", "user not known",
  "user doesn't", "user does not", "user not exist", "user invalid", "invalid user", "invalid final delivery userid",
  "no such user", "no such recipient", "no such mailbox", "no such address", "no such person", "no such account",
  "no such local", "no such domain", "no such host", "no user", "no one at this", "not a user",
  "recipient unknown", "unknown recipient", "recipient not found", "recipientnotfound", "recipnotfound",
  "recipient not exist", "recipient is not local", "recipient not ok", "recipient notfound",
  "mailbox unknown", "unknown mailbox", "mailbox not found", "mailbox unavailable", "mailbox is unavailable",
  "mailbox not present", "mailbox not available", "mailbox unavaiable", "mailbox is inactive", "mailbox invalid",
  "mailbox name not allowed", "mailbox isn't", "no mailbox", "no mail box", "account unavailable", "no account",
  "account not found", "account has been deleted", "account has been closed", "account closed",
  "address unknown", "unknown address", "unknown e-mail", "unknown email", "unknown local", "address not found",
  "address not present", "address invalid", "address wasn't found", "address couldn't be found",
  "address could not be found", "email name is not found", "addressee unknown", "addresses were unknown",
  "invalid recipient", "invalid mailbox", "invalid address", "bad address", "bad destination", "bad recipient",
  "bad-recipient", "badrcptto", "badrecipientto", "validrcptto", "allowed rcpthosts", "nonexistent", "non-existent",
  "non existent", "not exist", "doesn't exist", "nonesistente", "isn't a valid", "is not a valid", "not a valid",
  "not a known", "not a local", "not an active", "not listed in", "not recognized", "not our customer",
  "unable to find recipient", "name is not known", "unknown in", "unknown or illegal", "unknown virtual",
  "in name directory", "name & address book", "no longer valid", "no longer in use", "no longer exists",
  "no longer accepts mail", "no longer available", "no longer active", "no longer employed", "no longer works",
  "has moved", "user moved", "replaced by", "have a yahoo", "resolver.adr", "access denied. as(201806",
  "recipient address rejected: access denied", "user reject", "recipient refuses to accept your mail",
  "host unknown", "unknown host", "host not found", "domain not found", "unknown domain", "domain does not",
  "domain must exist", "domain isn't", "bad host", "couldn't find any host", "unrouteable address",
  "unroutable address", "unrouteable mail domain", "name or service not known", "null mx", "nullmx",
  "accept no mail", "accepts no mail", "not accept mail", "not accept email", "not accept e-mail",
  "doesn't accept mail", "utente sconosciuto", "destinatario sconosciuto", "indirizzo sconosciuto",
  "inesistente", "non esiste", "non esistente", "nessun utente", "indirizzo non valido",
  "indirizzo non \xc3\xa8 valido", "destinatario non trovato", "indirizzo non trovato", "casella non trovata",
  "utilisateur inconnu", "n'existe pas", "unbekannt", "existiert nicht", "no existe", NULL };

static const char *const refused[] = {
  "spam", "junk", "unsolicited", "virus", "blacklist", "black list", "blocklist", "block list", "block-list", "rbl",
  "dnsbl", "reputation", "policy", "dmarc", "spf", "dkim", "authenticat", "not authorized", "relay", "greylist",
  "graylist", "too many", "rate limit", "try again", "try later", "temporar", "ptr record", "reverse dns", "rdns",
  "client host", "blocked", "banned", "content", "header", "syntax", "loop", "hop count", "timed out", "timeout",
  "connect", "no route",
  "unreachable", "authoriz", "sequence", "suspended", "disabled", "frozen", "inactive", "locked", "restricted",
  "preferences", "too large", "too big", "size", "tls", "encrypt", "attachment", "message rejected",
  "message refused", NULL };

/* Lower case, each run of white space one space: servers fold their lines anywhere. */
static char *
fold (const char *text)
{
  g_autofree char *head = g_strndup (text, strnlen (text, WORDS_MAX_BYTES));
  char *to = head;

  for (const char *at = head; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      *to++ = g_ascii_tolower (*at);
    else if (to > head && to[-1] != ' ')
      *to++ = ' ';
  *to = '\0';
  return g_steal_pointer (&head);
}

static gboolean
has_any (const char *words, const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    if (strstr (words, *phrases) != NULL)
      return TRUE;
  return FALSE;
}

/* The subject and detail of an RFC 3463 code: "1.1" of "5.1.1". */
static const char *
detail_of (const char *status)
{
  return status != NULL && status[0] != '\0' && status[1] == '.' ? status + 2 : "";
}

static gboolean
is_about_address (const char *status)
{
  return g_str_has_prefix (detail_of (status), "1.");
}

static Verdict
judge_words (const char *status, const char *words, gboolean was_text)
{
  if (has_any (words, full))
    return VERDICT_SOFT;
  if (has_any (words, about_sender))
    return VERDICT_SOFT;
  if (has_any (words, nobody))
    return was_text && !is_about_address (status) ? VERDICT_SOFT : VERDICT_HARD;
  return has_any (words, refused) ? VERDICT_SOFT : VERDICT_NONE;
}

/* RFC 3463 section 3.2: the codes that are about the recipient's address. */
static gboolean
judge_status (const char *status)
{
  static const char *const codes[] = { "1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", NULL };

  return g_strv_contains (codes, detail_of (status));
}

/**
 * ctg_bounce_reason_is_hard:
 * @status: (nullable): the enhanced status code
 * @diagnostic: (nullable): what the refusing server said
 * @prose: (nullable): the words about this recipient in the report's text
 *
 * Specification: RFC 3463 sections 2 and 3
 * Returns: what the table at the head of this file says
 */
gboolean
ctg_bounce_reason_is_hard (const char *status, const char *diagnostic, const char *prose)
{
  g_autofree char *first = fold (diagnostic != NULL ? diagnostic : "");
  g_autofree char *second = fold (prose != NULL ? prose : "");
  gboolean was_text = has_any (first, to_the_text) || has_any (second, to_the_text);
  const char *detail = detail_of (status);
  Verdict verdict;

  if (status != NULL && status[0] == '4')
    return FALSE;
  if (g_str_equal (detail, "1.7") || g_str_equal (detail, "1.8") || g_str_equal (detail, "2.2"))
    return FALSE;
  verdict = judge_words (status, first, was_text);
  if (verdict == VERDICT_NONE && *first != '\0' && judge_status (status))
    return TRUE;
  if (verdict == VERDICT_NONE)
    verdict = judge_words (status, second, was_text);
  return verdict != VERDICT_NONE ? verdict == VERDICT_HARD : judge_status (status);
}

/**
 * ctg_bounce_reason_make_status:
 * @prose: the words of a bounce without a code
 *
 * Specification: RFC 3463 section 3
 * Returns: (transfer full): the code that fits best
 */
char *
ctg_bounce_reason_make_status (const char *prose)
{
  static const char *const waiting[] = {
    "will keep trying", "will continue", "will be retried", "still being", "delayed", "not yet been delivered",
    "has not yet", "warning message only", "do not need to resend", "verr\xc3\xa0 ritentat", "in ritardo", NULL };
  static const char *const late[] = { "in the queue too long", "too long", "timed out", "timeout", "retry time",
  NULL };
  g_autofree char *words = fold (prose);

  if (has_any (words, waiting))
    return g_strdup ("4.4.1");
  if (has_any (words, full))
    return g_strdup ("5.2.2");
  if (ctg_bounce_reason_is_hard (NULL, words, NULL))
    return g_strdup ("5.1.1");
  return g_strdup (has_any (words, late) ? "4.4.7" : "5.0.0");
}
