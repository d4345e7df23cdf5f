/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sent-message.h"
#include "clock.h"
#include "ingest.h"
#include "receipts.h"

/* More of a chain than this is nobody's answer to us. */
#define NEWEST_ANCESTORS 20

/**
 * ctg_sent_message_read:
 * @item: what was sent
 * @bytes: as it left
 * @error: as ctg_mail_parse()
 *
 * Reads our own letter back. Whom it went to unseen is said by the envelope alone; here they are among its people.
 *
 * Returns: (transfer full) (nullable): the message
 */
CtgMail *
ctg_sent_message_read (const CtgOutboxItem *item, GBytes *bytes, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) with_bcc = NULL;

  for (guint i = 0; i < item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (item->recipients, i);

      if (recipient->kind == CTG_PARTY_BCC)
        g_string_append_printf (text, "%s<%s>", text->len == 0 ? "Bcc: " : ",\r\n ", recipient->address);
    }
  if (text->len > 0)
    g_string_append (text, "\r\n");
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  with_bcc = g_bytes_new (text->str, text->len);
  return ctg_mail_parse (with_bcc, CTG_MAIL_CONTENT, error);
}

/**
 * ctg_sent_message_log:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @item: what was sent
 * @mail: (nullable): the same read back, %NULL when that could not be done
 * @bytes: as it left
 * @key: (out): the message, 0 when it is not to be logged
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Logs it on every contact among its people. The copy in Sent, when a pull brings it, is the same message.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_sent_message_log (CtgDb *db, GHashTable *own, const CtgOutboxItem *item, const CtgMail *mail, GBytes *bytes,
                      gint64 *key, GError **error)
{
  CtgIngestOrigin origin = { .account_id = item->account_id, .size_bytes = item->size_bytes, .logs_all = TRUE };
  CtgIngestResult result;
  guint n_entries = 0;

  *key = 0;
  if (!item->logs || mail == NULL)
    return TRUE;
  if (!ctg_ingest_head (db, own, mail, &origin, &result, error) ||
      !ctg_ingest_body (db, result.key, mail, bytes, CTG_BODY_LOGGED, error) ||
      !ctg_ingest_log (db, own, result.key, 0, "sent", NULL, &n_entries, error))
    return FALSE;
  *key = result.key;
  return TRUE;
}

/**
 * ctg_sent_message_dup_hash:
 * @db: any connection
 * @account_id: (nullable): whose
 * @folder_id: where a message of one's own was met, 0: it is the letter itself
 * @message_id: without <>
 *
 * A server that keeps the copy by itself may write its header anew (Exchange does): letter and copy have the same id,
 * but another content. Whichever is here first, the other one is the same message. Of other folders that is not
 * believed: whoever got a letter knows its id.
 *
 * Returns: (transfer full) (nullable): the content hash of what is here
 */
char *
ctg_sent_message_dup_hash (CtgDb *db, const char *account_id, gint64 folder_id, const char *message_id)
{
  if (account_id == NULL || ctg_outbox_find (db, message_id) == 0 ||
      (folder_id != 0 && !ctg_folders_is_sent (db, folder_id)))
    return NULL;
  return ctg_messages_dup_hash_of_sent (db, account_id, message_id);
}

/* Met in a folder of the mailbox: the server has it, and if the folder is Sent, that is its copy (B03). */
static gboolean
note_copy (CtgDb *db, const CtgOutboxItem *item, gint64 folder_id, GError **error)
{
  gboolean is_sent_folder = ctg_folders_is_sent (db, folder_id);

  if (item->state == CTG_OUTBOX_UNKNOWN)
    return ctg_outbox_accept (db, item->id, CTG_OUTBOX_UNKNOWN, NULL, NULL,
                              is_sent_folder ? CTG_COPY_SERVER : CTG_COPY_PENDING, 0, error);
  if (!is_sent_folder || item->copy == CTG_COPY_SAVED || item->copy == CTG_COPY_SERVER)
    return TRUE;
  return ctg_outbox_set_copy (db, item->id, CTG_COPY_SERVER, NULL, error);
}

/* What was found to be sent only now was not logged when it left. */
static gboolean
meet_copy (CtgDb *db, GHashTable *own, gint64 id, const CtgSentMeeting *meeting, GError **error)
{
  g_autoptr (CtgOutboxItem) item = ctg_outbox_get (db, id, error);
  guint n_entries = 0;

  if (item == NULL)
    return FALSE;
  if (item->state != CTG_OUTBOX_UNKNOWN && item->state != CTG_OUTBOX_ACCEPTED)
    return TRUE;
  if (!note_copy (db, item, meeting->folder_id, error))
    return FALSE;
  return !item->logs || item->message_key != 0 ||
         (ctg_ingest_log (db, own, meeting->key, 0, "sent", NULL, &n_entries, error) &&
          ctg_outbox_set_message (db, id, meeting->key, error));
}

