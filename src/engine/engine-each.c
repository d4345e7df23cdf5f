/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One letter, several people, a message each. All of them stand in the outbox or none does; those that are too many for
 * a minute or a day are due later, as sequences pace theirs. */

#include "engine-each.h"

#include "clock.h"
#include "contacts.h"
#include "drafts.h"
#include "enrolments.h"
#include "errors.h"
#include "mail.h"
#include "own-addresses.h"
#include "sending-limits.h"
#include "template-records.h"
#include "template-rule.h"
#include "typed-letter.h"

#define DAY_S (24 * 60 * 60)
#define AHEAD_S (60 * 60)
#define MAX_ALL_BYTES ((gsize) 500 * 1024 * 1024)

typedef struct
{
  CtgTypedLetter *letter;      /* (owned) the pattern */
  CtgEachMode mode;
  gint64 draft_id;             /* 0: none */
  GPtrArray *each;             /* (owned) (element-type CtgEachLetter) */
  GPtrArray *outgoing;         /* (owned) (element-type CtgOutgoing) of those who get one, in the same order */
} Mailing;

/**
 * ctg_each_letter_free:
 * @self: (transfer full) (nullable): one
 */
void
ctg_each_letter_free (CtgEachLetter *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->address);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->reason);
  g_free (self->open_token);
  g_free (self);
}

static Mailing *
mailing_new (CtgTypedLetter *letter, CtgEachMode mode)
{
  Mailing *mailing = g_new0 (Mailing, 1);

  mailing->letter = letter;
  mailing->mode = mode;
  mailing->draft_id = letter->outgoing->draft_id;
  mailing->each = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_each_letter_free);
  mailing->outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_outgoing_free);
  return mailing;
}

static void
mailing_free (Mailing *mailing)
{
  ctg_typed_letter_free (mailing->letter);
  g_ptr_array_unref (mailing->each);
  g_ptr_array_unref (mailing->outgoing);
  g_free (mailing);
}

/* Filling in. */

static CtgOutgoing *
outgoing_for (const CtgOutgoing *pattern, const CtgEachLetter *each, const CtgTemplateFacts *facts)
{
  CtgOutgoing *outgoing = ctg_outgoing_new (pattern->engine);
  CtgTemplateFacts escaped = *facts;

  escaped.is_html = TRUE;
  outgoing->sender = g_strdup (pattern->identity->address);
  outgoing->subject = g_strdup (each->subject);
  outgoing->text = g_strdup (each->text);
  outgoing->html = pattern->html != NULL ? ctg_template_rule_fill (pattern->html, &escaped) : NULL;
  outgoing->due_utc_s = pattern->due_utc_s;
  outgoing->asks_receipt = pattern->asks_receipt;
  outgoing->logs = pattern->logs;
  outgoing->creates_contacts = pattern->creates_contacts;
  outgoing->company_id = pattern->company_id;
  outgoing->deal_id = pattern->deal_id;
  g_ptr_array_add (outgoing->addresses[0], ctg_address_new (each->name, each->address));
  return outgoing;
}

static void
leave_out (CtgEachLetter *each, const char *reason, char *open_token)
{
  each->reason = g_strdup (reason);
  each->open_token = open_token;
}

static char *
find_open (const CtgOutgoing *outgoing)
{
  const char *const words[] = { outgoing->subject, outgoing->text, outgoing->html };
  char *open = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words) && open == NULL; i++)
    open = words[i] != NULL ? ctg_template_rule_find_open (words[i]) : NULL;
  return open;
}

static void
fill_for (CtgDb *db, Mailing *mailing, const CtgAddress *person, const CtgTemplateRecords *records)
{
  const CtgOutgoing *pattern = mailing->letter->outgoing;
  g_autoptr (CtgContact) contact = ctg_contacts_get_by_address (db, person->address, NULL);
  CtgTemplateFacts facts = ctg_engine_facts_of (contact, pattern->identity);
  CtgEachLetter *each = g_new0 (CtgEachLetter, 1);
  CtgOutgoing *outgoing;
  char *open;

  ctg_template_records_tell (records, &facts);
  facts.contact_address = person->address;
  if (contact == NULL && person->name != NULL)
    facts.contact_name = person->name;
  each->name = g_strdup (contact != NULL ? contact->name : person->name != NULL ? person->name : "");
  each->address = g_strdup (person->address);
  each->subject = ctg_template_rule_fill (pattern->subject, &facts);
  each->text = ctg_template_rule_fill (pattern->text, &facts);
  g_ptr_array_add (mailing->each, each);
  outgoing = outgoing_for (pattern, each, &facts);
  open = find_open (outgoing);
  if (open != NULL)
    leave_out (each, "open-token", open);
  else if (ctg_refusals_has (db, person->address))
    leave_out (each, "no-more", NULL);
  g_ptr_array_add (mailing->outgoing, each->reason == NULL ? outgoing : NULL);
  if (each->reason != NULL)
    ctg_outgoing_free (outgoing);
}

