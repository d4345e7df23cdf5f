/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters being written: begun from what they answer, kept as they are typed. Handing one in is engine-send.c's. */

#include "engine-drafts.h"

#include "companies.h"
#include "contacts.h"
#include "deals.h"
#include "drafts.h"
#include "engine-private.h"
#include "errors.h"
#include "mail.h"
#include "mailto.h"
#include "messages.h"
#include "own-addresses.h"
#include "quote-text.h"
#include "reply-rule.h"

#include <glib/gi18n.h>
#include <string.h>

/* Among the newest of a contact, to see as whom it was written with. */
#define LETTERS_LOOKED_AT 50

/* Of a company. More than these are not written to by accident. */
#define MOST_PEOPLE 20

/* --- Beginning --- */

typedef struct
{
  CtgEngine *engine;       /* (owned) */
  CtgLetterStart start;
  char *mailto;            /* (owned) (nullable) */
  GArray *each;            /* (owned) (nullable) */
  char *text;              /* (owned) (nullable) of what it answers */
  GHashTable *own;         /* (owned) (nullable) */
  CtgDraft *draft;         /* (owned) (nullable) */
} Beginning;

static void
beginning_free (Beginning *beginning)
{
  g_object_unref (beginning->engine);
  g_free (beginning->mailto);
  g_clear_pointer (&beginning->each, g_array_unref);
  g_free (beginning->text);
  g_clear_pointer (&beginning->own, g_hash_table_unref);
  ctg_draft_free (beginning->draft);
  g_free (beginning);
}

static char *
join_typed (GPtrArray *people)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      g_autofree char *typed = ctg_address_to_typed (g_ptr_array_index (people, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", typed);
    }
  return g_string_free (text, FALSE);
}

static GPtrArray *
collect (GPtrArray *parties, CtgPartyKind kind)
{
  GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);

  for (guint i = 0; i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);

      if (party->kind == kind)
        g_ptr_array_add (people, ctg_address_new (party->name, party->address));
    }
  return people;
}

static void
fill_people (Beginning *beginning, const CtgMessage *parent, GPtrArray *parties)
{
  g_autoptr (GPtrArray) from = collect (parties, CTG_PARTY_FROM);
  g_autoptr (GPtrArray) reply_to = collect (parties, CTG_PARTY_REPLY_TO);
  g_autoptr (GPtrArray) to = collect (parties, CTG_PARTY_TO);
  g_autoptr (GPtrArray) cc = collect (parties, CTG_PARTY_CC);
  g_autoptr (GPtrArray) chosen_to = NULL;
  g_autoptr (GPtrArray) chosen_cc = NULL;
  CtgReplyFacts facts = { parent->direction == CTG_DIRECTION_OUT, from, reply_to, to, cc, beginning->own };

  ctg_reply_rule_people (&facts, beginning->start.to_all, &chosen_to, &chosen_cc);
  g_free (beginning->draft->to);
  g_free (beginning->draft->cc);
  beginning->draft->to = join_typed (chosen_to);
  beginning->draft->cc = join_typed (chosen_cc);
}

static char *
format_date (gint64 utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (utc_s);

  /* Translators: the date of a letter that is answered, see the manual of strftime */
  return g_date_time_format (date, C_("date", "%-d %B %Y, %H:%M"));
}

static char *
write_quote (const Beginning *beginning, const CtgMessage *parent)
{
  g_autofree char *quote = ctg_quote_text (beginning->text);
  g_autofree char *date = format_date (parent->date_utc_s);
  g_autofree char *intro = NULL;

  if (*quote == '\0')
    return g_strdup ("");
  /* Translators: before the quote in an answer; %s are a date with its time, and a name */
  intro = g_strdup_printf (_("On %s, %s wrote:"), date,
                           *parent->from_name != '\0' ? parent->from_name : parent->from_address);
  return g_strdup_printf ("\n\n%s\n%s", intro, quote);
}

