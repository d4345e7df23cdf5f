/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The core rule (B13, B14, B45, L1). A message is logged by itself only when it names a logged message *and* the right
 * person takes part; a forged reference alone never puts anything on a contact.
 *
 *   names  | sender | in     | shares domain,  | thread contact | somebody     |
 *   logged | own    | thread | authenticated   | is recipient   | is a contact | decision
 *   -------+--------+--------+-----------------+----------------+--------------+---------
 *   no     | any    | any    | any             | any            | any          | NOT
 *   yes    | any    | any    | any             | any            | no           | CONFIRM
 *   yes    | yes    | any    | any             | yes            | yes          | ADMIT
 *   yes    | yes    | any    | any             | no             | yes          | CONFIRM
 *   yes    | no     | yes    | any             | any            | yes          | ADMIT
 *   yes    | no     | no     | yes             | any            | yes          | ADMIT
 *   yes    | no     | no     | no              | any            | yes          | CONFIRM
 */

#include "log-rule.h"

#include <stdlib.h>
#include <string.h>

/* Where anybody can have an address, so that sharing the domain says nothing. Sorted. */
static const char *const free_mail[] = {
  "alice.it", "aol.com", "email.it", "fastwebnet.it", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
  "googlemail.com", "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it", "icloud.com", "inwind.it", "iol.it",
  "laposte.net", "libero.it", "live.com", "live.it", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com",
  "orange.fr", "outlook.com", "outlook.it", "proton.me", "protonmail.com", "rocketmail.com", "t-online.de",
  "tim.it", "tin.it", "tiscali.it", "virgilio.it", "wanadoo.fr", "web.de", "yahoo.com", "yahoo.de", "yahoo.es",
  "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com",
};

static int
compare_domain (const void *key, const void *element)
{
  return strcmp (key, *(const char *const *) element);
}

/**
 * ctg_free_mail_has_domain:
 * @domain: a domain in lower case
 *
 * Returns: whether anybody can have an address there
 */
gboolean
ctg_free_mail_has_domain (const char *domain)
{
  return bsearch (domain, free_mail, G_N_ELEMENTS (free_mail), sizeof *free_mail, compare_domain) != NULL;
}

static const char *
domain_of (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? at + 1 : "";
}

/**
 * ctg_log_rule_shares_domain:
 * @address: the sender's key
 * @people: (element-type utf8): keys of the thread's people
 *
 * Returns: whether one of @people has the sender's domain, and the domain is somebody's own
 */
gboolean
ctg_log_rule_shares_domain (const char *address, GPtrArray *people)
{
  const char *domain = domain_of (address);

  if (*domain == '\0' || ctg_free_mail_has_domain (domain))
    return FALSE;
  for (guint i = 0; i < people->len; i++)
    if (g_str_equal (domain_of (g_ptr_array_index (people, i)), domain))
      return TRUE;
  return FALSE;
}

/**
 * ctg_log_rule_decide:
 * @facts: what is known of the message
 *
 * Returns: what the table at the head of this file says
 */
CtgLogDecision
ctg_log_rule_decide (const CtgLogFacts *facts)
{
  if (!facts->names_logged)
    return CTG_LOG_NOT;
  if (!facts->has_contact)
    return CTG_LOG_CONFIRM;
  if (facts->sender_is_own)
    return facts->thread_contact_is_recipient ? CTG_LOG_ADMIT : CTG_LOG_CONFIRM;
  if (facts->sender_in_thread)
    return CTG_LOG_ADMIT;
  if (facts->sender_shares_domain && facts->sender_is_authenticated)
    return CTG_LOG_ADMIT;
  return CTG_LOG_CONFIRM;
}
