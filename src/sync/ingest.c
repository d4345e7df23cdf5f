/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message's way from its headers to a contact: the row, where it was met, and what the core rule says of it. The
 * rule itself is crm's; here its facts are gathered inside the transaction that stores the message, so that what is
 * logged and what is held never disagree.
 *
 * Mail comes newest first: an answer is stored before the message it answers is logged. So whenever a message becomes
 * logged, the held ones that name it are asked about again, and so on along the thread (B13: "logging a message later
 * admits stored metadata that refers to it"). */

#include "ingest.h"

#include "clock.h"
#include "contacts.h"
#include "log-rule.h"

#include <string.h>

static gboolean log_on_people (CtgDb *db, GHashTable *own, gint64 key, GPtrArray *parties, const char *rule,
                               const char *matched, guint *n_entries, GError **error);

static void
add_parties (GPtrArray *parties, CtgPartyKind kind, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const CtgAddress *address = g_ptr_array_index (addresses, i);
      CtgParty *party = g_new0 (CtgParty, 1);

      party->kind = kind;
      party->name = g_strdup (address->name);
      party->address = g_strdup (address->address);
      g_ptr_array_add (parties, party);
    }
}

static GPtrArray *
collect_parties (const CtgMail *mail)
{
  GPtrArray *parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);

  add_parties (parties, CTG_PARTY_FROM, mail->from);
  add_parties (parties, CTG_PARTY_TO, mail->to);
  add_parties (parties, CTG_PARTY_CC, mail->cc);
  add_parties (parties, CTG_PARTY_BCC, mail->bcc);
  add_parties (parties, CTG_PARTY_REPLY_TO, mail->reply_to);
  return parties;
}

static void
add_id (GPtrArray *ids, GHashTable *seen, const char *id, const char *own_id)
{
  if (!g_str_equal (id, own_id) && g_hash_table_add (seen, (gpointer) id))
    g_ptr_array_add (ids, (gpointer) id);
}

/* Borrowed from @mail, NULL-terminated, oldest first; a message that names itself would answer itself. */
static GPtrArray *
collect_ancestors (const CtgMail *mail)
{
  GPtrArray *ids = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; mail->references[i] != NULL; i++)
    add_id (ids, seen, mail->references[i], mail->message_id);
  for (guint i = 0; mail->in_reply_to[i] != NULL; i++)
    add_id (ids, seen, mail->in_reply_to[i], mail->message_id);
  g_ptr_array_add (ids, NULL);
  return ids;
}

static gint64
choose_sort_date (const CtgMail *mail, const CtgIngestOrigin *origin)
{
  if (mail->date_utc_s != 0)
    return mail->date_utc_s;
  return origin->received_utc_s != 0 ? origin->received_utc_s : ctg_clock_now_utc_s ();
}

static gboolean
is_own (GHashTable *own, const char *address)
{
  g_autofree char *key = ctg_address_key (address);

  return g_hash_table_contains (own, key);
}

static const CtgParty *
find_sender (GPtrArray *parties)
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

static gint64
find_contact (CtgDb *db, GHashTable *own, const CtgParty *party)
{
  return party->kind == CTG_PARTY_REPLY_TO || is_own (own, party->address)
           ? 0
           : ctg_contacts_find_id (db, party->address);
}

static gboolean
has_key (GPtrArray *keys, const char *address)
{
  g_autofree char *key = ctg_address_key (address);

  return g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL);
}

/* Facts that need the message's people and the thread's. */
static void
gather_people_facts (CtgDb *db, GHashTable *own, GPtrArray *parties, GPtrArray *thread_people, CtgLogFacts *facts)
{
  const CtgParty *sender = find_sender (parties);

  if (sender != NULL)
    {
      g_autofree char *key = ctg_address_key (sender->address);

      facts->sender_is_own = g_hash_table_contains (own, key);
      facts->sender_in_thread = has_key (thread_people, key);
      facts->sender_shares_domain = ctg_log_rule_shares_domain (key, thread_people);
    }
  for (guint i = 0; i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);

      if (find_contact (db, own, party) == 0)
        continue;
      facts->has_contact = TRUE;
      if (is_recipient (party) && has_key (thread_people, party->address))
        facts->thread_contact_is_recipient = TRUE;
    }
}