static char *
write_passed_on (const Beginning *beginning, const CtgMessage *parent, GPtrArray *parties)
{
  g_autofree char *date = format_date (parent->date_utc_s);
  g_autoptr (GPtrArray) from = collect (parties, CTG_PARTY_FROM);
  g_autoptr (GPtrArray) to = collect (parties, CTG_PARTY_TO);
  g_autofree char *sender = join_typed (from);
  g_autofree char *receivers = join_typed (to);

  /* Translators: the head of a letter that is passed on: sender, date, subject, receivers, and the letter's words */
  return g_strdup_printf (_("\n\n---------- Forwarded letter ----------\nFrom: %s\nDate: %s\nSubject: %s\nTo: %s\n\n"
                            "%s"),
                          sender, date, parent->subject, receivers, beginning->text);
}

static gboolean
add_files (CtgDb *db, Beginning *beginning, GError **error)
{
  g_autoptr (GPtrArray) attachments = ctg_attachments_by_message (db, beginning->start.parent_key, error);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (attachments, i);

      if (!attachment->is_inline)
        g_ptr_array_add (beginning->draft->files, ctg_draft_file_new (NULL, attachment->id, attachment->name,
                                                                      attachment->size_bytes));
    }
  return attachments != NULL;
}

static gboolean
begin_answer (CtgDb *db, Beginning *beginning, GError **error)
{
  gint64 key = beginning->start.parent_key;
  gboolean is_forward = beginning->start.kind == CTG_DRAFT_FORWARD;
  CtgDraft *draft = beginning->draft;
  g_autoptr (CtgMessage) parent = ctg_messages_get (db, key, error);
  g_autoptr (GPtrArray) parties = parent != NULL ? ctg_messages_get_parties (db, key, error) : NULL;
  g_autoptr (CtgIdentity) identity = NULL;

  if (parties == NULL)
    return FALSE;
  identity = ctg_engine_choose_identity (db, NULL, parent);
  ctg_draft_set (&draft->sender, identity != NULL ? identity->address : "");
  draft->parent_key = key;
  g_free (draft->subject);
  g_free (draft->text);
  draft->subject = ctg_reply_rule_subject (parent->subject, is_forward);
  draft->text = is_forward ? write_passed_on (beginning, parent, parties) : write_quote (beginning, parent);
  if (is_forward)
    return add_files (db, beginning, error);
  fill_people (beginning, parent, parties);
  return TRUE;
}

/* As whom this contact was written with last, by whichever program. */
static char *
find_last_sender (CtgDb *db, gint64 contact_id)
{
  g_autoptr (GArray) keys = ctg_messages_list_by_contact (db, contact_id, NULL);

  for (guint i = 0; keys != NULL && i < keys->len && i < LETTERS_LOOKED_AT; i++)
    {
      g_autoptr (CtgMessage) message = ctg_messages_get (db, g_array_index (keys, gint64, i), NULL);
      g_autoptr (CtgIdentity) identity = NULL;

      if (message == NULL || message->direction != CTG_DIRECTION_OUT)
        continue;
      identity = ctg_engine_choose_identity (db, message->from_address, NULL);
      if (identity != NULL)
        return g_strdup (identity->address);
    }
  return NULL;
}

