/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gathers what crm's rules want to know of a message, inside the transaction that stores it. What no rule can speak
 * for
 * costs no look-up. */

#include "ingest-facts.h"

#include "contacts.h"
#include "log-policy.h"
#include "never-log.h"
#include "requests.h"

/**
 * ctg_ingest_read_rules:
 * @db: any connection
 *
 * Returns: the rules that are switched on
 */
CtgLogRules
ctg_ingest_read_rules (CtgDb *db)
{
  g_autofree char *text = ctg_settings_get (db, "log-rules");

  return ctg_log_rules_parse (text);
}

/**
 * ctg_ingest_is_own:
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @address: an address
 *
 * Returns: whether it is one's own, or a plus-address of one's own
 */
gboolean
ctg_ingest_is_own (GHashTable *own, const char *address)
{
  g_autofree char *key = ctg_address_key (address);

  return g_hash_table_contains (own, key) || ctg_log_rule_is_own_alias (key, own);
}

/**
 * ctg_ingest_find_sender:
 * @parties: (element-type CtgParty): a message's people
 *
 * Returns: (transfer none) (nullable): who stands first in From
 */
const CtgParty *
ctg_ingest_find_sender (GPtrArray *parties)
{
  for (guint i = 0; i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);

      if (party->kind == CTG_PARTY_FROM)
        return party;
    }
  return NULL;
}

static gboolean
is_recipient (const CtgParty *party)
{
  return party->kind == CTG_PARTY_TO || party->kind == CTG_PARTY_CC || party->kind == CTG_PARTY_BCC;
}

/**
 * ctg_ingest_find_contact:
 * @db: any connection
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @party: one of a message's people
 *
 * Returns: whose address it is, 0 when it is nobody's, one's own, or only in Reply-To
 */
gint64
ctg_ingest_find_contact (CtgDb *db, GHashTable *own, const CtgParty *party)
{
  return party->kind == CTG_PARTY_REPLY_TO || ctg_ingest_is_own (own, party->address)
           ? 0
           : ctg_contacts_find_id (db, party->address);
}

static gboolean
has_key (GPtrArray *keys, const char *address)
{
  g_autofree char *key = ctg_address_key (address);

  return g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL);
}

static gboolean
is_in_drop_folder (const CtgIngestCase *subject)
{
  for (guint i = 0; subject->places != NULL && subject->places[i] != NULL; i++)
    if (ctg_log_rule_is_drop_folder (subject->places[i]))
      return TRUE;
  return FALSE;
}

/* Facts that the message has by itself. */
static void
gather_own_facts (GHashTable *own, const CtgIngestCase *subject, CtgLogFacts *facts)
{
  const CtgParty *sender = ctg_ingest_find_sender (subject->parties);

  facts->sender_is_own = sender != NULL && ctg_ingest_is_own (own, sender->address);
  facts->sender_is_authenticated = subject->authentication == CTG_AUTHENTICATION_PASS;
  facts->sender_is_forged = subject->authentication == CTG_AUTHENTICATION_FAIL;
  facts->in_drop_folder = is_in_drop_folder (subject);
  for (guint i = 0; facts->sender_is_own && i < subject->parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (subject->parties, i);
      g_autofree char *key = ctg_address_key (party->address);

      if (is_recipient (party) && ctg_log_rule_is_own_alias (key, own))
        facts->went_to_own_alias = TRUE;
    }
  for (guint i = 0; facts->sender_is_own && subject->delivered_to != NULL && i < subject->delivered_to->len; i++)
    {
      const CtgAddress *address = g_ptr_array_index (subject->delivered_to, i);
      g_autofree char *key = ctg_address_key (address->address);

      if (ctg_log_rule_is_own_alias (key, own))
        facts->went_to_own_alias = TRUE;
    }
}

static void
gather_contact_facts (CtgDb *db, GHashTable *own, const CtgIngestCase *subject, GPtrArray *thread_people,
                      CtgLogFacts *facts)
{
  for (guint i = 0; i < subject->parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (subject->parties, i);

      if (ctg_ingest_find_contact (db, own, party) == 0)
        continue;
      facts->has_contact = TRUE;
      if (is_recipient (party) && thread_people != NULL && has_key (thread_people, party->address))
        facts->thread_contact_is_recipient = TRUE;
    }
}