/* The newest logged ancestor decides; its Message-ID is kept with the entry. */
static gboolean
decide (CtgDb *db, GHashTable *own, GPtrArray *parties, const char *const *ancestors, gboolean is_authenticated,
        CtgLogDecision *decision, char **matched, GError **error)
{
  CtgLogFacts facts = { 0 };
  g_autoptr (GArray) logged = NULL;
  g_autoptr (CtgMessage) parent = NULL;
  g_autoptr (GPtrArray) thread_people = NULL;

  *decision = CTG_LOG_NOT;
  if (ancestors[0] == NULL)
    return TRUE;
  logged = ctg_messages_find_logged (db, ancestors, error);
  if (logged == NULL)
    return FALSE;
  if (logged->len == 0)
    return TRUE;
  parent = ctg_messages_get (db, g_array_index (logged, gint64, logged->len - 1), error);
  if (parent == NULL)
    return FALSE;
  thread_people = ctg_messages_thread_parties (db, parent->thread, TRUE, error);
  if (thread_people == NULL)
    return FALSE;
  facts.names_logged = TRUE;
  facts.sender_is_authenticated = is_authenticated;
  gather_people_facts (db, own, parties, thread_people, &facts);
  *decision = ctg_log_rule_decide (&facts);
  *matched = g_strdup (parent->message_id);
  return TRUE;
}

/* Asks about a held, unlogged message that names a message just logged. */
static gboolean
reconsider (CtgDb *db, GHashTable *own, gint64 key, guint *n_entries, GError **error)
{
  g_autoptr (GPtrArray) parties = ctg_messages_get_parties (db, key, error);
  g_autoptr (GPtrArray) ancestors = NULL;
  g_autofree char *matched = NULL;
  CtgLogDecision decision;

  if (parties == NULL)
    return FALSE;
  ancestors = ctg_messages_get_ancestors (db, key, error);
  if (ancestors == NULL)
    return FALSE;
  g_ptr_array_add (ancestors, NULL);
  if (!decide (db, own, parties, (const char *const *) ancestors->pdata, FALSE, &decision, &matched, error))
    return FALSE;
  if (decision != CTG_LOG_ADMIT)
    return TRUE;
  return log_on_people (db, own, key, parties, "core", matched, n_entries, error);
}

/**
 * ctg_ingest_revise:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @message_id: of a message that has just become logged
 * @n_entries: (inout): grows by the entries made
 * @error: %CTG_ERROR_STORAGE
 *
 * Asks the core rule again about every held message that names it.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_revise (CtgDb *db, GHashTable *own, const char *message_id, guint *n_entries, GError **error)
{
  g_autoptr (GArray) referring = ctg_messages_find_referring (db, message_id, error);

  if (referring == NULL)
    return FALSE;
  for (guint i = 0; i < referring->len; i++)
    if (!reconsider (db, own, g_array_index (referring, gint64, i), n_entries, error))
      return FALSE;
  return TRUE;
}

/**
 * ctg_ingest_revise_address:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @address: of somebody who has just become a contact
 * @n_entries: (inout): grows by the entries made
 * @error: %CTG_ERROR_STORAGE
 *
 * Asks the core rule again about every held, unlogged message this person takes part in.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_revise_address (CtgDb *db, GHashTable *own, const char *address, guint *n_entries, GError **error)
{
  g_autoptr (GArray) keys = ctg_messages_find_by_address (db, address, error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (!reconsider (db, own, g_array_index (keys, gint64, i), n_entries, error))
      return FALSE;
  return TRUE;
}

static gboolean
log_entry (CtgDb *db, gint64 key, gint64 contact_id, const char *rule, const char *matched, guint *n_entries,
           GError **error)
{
  if (!ctg_messages_log (db, key, contact_id, rule, matched, error))
    return FALSE;
  *n_entries += 1;
  return TRUE;
}

/* An entry for each contact among the people, once each. */
static gboolean
log_on_people (CtgDb *db, GHashTable *own, gint64 key, GPtrArray *parties, const char *rule, const char *matched,
               guint *n_entries, GError **error)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (CtgMessage) message = NULL;

  for (guint i = 0; i < parties->len; i++)
    {
      gint64 contact_id = find_contact (db, own, g_ptr_array_index (parties, i));

      if (contact_id == 0 || !g_hash_table_add (done, g_memdup2 (&contact_id, sizeof contact_id)))
        continue;
      if (!log_entry (db, key, contact_id, rule, matched, n_entries, error))
        return FALSE;
    }
  if (g_hash_table_size (done) == 0)
    return TRUE;
  message = ctg_messages_get (db, key, error);
  return message != NULL && ctg_ingest_revise (db, own, message->message_id, n_entries, error);
}