/* Who has no address, or is there no more, is left out. */
static gboolean
fill_contacts (CtgDb *db, Beginning *beginning, const GArray *contacts, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);

  for (guint i = 0; i < contacts->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (CtgContact) contact = ctg_contacts_get (db, g_array_index (contacts, gint64, i), &problem);

      if (contact == NULL && !g_error_matches (problem, CTG_ERROR, CTG_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (contact != NULL && contact->addresses != NULL && contact->addresses[0] != NULL)
        g_ptr_array_add (people, ctg_address_new (contact->name, contact->addresses[0]));
    }
  g_free (beginning->draft->to);
  beginning->draft->to = join_typed (people);
  return TRUE;
}

/* B32: to the people of a deal or a company; the letter and its answers are put to it. */
static gboolean
begin_from_record (CtgDb *db, Beginning *beginning, GError **error)
{
  CtgDraft *draft = beginning->draft;
  g_autoptr (CtgDeal) deal = NULL;
  g_autoptr (GArray) contacts = NULL;

  draft->company_id = beginning->start.company_id;
  draft->deal_id = beginning->start.deal_id;
  if (draft->deal_id != 0)
    {
      deal = ctg_deals_get (db, draft->deal_id, error);
      contacts = deal != NULL ? ctg_deals_list_contacts (db, draft->deal_id, error) : NULL;
      if (contacts == NULL)
        return FALSE;
      draft->company_id = deal->company_id;
    }
  if (draft->company_id != 0 && (contacts == NULL || contacts->len == 0))
    {
      g_clear_pointer (&contacts, g_array_unref);
      contacts = ctg_companies_list_contacts (db, draft->company_id, error);
      if (contacts == NULL)
        return FALSE;
    }
  if (contacts->len > MOST_PEOPLE)
    g_array_set_size (contacts, 0);
  return fill_contacts (db, beginning, contacts, error);
}

static gboolean
begin_new (CtgDb *db, Beginning *beginning, GError **error)
{
  g_autoptr (CtgContact) contact = NULL;
  g_autoptr (CtgAddress) address = NULL;
  g_autofree char *sender = NULL;

  if (beginning->mailto != NULL)
    return ctg_mailto_read (beginning->mailto, beginning->draft, error);
  if (beginning->each != NULL)
    return fill_contacts (db, beginning, beginning->each, error);
  if (beginning->start.company_id != 0 || beginning->start.deal_id != 0)
    return begin_from_record (db, beginning, error);
  if (beginning->start.contact_id == 0)
    return TRUE;
  contact = ctg_contacts_get (db, beginning->start.contact_id, error);
  if (contact == NULL)
    return FALSE;
  if (contact->addresses == NULL || contact->addresses[0] == NULL)
    return TRUE;
  sender = find_last_sender (db, contact->id);
  ctg_draft_set (&beginning->draft->sender, sender);
  address = ctg_address_new (contact->name, contact->addresses[0]);
  g_free (beginning->draft->to);
  beginning->draft->to = ctg_address_to_typed (address);
  return TRUE;
}

static gboolean
begin_job (CtgDb *db, gpointer data, GError **error)
{
  Beginning *beginning = data;

  return beginning->start.kind == CTG_DRAFT_NEW ? begin_new (db, beginning, error)
                                                : begin_answer (db, beginning, error);
}

static gpointer
write_beginning (gpointer data, GCancellable *cancellable, GError **error)
{
  Beginning *beginning = data;

  beginning->own = ctg_own_addresses_read (beginning->engine->store, error);
  beginning->draft = ctg_draft_new ();
  beginning->draft->kind = beginning->start.kind;
  if (beginning->own == NULL || !ctg_store_read (beginning->engine->store, begin_job, beginning, cancellable, error))
    return NULL;
  return g_steal_pointer (&beginning->draft);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  CtgDraft *draft = ctg_worker_run_finish (result, &error);

  if (draft != NULL)
    g_task_return_pointer (task, draft, (GDestroyNotify) ctg_draft_free);
  else
    g_task_return_error (task, error);
}

static void
write_begin (GTask *task)
{
  Beginning *beginning = g_task_get_task_data (task);

  ctg_worker_run_async (beginning->engine->letters, write_beginning, beginning, NULL,
                        (GDestroyNotify) ctg_draft_free, g_task_get_cancellable (task), begun_cb, task);
}

static void
parent_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Beginning *beginning = g_task_get_task_data (task);
  GError *error = NULL;

  beginning->text = ctg_engine_load_text_finish (beginning->engine, result, &error);
  if (beginning->text == NULL)
    g_task_return_error (task, error);
  else
    write_begin (g_steal_pointer (&task));
}

