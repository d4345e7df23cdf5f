/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is logged by itself, and why. The first row that fits decides; "-": does not matter.
 *
 *   1. taken off or refused by a person before                                       -> NOT
 *   2. on the never-log list, or internal: everybody at a domain of one's own (L5)    -> NOT
 *   3. lies in a folder or label "Carteggio", rule "folder" (B15)
 *        somebody is a contact                                                        -> ADMIT, folder
 *        nobody is                                                                    -> CONFIRM, folder
 *   4. an own sender, and a plus-address or alias of one's own among those it went to, rule "bcc" (B15, L4)
 *        the own provider says the sender is forged, or nobody is a contact           -> CONFIRM, bcc
 *        else                                                                         -> ADMIT, bcc
 *   5. names a logged message, rule "core" (B13, B14, B45, L1): a forged reference alone puts nothing on a contact
 *
 *        forged | sender | in     | shares domain,  | thread contact | somebody     |
 *               | own    | thread | authenticated   | is recipient   | is a contact | decision
 *        -------+--------+--------+-----------------+----------------+--------------+---------
 *        -      | -      | -      | -               | -              | no           | CONFIRM
 *        yes    | -      | -      | -               | -              | yes          | CONFIRM
 *        no     | yes    | -      | -               | yes            | yes          | ADMIT
 *        no     | yes    | -      | -               | no             | yes          | CONFIRM
 *        no     | no     | yes    | -               | -              | yes          | ADMIT
 *        no     | no     | no     | yes             | -              | yes          | ADMIT
 *        no     | no     | no     | no              | -              | yes          | CONFIRM
 *
 *   6. somebody is a contact, rule "contact", when it is switched on, and row 5 did
 *      not admit it                                                                   -> ADMIT, contact
 *   7. anything else                                                                  -> NOT
 *
 * A row whose rule is switched off is stepped over. */

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
 * ctg_log_rule_is_internal:
 * @people: (element-type utf8): keys of everybody a message names
 * @own: (element-type utf8 utf8): keys of one's own addresses, a set
 *
 * Returns: whether all of them are at domains of one's own that are not free mail's, and somebody else is among them
 */
gboolean
ctg_log_rule_is_internal (GPtrArray *people, GHashTable *own)
{
  gboolean has_other = FALSE;

  for (guint i = 0; i < people->len; i++)
    {
      const char *domain = domain_of (g_ptr_array_index (people, i));
      gboolean is_own_domain = FALSE;
      GHashTableIter iter;
      gpointer address;

      g_hash_table_iter_init (&iter, own);
      while (!is_own_domain && g_hash_table_iter_next (&iter, &address, NULL))
        is_own_domain = g_str_equal (domain_of (address), domain);
      if (!is_own_domain || ctg_free_mail_has_domain (domain))
        return FALSE;
      has_other = has_other || !g_hash_table_contains (own, g_ptr_array_index (people, i));
    }
  return has_other;
}

/**
 * ctg_log_rule_is_own_alias:
 * @address: a key
 * @own: (element-type utf8 utf8): keys of one's own addresses, a set
 *
 * Returns: whether it is "me+word@" of one of them
 */
gboolean
ctg_log_rule_is_own_alias (const char *address, GHashTable *own)
{
  const char *plus = strchr (address, '+');
  const char *at = strrchr (address, '@');
  g_autofree char *plain = NULL;

  if (plus == NULL || at == NULL || plus == address || plus > at || plus + 1 == at)
    return FALSE;
  plain = g_strdup_printf ("%.*s%s", (int) (plus - address), address, at);
  return g_hash_table_contains (own, plain);
}

/**
 * ctg_log_rule_is_drop_folder:
 * @name: (nullable): a folder's name with those above it, as the mailbox shows it
 *
 * Returns: whether what is put there is to be logged (B15)
 */
gboolean
ctg_log_rule_is_drop_folder (const char *name)
{
  static const char drop[] = "carteggio";
  gsize length = name != NULL ? strlen (name) : 0;

  return length >= strlen (drop) && g_ascii_strcasecmp (name + length - strlen (drop), drop) == 0 &&
         (length == strlen (drop) || strchr ("/.\\", name[length - strlen (drop) - 1]) != NULL);
}

static CtgLogDecision
decide_core (const CtgLogFacts *facts)
{
  gboolean belongs = facts->sender_is_own
                       ? facts->thread_contact_is_recipient
                       : facts->sender_in_thread || (facts->sender_shares_domain && facts->sender_is_authenticated);

  return belongs && facts->has_contact && !facts->sender_is_forged ? CTG_LOG_ADMIT : CTG_LOG_CONFIRM;
}

/**
 * ctg_log_rule_decide:
 * @facts: what is known of the message
 * @rules: which rules are switched on
 *
 * Returns: what the table at the head of this file says
 */
CtgLogVerdict
ctg_log_rule_decide (const CtgLogFacts *facts, CtgLogRules rules)
{
  CtgLogDecision filed = facts->has_contact ? CTG_LOG_ADMIT : CTG_LOG_CONFIRM;
  CtgLogVerdict verdict = { CTG_LOG_NOT, NULL };

  if (facts->is_refused || facts->is_never || facts->is_internal)
    return verdict;
  if (facts->in_drop_folder && (rules & CTG_LOG_RULE_FOLDER))
    return (CtgLogVerdict) { filed, "folder" };
  if (facts->sender_is_own && facts->went_to_own_alias && (rules & CTG_LOG_RULE_BCC))
    return (CtgLogVerdict) { facts->sender_is_forged ? CTG_LOG_CONFIRM : filed, "bcc" };
  if (facts->names_logged && (rules & CTG_LOG_RULE_CORE))
    verdict = (CtgLogVerdict) { decide_core (facts), "core" };
  if (verdict.decision != CTG_LOG_ADMIT && facts->has_contact && (rules & CTG_LOG_RULE_CONTACT))
    verdict = (CtgLogVerdict) { CTG_LOG_ADMIT, "contact" };
  return verdict;
}

static const struct { const char *name; CtgLogRules rule; } rule_names[] = {
  { "core", CTG_LOG_RULE_CORE }, { "contact", CTG_LOG_RULE_CONTACT }, { "folder", CTG_LOG_RULE_FOLDER },
  { "bcc", CTG_LOG_RULE_BCC }, { "forward", CTG_LOG_RULE_FORWARD },
};

/**
 * ctg_log_rule_find:
 * @name: core, contact, folder, bcc or forward
 *
 * Returns: the rule of that name, 0 when there is none
 */
CtgLogRules
ctg_log_rule_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rule_names); i++)
    if (g_str_equal (rule_names[i].name, name))
      return rule_names[i].rule;
  return 0;
}

/**
 * ctg_log_rules_parse:
 * @text: (nullable): what ctg_log_rules_to_text() gave; %NULL: never changed
 *
 * Returns: the rules that are switched on
 */
CtgLogRules
ctg_log_rules_parse (const char *text)
{
  g_auto (GStrv) words = NULL;
  CtgLogRules rules = 0;

  if (text == NULL)
    return CTG_LOG_RULES_DEFAULT;
  words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    rules |= ctg_log_rule_find (words[i]);
  return rules;
}

/**
 * ctg_log_rules_to_text:
 * @rules: the rules that are switched on
 *
 * Returns: (transfer full): their names
 */
char *
ctg_log_rules_to_text (CtgLogRules rules)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rule_names); i++)
    if (rules & rule_names[i].rule)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", rule_names[i].name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