/**
 * ctg_ingest_log:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @key: a held message
 * @contact_id: on whom, or 0 for every contact among its people
 * @rule: `manual`, `import` or `sent`
 * @matched_message_id: (nullable): the id that led here
 * @n_entries: (inout): grows by the entries made, also on messages that name this one
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_NOT_FOUND
 *
 * Logs a message by another rule than the core one.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_log (CtgDb *db, GHashTable *own, gint64 key, gint64 contact_id, const char *rule,
                const char *matched_message_id, guint *n_entries, GError **error)
{
  g_autoptr (GPtrArray) parties = NULL;
  g_autoptr (CtgMessage) message = NULL;

  if (contact_id == 0)
    {
      parties = ctg_messages_get_parties (db, key, error);
      return parties != NULL &&
             log_on_people (db, own, key, parties, rule, matched_message_id, n_entries, error);
    }
  if (!log_entry (db, key, contact_id, rule, matched_message_id, n_entries, error))
    return FALSE;
  message = ctg_messages_get (db, key, error);
  return message != NULL && ctg_ingest_revise (db, own, message->message_id, n_entries, error);
}

static gboolean
put_head (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin, GPtrArray *parties,
          GPtrArray *ancestors, CtgIngestResult *result, GError **error)
{
  const CtgParty *sender = find_sender (parties);
  CtgMessageHead head = {
    .account_id = origin->account_id,
    .message_id = mail->message_id,
    .has_message_id = mail->has_message_id,
    .content_hash = mail->content_hash,
    .ancestors = (const char *const *) ancestors->pdata,
    .parent = ancestors->len > 1 ? g_ptr_array_index (ancestors, ancestors->len - 2) : NULL,
    .subject = mail->subject,
    .parties = parties,
    .sort_utc_s = choose_sort_date (mail, origin),
    .date_utc_s = mail->date_utc_s,
    .size_bytes = origin->size_bytes,
    .direction = sender != NULL && is_own (own, sender->address) ? CTG_DIRECTION_OUT : CTG_DIRECTION_IN,
    .automatic = mail->automatic,
    .sensitivity = mail->sensitivity,
  };

  return ctg_messages_put_head (db, &head, &result->key, &result->is_new, error);
}

static gboolean
put_origin (CtgDb *db, gint64 key, const CtgIngestOrigin *origin, GError **error)
{
  if (origin->folder_id != 0)
    return ctg_messages_add_location (db, key, origin->folder_id, origin->remote_id, error);
  if (origin->path != NULL)
    return ctg_messages_set_file (db, key, origin->path, origin->offset, origin->length, error);
  return TRUE;
}

/**
 * ctg_ingest_head:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @mail: at least its headers
 * @origin: where it was met
 * @result: (out): what became of it
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Stores what the headers say and logs the message if the core rule admits it. Doing it twice changes nothing.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_head (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin,
                 CtgIngestResult *result, GError **error)
{
  g_autoptr (GPtrArray) parties = collect_parties (mail);
  g_autoptr (GPtrArray) ancestors = collect_ancestors (mail);
  g_autofree char *matched = NULL;
  CtgLogDecision decision;

  *result = (CtgIngestResult) { 0 };
  if (!put_head (db, own, mail, origin, parties, ancestors, result, error) ||
      !put_origin (db, result->key, origin, error))
    return FALSE;
  if (!result->is_new || origin->logs_all)
    return TRUE;
  if (!decide (db, own, parties, (const char *const *) ancestors->pdata, mail->is_authenticated, &decision,
               &matched, error))
    return FALSE;
  if (decision != CTG_LOG_ADMIT)
    return TRUE;
  return log_on_people (db, own, result->key, parties, "core", matched, &result->n_entries, error);
}

static GPtrArray *
collect_attachments (const CtgMail *mail)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);

  for (guint i = 0; i < mail->attachments->len; i++)
    {
      const CtgMailAttachment *source = g_ptr_array_index (mail->attachments, i);
      CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

      attachment->name = g_strdup (source->name);
      attachment->type = g_strdup (source->type);
      attachment->content_id = g_strdup (source->content_id);
      attachment->sha256 = g_strdup (source->sha256);
      attachment->size_bytes = source->size_bytes;
      attachment->is_inline = source->is_inline;
      attachment->content = source->content != NULL ? g_bytes_ref (source->content) : NULL;
      g_ptr_array_add (attachments, attachment);
    }
  return attachments;
}

/**
 * ctg_ingest_body:
 * @db: inside a write job
 * @key: a held message
 * @mail: the whole message, parsed with its content
 * @source: (nullable): its bytes, kept for logged mail
 * @body_class: whether it is logged or only looked at
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Stores a body with its attachments.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_body (CtgDb *db, gint64 key, const CtgMail *mail, GBytes *source, CtgBodyClass body_class, GError **error)
{
  g_autoptr (GPtrArray) attachments = collect_attachments (mail);
  CtgMessageBody body = {
    .text = mail->text,
    .has_html = mail->html != NULL,
    .source = source,
    .attachments = attachments,
    .body_class = body_class,
  };

  return ctg_messages_put_body (db, key, &body, error);
}