/* A person's answer; what a machine says by itself is none (Q1). */
static gboolean
meet_answer (CtgDb *db, const char *const *ancestors, GError **error)
{
  guint n = g_strv_length ((char **) ancestors);

  for (guint i = n; i > 0 && n - i < NEWEST_ANCESTORS; i--)
    {
      gint64 id = ctg_outbox_find (db, ancestors[i - 1]);

      if (id != 0 && !ctg_outbox_set_fate (db, id, CTG_FATE_ANSWERED, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_sent_message_meet:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @meeting: what a pull brought
 * @error: %CTG_ERROR_STORAGE
 *
 * Pairs what comes with what was sent: a copy, or an answer.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_sent_message_meet (CtgDb *db, GHashTable *own, const CtgSentMeeting *meeting, GError **error)
{
  gint64 id;

  if (meeting->folder_id == 0)
    return TRUE;
  if (!meeting->is_outgoing)
    return meeting->mail->automatic != CTG_AUTOMATIC_HUMAN || meet_answer (db, meeting->ancestors, error);
  id = ctg_outbox_find (db, meeting->mail->message_id);
  return id == 0 || meet_copy (db, own, id, meeting, error);
}

static const char *
find_recipient (const CtgOutboxItem *item, const char *address)
{
  g_autofree char *key = ctg_address_key (address);

  for (guint i = 0; i < item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (item->recipients, i);
      g_autofree char *other = ctg_address_key (recipient->address);

      if (g_str_equal (key, other))
        return recipient->address;
    }
  return NULL;
}

/* A delay is no end, and who was never written to cannot send anything back. */
static gboolean
is_about (const CtgMail *report, const CtgOutboxItem *item)
{
  return !report->bounce_is_delay && item->state == CTG_OUTBOX_ACCEPTED &&
         (report->bounce_recipient == NULL || find_recipient (item, report->bounce_recipient) != NULL);
}

/**
 * ctg_sent_message_bounce:
 * @db: inside a write job
 * @report: a message that was read whole
 * @error: %CTG_ERROR_STORAGE
 *
 * Pairs a report that a letter could not be delivered with the letter.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_sent_message_bounce (CtgDb *db, const CtgMail *report, GError **error)
{
  gint64 id = report->automatic == CTG_AUTOMATIC_BOUNCE && report->bounce_message_id != NULL
                ? ctg_outbox_find (db, report->bounce_message_id) : 0;
  g_autoptr (CtgOutboxItem) item = id != 0 ? ctg_outbox_get (db, id, error) : NULL;

  if (id == 0)
    return TRUE;
  if (item == NULL)
    return FALSE;
  return !is_about (report, item) || ctg_outbox_set_fate (db, id, CTG_FATE_BOUNCED, error);
}

/* Of a letter to one person it can only be about them. Who was never written to has nothing to say. */
static const char *
choose_recipient (const CtgOutboxItem *item, const CtgMail *mail)
{
  if (mail->news == CTG_NEWS_CERTIFIED || mail->news == CTG_NEWS_NOT_CERTIFIED)
    return "";
  if (mail->news_recipient != NULL)
    return find_recipient (item, mail->news_recipient);
  return item->recipients->len == 1 ? ((CtgOutboxRecipient *) g_ptr_array_index (item->recipients, 0))->address : "";
}

/**
 * ctg_sent_message_receipt:
 * @db: inside a write job
 * @mail: a message that was read whole
 * @error: %CTG_ERROR_STORAGE
 *
 * Pairs a receipt with the letter it is about (RFC 8098, certified mail).
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_sent_message_receipt (CtgDb *db, const CtgMail *mail, GError **error)
{
  gint64 id = mail->news != CTG_NEWS_NONE && mail->news_message_id != NULL
                ? ctg_outbox_find (db, mail->news_message_id) : 0;
  g_autoptr (CtgOutboxItem) item = id != 0 ? ctg_outbox_get (db, id, error) : NULL;
  CtgLetterReceipt receipt = { .news = (char *) ctg_news_to_string (mail->news) };

  if (id == 0)
    return TRUE;
  if (item == NULL)
    return FALSE;
  receipt.recipient = (char *) choose_recipient (item, mail);
  receipt.at_utc_s = mail->date_utc_s != 0 ? mail->date_utc_s : ctg_clock_now_utc_s ();
  return receipt.recipient == NULL || item->state != CTG_OUTBOX_ACCEPTED ||
         ctg_receipts_add (db, id, &receipt, error);
}