/**
 * ctg_engine_begin_letter_async:
 * @self: the engine
 * @start: how it is begun; copied
 * @cancellable: (nullable): gives it up
 * @callback: called with the letter
 * @user_data: for @callback
 *
 * Begins a letter, see engine-drafts.h.
 */
void
ctg_engine_begin_letter_async (CtgEngine *self, const CtgLetterStart *start, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Beginning *beginning = g_new0 (Beginning, 1);

  beginning->engine = g_object_ref (self);
  beginning->start = *start;
  beginning->mailto = g_strdup (start->mailto);
  if (start->each != NULL)
    beginning->each = g_array_copy ((GArray *) start->each);
  g_task_set_task_data (task, beginning, (GDestroyNotify) beginning_free);
  if (start->kind == CTG_DRAFT_NEW)
    write_begin (task);
  else
    ctg_engine_load_text_async (self, start->parent_key, cancellable, parent_loaded_cb, task);
}

/**
 * ctg_engine_begin_letter_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-drafts.h
 *
 * Returns: (transfer full): the letter, not kept yet
 */
CtgDraft *
ctg_engine_begin_letter_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Keeping --- */

typedef struct
{
  CtgStore *store;         /* (owned) */
  CtgDraft *draft;         /* (owned) (nullable) */
  gint64 id;               /* of the draft, or of the outgoing message */
} Keeping;

static Keeping *
keeping_new (CtgEngine *self, const CtgDraft *draft, gint64 id)
{
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->store = g_object_ref (self->store);
  keeping->draft = draft != NULL ? ctg_draft_copy (draft) : NULL;
  keeping->id = id;
  return keeping;
}

static void
keeping_free (Keeping *keeping)
{
  g_object_unref (keeping->store);
  ctg_draft_free (keeping->draft);
  g_free (keeping);
}

static gboolean
write_load (CtgDb *db, gpointer data, GError **error)
{
  Keeping *keeping = data;

  keeping->draft = ctg_drafts_get (db, keeping->id, error);
  return keeping->draft != NULL;
}

static gpointer
load_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;

  return ctg_store_read (keeping->store, write_load, keeping, cancellable, error) ? g_steal_pointer (&keeping->draft)
                                                                                  : NULL;
}

static gboolean
write_keep (CtgDb *db, gpointer data, GError **error)
{
  return ctg_drafts_put (db, ((Keeping *) data)->draft, error);
}

static gpointer
keep_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;

  if (!ctg_store_write (keeping->store, write_keep, keeping, cancellable, error))
    return NULL;
  return g_memdup2 (&keeping->draft->id, sizeof keeping->draft->id);
}

static gboolean
write_take_back (CtgDb *db, gpointer data, GError **error)
{
  Keeping *keeping = data;

  return ctg_drafts_take_back (db, keeping->id, &keeping->id, error);
}

static gpointer
take_back_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;

  if (!ctg_store_write (keeping->store, write_take_back, keeping, cancellable, error))
    return NULL;
  return g_memdup2 (&keeping->id, sizeof keeping->id);
}

static gboolean
write_discard (CtgDb *db, gpointer data, GError **error)
{
  return ctg_drafts_delete (db, *(gint64 *) data, error);
}

static gint64
finish_number (GAsyncResult *result, GError **error)
{
  g_autofree gint64 *number = ctg_worker_run_finish (result, error);

  return number != NULL ? *number : 0;
}

/**
 * ctg_engine_load_draft_async:
 * @self: the engine
 * @id: a draft
 * @callback: called with the letter
 * @user_data: for @callback
 *
 * Reads a letter as it was kept last.
 */
void
ctg_engine_load_draft_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->letters, load_job, keeping_new (self, NULL, id), (GDestroyNotify) keeping_free,
                        (GDestroyNotify) ctg_draft_free, NULL, callback, user_data);
}

/**
 * ctg_engine_load_draft_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-drafts.h
 *
 * Returns: (transfer full): the letter
 */
CtgDraft *
ctg_engine_load_draft_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