/* When each of them leaves. What waits already, or has just left, is before them. */
static void
pace (CtgDb *db, Mailing *mailing, const CtgIdentity *sender)
{
  CtgSendingLimits limits = ctg_sending_limits_find (sender->address);
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  gint64 first_utc_s = MAX (mailing->letter->outgoing->due_utc_s, now_utc_s);
  guint n_before = ctg_outbox_count_between (db, sender->account_id, first_utc_s - 60, first_utc_s + AHEAD_S);
  guint n_day = ctg_outbox_count_since (db, sender->account_id, now_utc_s - DAY_S);

  n_day -= MIN (n_day, n_before);
  for (guint i = 0; i < mailing->each->len; i++)
    {
      CtgEachLetter *each = g_ptr_array_index (mailing->each, i);
      CtgOutgoing *outgoing = g_ptr_array_index (mailing->outgoing, i);

      if (outgoing == NULL)
        continue;
      each->due_utc_s = first_utc_s + ctg_sending_limits_pace (limits, n_before++, n_day);
      outgoing->due_utc_s = each->due_utc_s;
    }
}

static gboolean
read_each (CtgDb *db, gpointer data, GError **error)
{
  Mailing *mailing = data;
  CtgOutgoing *pattern = mailing->letter->outgoing;
  GPtrArray *people = pattern->addresses[0];
  g_auto (CtgTemplateRecords) records = { 0 };

  if (!ctg_outgoing_read_facts (db, pattern, error))
    return FALSE;
  ctg_template_records_read (db, pattern->company_id, pattern->deal_id, &records);
  for (guint i = 0; i < people->len; i++)
    fill_for (db, mailing, g_ptr_array_index (people, i), &records);
  pace (db, mailing, pattern->identity);
  for (guint i = 0; i < mailing->outgoing->len; i++)
    if (mailing->outgoing->pdata[i] != NULL && !ctg_outgoing_read_facts (db, mailing->outgoing->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* Handing in. */

static gboolean
write_all (Mailing *mailing, GCancellable *cancellable, GError **error)
{
  CtgOutgoing *pattern = mailing->letter->outgoing;
  gsize total = 0;

  if (!ctg_outgoing_read_files (pattern, cancellable, error))
    return FALSE;
  for (guint i = 0; i < mailing->outgoing->len; i++)
    {
      CtgOutgoing *outgoing = g_ptr_array_index (mailing->outgoing, i);

      if (outgoing == NULL)
        continue;
      g_ptr_array_unref (outgoing->attachments);
      outgoing->attachments = g_ptr_array_ref (pattern->attachments);
      if (!ctg_outgoing_write (outgoing, error))
        return FALSE;
      total += g_bytes_get_size (outgoing->bytes);
      if (total > MAX_ALL_BYTES)
        return ctg_error_set (error, CTG_ERROR_TOO_LARGE, "attachments", "So many large letters are too much"), FALSE;
    }
  return TRUE;
}

static gboolean
insert_all (CtgDb *db, gpointer data, GError **error)
{
  Mailing *mailing = data;
  guint n = 0;

  for (guint i = 0; i < mailing->outgoing->len; i++)
    {
      CtgOutgoing *outgoing = g_ptr_array_index (mailing->outgoing, i);

      if (outgoing == NULL)
        continue;
      outgoing->own = g_hash_table_ref (mailing->letter->outgoing->own);
      if (!ctg_outgoing_insert (db, outgoing, error))
        return FALSE;
      ((CtgEachLetter *) g_ptr_array_index (mailing->each, i))->outbox_id = outgoing->item->id;
      n++;
    }
  return n == 0 || mailing->draft_id == 0 || ctg_drafts_delete (db, mailing->draft_id, error);
}

static gboolean
check_people (const CtgOutgoing *pattern, GError **error)
{
  if (pattern->addresses[0]->len == 0)
    return ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-recipient", "Nobody is there to send it to"), FALSE;
  if (pattern->addresses[1]->len == 0 && pattern->addresses[2]->len == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "each-copies", "A separate message for each has no copies");
  return FALSE;
}

static gpointer
each_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Mailing *mailing = data;
  CtgOutgoing *pattern = mailing->letter->outgoing;
  CtgStore *store = pattern->engine->store;

  if (!ctg_typed_letter_read_people (mailing->letter, error) || !check_people (pattern, error) ||
      !ctg_store_read (store, read_each, mailing, cancellable, error))
    return NULL;
  if (mailing->mode == CTG_EACH_SEND)
    {
      pattern->own = ctg_own_addresses_read (store, error);
      if (pattern->own == NULL || !write_all (mailing, cancellable, error) ||
          !ctg_store_write (store, insert_all, mailing, cancellable, error))
        return NULL;
    }
  return g_ptr_array_ref (mailing->each);
}

static void
run (CtgEngine *self, CtgTypedLetter *letter, CtgEachMode mode, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->letters, each_job, mailing_new (letter, mode), (GDestroyNotify) mailing_free,
                        (GDestroyNotify) g_ptr_array_unref, NULL, callback, user_data);
}

/**
 * ctg_engine_send_each_async:
 * @self: the engine
 * @fields: the letter; copied
 * @mode: whether they are handed in
 * @callback: called with what each gets
 * @user_data: for @callback
 *
 * Puts a letter for each into the outbox, see engine-each.h.
 */
void
ctg_engine_send_each_async (CtgEngine *self, const CtgOutgoingFields *fields, CtgEachMode mode,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  run (self, ctg_typed_letter_from_fields (self, fields), mode, callback, user_data);
}

/**
 * ctg_engine_send_each_draft_async:
 * @self: the engine
 * @draft: a letter that was written here; copied
 * @due_utc_s: not before, 0: now
 * @mode: whether they are handed in
 * @callback: called with what each gets; answered by ctg_engine_send_each_finish()
 * @user_data: for @callback
 */
void
ctg_engine_send_each_draft_async (CtgEngine *self, const CtgDraft *draft, gint64 due_utc_s, CtgEachMode mode,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  run (self, ctg_typed_letter_from_draft (self, draft, due_utc_s), mode, callback, user_data);
}

/**
 * ctg_engine_send_each_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-each.h
 *
 * Returns: (transfer full) (element-type CtgEachLetter) (nullable): what each gets
 */
GPtrArray *
ctg_engine_send_each_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

typedef struct
{
  CtgStore *store;             /* (owned) */
  GArray *ids;                 /* (owned) (element-type gint64) */
  int n_late;
} Cancelling;

static void
cancelling_free (Cancelling *cancelling)
{
  g_object_unref (cancelling->store);
  g_array_unref (cancelling->ids);
  g_free (cancelling);
}

static gboolean
write_cancel (CtgDb *db, gpointer data, GError **error)
{
  Cancelling *cancelling = data;

  cancelling->n_late = 0;
  for (guint i = 0; i < cancelling->ids->len; i++)
    {
      GError *failure = NULL;

      if (ctg_outbox_cancel (db, g_array_index (cancelling->ids, gint64, i), &failure))
        continue;
      if (!g_error_matches (failure, CTG_ERROR, CTG_ERROR_CONFLICT))
        return g_propagate_error (error, failure), FALSE;
      g_error_free (failure);
      cancelling->n_late++;
    }
  return TRUE;
}

static gpointer
cancel_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Cancelling *cancelling = data;

  if (!ctg_store_write (cancelling->store, write_cancel, cancelling, cancellable, error))
    return NULL;
  return g_memdup2 (&cancelling->n_late, sizeof cancelling->n_late);
}

/**
 * ctg_engine_cancel_each_async:
 * @self: the engine
 * @ids: (array length=n_ids): letters in the outbox
 * @n_ids: how many
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes back what has not begun to leave.
 */
void
ctg_engine_cancel_each_async (CtgEngine *self, const gint64 *ids, guint n_ids, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Cancelling *cancelling = g_new0 (Cancelling, 1);

  cancelling->store = g_object_ref (self->store);
  cancelling->ids = g_array_sized_new (FALSE, FALSE, sizeof *ids, n_ids);
  g_array_append_vals (cancelling->ids, ids, n_ids);
  ctg_worker_run_async (self->letters, cancel_job, cancelling, (GDestroyNotify) cancelling_free, g_free, NULL,
                        callback, user_data);
}

/**
 * ctg_engine_cancel_each_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: how many had begun to leave, -1: it failed
 */
int
ctg_engine_cancel_each_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree int *n_late = ctg_worker_run_finish (result, error);

  return n_late != NULL ? *n_late : -1;
}
