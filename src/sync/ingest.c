/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message's way from its headers to a contact: the row, where it was met, and what the core rule says of it. The
 * rule itself is crm's; here its facts are gathered inside the transaction that stores the message, so that what is
 * logged and what is held never disagree.
 *
 * Mail comes newest first: an answer is stored before the message it answers is logged. So whenever a message becomes
 * logged, the held ones that name it are asked about again, and so on along the thread (B13: "logging a message later
 * admits stored metadata that refers to it"). */

#include "ingest.h"

#include "attachment-policy.h"
#include "attachment-rule.h"
#include "clock.h"
#include "enrolments.h"
#include "ingest-facts.h"
#include "log-policy.h"
#include "receipt-wishes.h"
#include "sent-message.h"
#include "sequence-rule.h"
#include "text.h"

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

/* Borrowed from @mail, NULL-terminated, the one it answers last: the last of its references, or the first that
 * In-Reply-To names (RFC 5256 section 3, REFERENCES 1). A message that names itself would answer itself. */
static GPtrArray *
collect_ancestors (const CtgMail *mail)
{
  GPtrArray *ids = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = g_strv_length (mail->in_reply_to); i-- > 0;)
    if (!g_strv_contains ((const char *const *) mail->references, mail->in_reply_to[i]))
      add_id (ids, seen, mail->in_reply_to[i], mail->message_id);
  for (guint i = 0; mail->references[i] != NULL; i++)
    add_id (ids, seen, mail->references[i], mail->message_id);
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

/* A held message as the rules see it; its rows stay with the caller. */
typedef struct
{
  CtgIngestCase subject;
  GPtrArray *parties;          /* (owned) */
  GPtrArray *ancestors;        /* (owned) */
  char *sensitivity;           /* (owned) (nullable) */
  char **places;               /* (owned) (nullable) */
} HeldCase;

static void
held_case_clear (HeldCase *held)
{
  g_clear_pointer (&held->parties, g_ptr_array_unref);
  g_clear_pointer (&held->ancestors, g_ptr_array_unref);
  g_clear_pointer (&held->places, g_strfreev);
  g_clear_pointer (&held->sensitivity, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeldCase, held_case_clear)

static gboolean
read_held_case (CtgDb *db, gint64 key, HeldCase *held, GError **error)
{
  int authentication = 0;

  held->parties = ctg_messages_get_parties (db, key, error);
  held->ancestors = held->parties != NULL ? ctg_messages_get_ancestors (db, key, error) : NULL;
  if (held->ancestors == NULL || !ctg_messages_get_marks (db, key, &authentication, &held->sensitivity, error))
    return FALSE;
  g_ptr_array_add (held->ancestors, NULL);
  held->places = ctg_messages_list_places (db, key, error);
  if (held->places == NULL)
    return FALSE;
  held->subject = (CtgIngestCase) {
    .key = key,
    .parties = held->parties,
    .ancestors = (const char *const *) held->ancestors->pdata,
    .is_joined = TRUE,
    .authentication = (CtgAuthentication) authentication,
    .sensitivity = held->sensitivity,
    .places = (const char *const *) held->places,
  };
  return TRUE;
}

/* Does what a verdict says. */
static gboolean
apply (CtgDb *db, GHashTable *own, const CtgIngestCase *subject, const CtgLogVerdict *verdict, const char *matched,
       guint *n_entries, GError **error)
{
  if (verdict->decision == CTG_LOG_ADMIT)
    return log_on_people (db, own, subject->key, subject->parties, verdict->rule, matched, n_entries, error);
  return verdict->decision == CTG_LOG_NOT || ctg_tray_put (db, subject->key, verdict->rule, matched, error);
}

/**
 * ctg_ingest_reconsider:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @key: a held, unlogged message, of which something new is known: what it names is logged now, or where it stands
 * @n_entries: (inout): grows by the entries made
 * @error: %CTG_ERROR_STORAGE
 *
 * Asks the rules about it again and does what they say.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_reconsider (CtgDb *db, GHashTable *own, gint64 key, guint *n_entries, GError **error)
{
  g_auto (HeldCase) held = { 0 };
  g_autofree char *matched = NULL;
  CtgLogVerdict verdict;

  return read_held_case (db, key, &held, error) &&
         ctg_ingest_judge_case (db, own, &held.subject, ctg_ingest_read_rules (db), &verdict, &matched, error) &&
         apply (db, own, &held.subject, &verdict, matched, n_entries, error);
}

/**
 * ctg_ingest_judge:
 * @db: any connection
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @key: a held message
 * @rules: which rules are switched on
 * @verdict: (out): what they say
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_NOT_FOUND
 *
 * For a preview: nothing is changed.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_judge (CtgDb *db, GHashTable *own, gint64 key, CtgLogRules rules, CtgLogVerdict *verdict, GError **error)
{
  g_auto (HeldCase) held = { 0 };
  g_autofree char *matched = NULL;

  return read_held_case (db, key, &held, error) &&
         ctg_ingest_judge_case (db, own, &held.subject, rules, verdict, &matched, error);
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
    if (!ctg_ingest_reconsider (db, own, g_array_index (referring, gint64, i), n_entries, error))
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
    if (!ctg_ingest_reconsider (db, own, g_array_index (keys, gint64, i), n_entries, error))
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
      gint64 contact_id = ctg_ingest_find_contact (db, own, g_ptr_array_index (parties, i));

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

/* A file holds whole letters: two with one header and different words, as forms and test collections have them, are
 * two. NULL: what tells it apart is its header, as everywhere. */
static char *
dup_hash_of_file (CtgDb *db, const CtgMail *mail, const CtgIngestOrigin *origin)
{
  g_autofree char *held = NULL;
  g_autofree char *both = NULL;
  gint64 key;

  if (origin->path == NULL || mail->text == NULL ||
      !ctg_messages_is_known (db, origin->account_id, mail->message_id, mail->content_hash, &key))
    return NULL;
  held = ctg_messages_get_text (db, key, NULL);
  if (held == NULL || g_str_equal (held, mail->text))
    return NULL;
  both = g_strconcat (mail->content_hash, "\n", mail->text, NULL);
  return ctg_text_sha256_hex (both, strlen (both));
}

/* Where folders are labels a message is read elsewhere than where it counts as met. */
static gint64
get_met_folder (const CtgIngestOrigin *origin)
{
  return origin->sent_folder_id != 0 ? origin->sent_folder_id : origin->folder_id;
}

static gboolean
put_head (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin, GPtrArray *parties,
          GPtrArray *ancestors, CtgIngestResult *result, GError **error)
{
  const CtgParty *sender = ctg_ingest_find_sender (parties);
  gboolean is_own = sender != NULL && ctg_ingest_is_own (own, sender->address);
  g_autofree char *sent_hash = is_own ? ctg_sent_message_dup_hash (db, origin->account_id, get_met_folder (origin),
                                                                   mail->message_id) : NULL;
  g_autofree char *file_hash = sent_hash == NULL ? dup_hash_of_file (db, mail, origin) : NULL;
  CtgMessageHead head = {
    .account_id = origin->account_id,
    .message_id = mail->message_id,
    .has_message_id = mail->has_message_id,
    .content_hash = sent_hash != NULL ? sent_hash : file_hash != NULL ? file_hash : mail->content_hash,
    .ancestors = (const char *const *) ancestors->pdata,
    .subject = mail->subject,
    .parties = parties,
    .sort_utc_s = choose_sort_date (mail, origin),
    .date_utc_s = mail->date_utc_s,
    .size_bytes = origin->size_bytes,
    .direction = is_own ? CTG_DIRECTION_OUT : CTG_DIRECTION_IN,
    .automatic = mail->automatic,
    .sensitivity = mail->sensitivity,
    .authentication = (int) mail->authentication,
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

static gboolean
may_say_more (const CtgMail *mail, const char *const *places)
{
  if (mail->delivered_to->len > 0)
    return TRUE;
  for (guint i = 0; places[i] != NULL; i++)
    if (ctg_log_rule_is_drop_folder (places[i]))
      return TRUE;
  return FALSE;
}

/* Borrowed from @origin, NULL-terminated. */
static GPtrArray *
collect_places (const CtgIngestOrigin *origin)
{
  GPtrArray *places = g_ptr_array_new ();

  if (origin->folder_name != NULL)
    g_ptr_array_add (places, (gpointer) origin->folder_name);
  for (guint i = 0; origin->labels != NULL && origin->labels[i] != NULL; i++)
    g_ptr_array_add (places, (gpointer) origin->labels[i]);
  g_ptr_array_add (places, NULL);
  return places;
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
 * Stores what the headers say and does what the rules say. Doing it twice changes nothing. A message already held is
 * asked about again only where the place it was met in may say more: a folder to drop mail into, an address it was
 * delivered to.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_head (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin,
                 CtgIngestResult *result, GError **error)
{
  g_autoptr (GPtrArray) parties = collect_parties (mail);
  g_autoptr (GPtrArray) ancestors = collect_ancestors (mail);
  g_autoptr (GPtrArray) places = collect_places (origin);
  g_autofree char *matched = NULL;
  CtgIngestCase subject = {
    .parties = parties,
    .ancestors = (const char *const *) ancestors->pdata,
    .authentication = mail->authentication,
    .sensitivity = mail->sensitivity,
    .places = (const char *const *) places->pdata,
    .delivered_to = mail->delivered_to,
  };
  const CtgParty *sender = ctg_ingest_find_sender (parties);
  CtgSentMeeting meeting;
  CtgLogVerdict verdict;

  *result = (CtgIngestResult) { 0 };
  if (!put_head (db, own, mail, origin, parties, ancestors, result, error) ||
      !put_origin (db, result->key, origin, error))
    return FALSE;
  meeting = (CtgSentMeeting) { mail, result->key, sender != NULL && ctg_ingest_is_own (own, sender->address),
                               get_met_folder (origin), subject.ancestors };
  if (!ctg_sent_message_meet (db, own, &meeting, error))
    return FALSE;
  subject.key = result->key;
  subject.is_joined = result->is_new;
  if (origin->logs_all)
    return ctg_ingest_is_never (db, &subject, &result->is_never, error);
  if (!result->is_new && (!may_say_more (mail, subject.places) || ctg_messages_is_logged (db, result->key)))
    return TRUE;
  return ctg_ingest_judge_case (db, own, &subject, ctg_ingest_read_rules (db), &verdict, &matched, error) &&
         apply (db, own, &subject, &verdict, matched, &result->n_entries, error);
}

static gboolean
names_contact (CtgDb *db, GHashTable *own, GPtrArray *parties, gint64 contact_id)
{
  for (guint i = 0; i < parties->len; i++)
    {
      gint64 found = ctg_ingest_find_contact (db, own, g_ptr_array_index (parties, i));

      if (found != 0 && (contact_id == 0 || found == contact_id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_logged_on (CtgDb *db, gint64 key, gint64 contact_id)
{
  g_autoptr (GArray) contacts = NULL;

  if (contact_id == 0)
    return ctg_messages_is_logged (db, key);
  contacts = ctg_messages_get_contact_ids (db, key, NULL);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    if (g_array_index (contacts, gint64, i) == contact_id)
      return TRUE;
  return FALSE;
}

/**
 * ctg_ingest_past:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @mail: at least its headers
 * @origin: where it was met
 * @contact_id: whose past correspondence is logged, 0: every contact's
 * @result: (out): its key is 0 when nothing was stored; its entries are 1 when it became logged
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Logs a message that names the contact. What names nobody chosen leaves no trace, nor does what is never logged; what
 * a person took off stays off. Doing it twice changes nothing.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_past (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin, gint64 contact_id,
                 CtgIngestResult *result, GError **error)
{
  g_autoptr (GPtrArray) parties = collect_parties (mail);
  g_autoptr (GPtrArray) places = collect_places (origin);
  CtgIngestCase subject = {
    .parties = parties, .sensitivity = mail->sensitivity, .places = (const char *const *) places->pdata,
  };
  CtgIngestOrigin logged = *origin;
  gboolean is_kept_out;
  guint n_entries = 0;

  *result = (CtgIngestResult) { 0 };
  if (!names_contact (db, own, parties, contact_id))
    return TRUE;
  if (!ctg_ingest_is_kept_out (db, own, &subject, &is_kept_out, error))
    return FALSE;
  if (is_kept_out)
    return TRUE;
  logged.logs_all = TRUE;
  if (!ctg_ingest_head (db, own, mail, &logged, result, error))
    return FALSE;
  if (ctg_tray_get_state (db, result->key) == CTG_TRAY_REFUSED || is_logged_on (db, result->key, contact_id))
    return TRUE;
  result->n_entries = 1;
  return ctg_ingest_log (db, own, result->key, contact_id, "history", NULL, &n_entries, error);
}

static gboolean
keeps_attachments (CtgDb *db, gint64 key)
{
  CtgAttachmentPolicy policy;
  CtgAttachmentRuleFacts facts;

  ctg_attachment_policy_read (db, key, &policy);
  facts = (CtgAttachmentRuleFacts) { policy.size_bytes, policy.is_asked_for, policy.is_off, policy.is_off_for_account,
                                     policy.n_contacts, policy.n_contacts_off };
  return ctg_attachment_rule_keeps (&facts);
}

static GPtrArray *
collect_attachments (const CtgMail *mail, gboolean keeps)
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
      attachment->content = keeps && source->content != NULL ? g_bytes_ref (source->content) : NULL;
      g_ptr_array_add (attachments, attachment);
    }
  return attachments;
}

/* Somebody a sequence has written to asks for no more of it: no other one writes to them either (A03). */
static gboolean
note_refusal (CtgDb *db, const CtgMail *mail, GError **error)
{
  const CtgAddress *sender = mail->from->len > 0 ? g_ptr_array_index (mail->from, 0) : NULL;

  return sender == NULL || mail->text == NULL || mail->automatic != CTG_AUTOMATIC_HUMAN ||
         !ctg_enrolments_has_letters_to (db, sender->address) || !ctg_sequence_rule_wants_no_more (mail->text) ||
         ctg_refusals_add (db, sender->address, NULL, error);
}

static gboolean
put_body (CtgDb *db, gint64 key, const CtgMail *mail, const CtgMessageBody *body, GError **error)
{
  return ctg_messages_put_body (db, key, body, error) && ctg_attachment_policy_settle (db, key, error) &&
         (mail->receipt_address == NULL || ctg_receipt_wishes_put (db, key, mail->receipt_address, error)) &&
         note_refusal (db, mail, error);
}

/**
 * ctg_ingest_outline:
 * @db: inside a write job
 * @key: a held message
 * @mail: its outline, parsed
 * @attachments: (element-type CtgAttachment): what it has besides its texts
 * @body_class: whether it is logged or only looked at
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Stores what of a letter that is too large came, without a source.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_outline (CtgDb *db, gint64 key, const CtgMail *mail, GPtrArray *attachments, CtgBodyClass body_class,
                    GError **error)
{
  CtgMessageBody body = { .text = mail->text, .attachments = attachments, .body_class = body_class };

  return put_body (db, key, mail, &body, error);
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
 * Stores a body with its attachments; only with their names where they are not logged, and then without its source,
 * which they are part of.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_ingest_body (CtgDb *db, gint64 key, const CtgMail *mail, GBytes *source, CtgBodyClass body_class, GError **error)
{
  gboolean keeps = mail->attachments->len == 0 || keeps_attachments (db, key);
  g_autoptr (GPtrArray) attachments = collect_attachments (mail, keeps);
  CtgMessageBody body = {
    .text = mail->text,
    .has_html = mail->html != NULL,
    .source = keeps ? source : NULL,
    .attachments = attachments,
    .body_class = body_class,
  };

  return put_body (db, key, mail, &body, error);
}