/* The newest logged ancestor decides; its Message-ID is kept with the entry. */
static gboolean
gather_thread_facts (CtgDb *db, const CtgIngestCase *subject, CtgLogFacts *facts, GPtrArray **thread_people,
                     char **matched, GError **error)
{
  const CtgParty *sender = ctg_ingest_find_sender (subject->parties);
  g_autoptr (GArray) logged = NULL;
  g_autoptr (CtgMessage) parent = NULL;

  if (subject->is_joined && !ctg_messages_is_in_logged_thread (db, subject->key))
    return TRUE;
  logged = ctg_messages_find_logged (db, subject->ancestors, error);
  if (logged == NULL)
    return FALSE;
  if (logged->len == 0)
    return TRUE;
  parent = ctg_messages_get (db, g_array_index (logged, gint64, logged->len - 1), error);
  if (parent == NULL)
    return FALSE;
  *thread_people = ctg_messages_thread_parties (db, parent->thread, TRUE, error);
  if (*thread_people == NULL)
    return FALSE;
  facts->names_logged = TRUE;
  *matched = g_strdup (parent->message_id);
  if (sender != NULL)
    {
      g_autofree char *key = ctg_address_key (sender->address);

      facts->sender_in_thread = has_key (*thread_people, key);
      facts->sender_shares_domain = ctg_log_rule_shares_domain (key, *thread_people);
    }
  return TRUE;
}

static GPtrArray *
collect_people (GPtrArray *parties)
{
  GPtrArray *people = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);

      if (party->kind != CTG_PARTY_REPLY_TO)
        g_ptr_array_add (people, ctg_address_key (party->address));
    }
  return people;
}

static gboolean
matches_pattern (const char *pattern, GPtrArray *people, const CtgIngestCase *subject)
{
  CtgNeverLogFacts facts = { people, NULL, subject->sensitivity };
  gboolean is_never = ctg_never_log_matches (pattern, &facts);

  for (guint i = 0; !is_never && subject->places != NULL && subject->places[i] != NULL; i++)
    {
      facts.folder = subject->places[i];
      is_never = ctg_never_log_matches (pattern, &facts);
    }
  return is_never;
}

/**
 * ctg_ingest_is_never:
 * @db: any connection
 * @subject: a message
 * @is_never: (out): whether the never-log list names it
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_is_never (CtgDb *db, const CtgIngestCase *subject, gboolean *is_never, GError **error)
{
  g_autoptr (GPtrArray) patterns = ctg_never_log_list (db, error);
  g_autoptr (GPtrArray) people = collect_people (subject->parties);

  *is_never = FALSE;
  for (guint i = 0; patterns != NULL && i < patterns->len && !*is_never; i++)
    *is_never = matches_pattern (g_ptr_array_index (patterns, i), people, subject);
  return patterns != NULL;
}

/**
 * ctg_ingest_is_kept_out:
 * @db: any connection
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @subject: a message
 * @is_kept_out: (out): whether it is internal, or the never-log list names it
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_is_kept_out (CtgDb *db, GHashTable *own, const CtgIngestCase *subject, gboolean *is_kept_out,
                        GError **error)
{
  g_autoptr (GPtrArray) people = collect_people (subject->parties);

  if (!ctg_ingest_is_never (db, subject, is_kept_out, error))
    return FALSE;
  *is_kept_out |= ctg_log_rule_is_internal (people, own);
  return TRUE;
}

static gboolean
gather_refusals (CtgDb *db, GHashTable *own, const CtgIngestCase *subject, CtgLogFacts *facts, GError **error)
{
  g_autoptr (GPtrArray) people = collect_people (subject->parties);

  facts->is_refused = ctg_tray_get_state (db, subject->key) == CTG_TRAY_REFUSED;
  facts->is_internal = ctg_log_rule_is_internal (people, own);
  return ctg_ingest_is_never (db, subject, &facts->is_never, error);
}

/**
 * ctg_ingest_judge_case:
 * @db: any connection
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @subject: a message
 * @rules: which rules are switched on
 * @verdict: (out): what they say
 * @matched: (out) (nullable): the logged Message-ID that led there
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_judge_case (CtgDb *db, GHashTable *own, const CtgIngestCase *subject, CtgLogRules rules,
                       CtgLogVerdict *verdict, char **matched, GError **error)
{
  CtgLogFacts facts = { 0 };
  g_autoptr (GPtrArray) thread_people = NULL;
  g_autofree char *parent = NULL;

  *verdict = (CtgLogVerdict) { CTG_LOG_NOT, NULL };
  gather_own_facts (own, subject, &facts);
  if (subject->ancestors[0] != NULL && !gather_thread_facts (db, subject, &facts, &thread_people, &parent, error))
    return FALSE;
  if (facts.names_logged || facts.in_drop_folder || facts.went_to_own_alias || (rules & CTG_LOG_RULE_CONTACT))
    gather_contact_facts (db, own, subject, thread_people, &facts);
  if (ctg_log_rule_decide (&facts, rules).decision == CTG_LOG_NOT)
    return TRUE;
  if (!gather_refusals (db, own, subject, &facts, error))
    return FALSE;
  *verdict = ctg_log_rule_decide (&facts, rules);
  if (verdict->rule != NULL && g_str_equal (verdict->rule, "core"))
    *matched = g_steal_pointer (&parent);
  return TRUE;
}