/**
 * ctg_engine_keep_draft_async:
 * @self: the engine
 * @draft: a letter as it is now; copied
 * @callback: called when it is on the disk
 * @user_data: for @callback
 *
 * Keeps a letter that is being written. What is asked for later is kept later.
 */
void
ctg_engine_keep_draft_async (CtgEngine *self, const CtgDraft *draft, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->letters, keep_job, keeping_new (self, draft, 0), (GDestroyNotify) keeping_free,
                        g_free, NULL, callback, user_data);
}

/**
 * ctg_engine_keep_draft_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-drafts.h
 *
 * Returns: the draft's number, 0: it could not be kept
 */
gint64
ctg_engine_keep_draft_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return finish_number (result, error);
}

/**
 * ctg_engine_discard_draft_async:
 * @self: the engine
 * @id: a draft
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Throws a letter away that was not handed in.
 */
void
ctg_engine_discard_draft_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_discard, g_memdup2 (&id, sizeof id), g_free, callback, user_data);
}

/**
 * ctg_engine_discard_draft_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-drafts.h
 *
 * Returns: whether it is gone
 */
gboolean
ctg_engine_discard_draft_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_take_back_async:
 * @self: the engine
 * @outbox_id: an outgoing message
 * @callback: called when it was taken back, or it was too late
 * @user_data: for @callback
 *
 * Makes a letter in the outbox a draft again: nothing of it will leave any more.
 */
void
ctg_engine_take_back_async (CtgEngine *self, gint64 outbox_id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->letters, take_back_job, keeping_new (self, NULL, outbox_id),
                        (GDestroyNotify) keeping_free, g_free, NULL, callback, user_data);
}

/**
 * ctg_engine_take_back_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT "outbox-state": it is being sent, or was; %CTG_ERROR_NOT_FOUND "no-draft"
 *
 * Returns: the draft's number, 0: it was not taken back
 */
gint64
ctg_engine_take_back_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return finish_number (result, error);
}

/* --- What can be said of a letter --- */

/**
 * ctg_engine_read_people:
 * @typed: people as typed
 * @error: %CTG_ERROR_INVALID_INPUT "address", with the first that is no address in its message
 *
 * Returns: (transfer full) (nullable): their addresses
 */
GStrv
ctg_engine_read_people (const char *typed, GError **error)
{
  g_auto (GStrv) words = ctg_address_split (typed);
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *address = ctg_address_normalise (words[i], error);

      if (address == NULL)
        return NULL;
      g_strv_builder_add (addresses, address);
    }
  return g_strv_builder_end (addresses);
}

static GStrv
read_everybody (const CtgDraft *draft)
{
  g_autofree char *all = g_strjoin (",", draft->to, draft->cc, draft->bcc, NULL);
  GStrv addresses = ctg_engine_read_people (all, NULL);

  return addresses != NULL ? addresses : g_new0 (char *, 1);
}

static gboolean
has_quote (const char *text)
{
  return *text == '>' || strstr (text, "\n>") != NULL;
}

/**
 * ctg_engine_is_new_mail:
 * @begun: an answer as it was begun
 * @now: the same as it is now
 *
 * Returns: whether it has nothing left of what it answers, so that it should rather be a letter of its own (B47)
 */
gboolean
ctg_engine_is_new_mail (const CtgDraft *begun, const CtgDraft *now)
{
  g_auto (GStrv) before = read_everybody (begun);
  g_auto (GStrv) after = read_everybody (now);
  gboolean has_rest;

  if (now->kind == CTG_DRAFT_NEW)
    return FALSE;
  has_rest = now->kind == CTG_DRAFT_REPLY ? has_quote (now->text) : strstr (now->text, "----------") != NULL;
  return ctg_reply_rule_is_new_mail (before, after, has_rest);
}

/**
 * ctg_engine_misses_file:
 * @draft: a letter
 *
 * Returns: whether it speaks of a file and has none
 */
gboolean
ctg_engine_misses_file (const CtgDraft *draft)
{
  return draft->files->len == 0 && ctg_reply_rule_misses_file (draft->text);
}
