/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record-page.h"

#include "companies.h"
#include "contacts.h"
#include "deals.h"
#include "message-facts.h"
#include "messages.h"
#include "store.h"

#define MOST_PEOPLE 200
#define MOST_LETTERS 100

/**
 * ctg_page_person_free:
 * @self: (transfer full) (nullable): somebody
 */
void
ctg_page_person_free (CtgPagePerson *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

static void
letter_free (CtgPageLetter *letter)
{
  g_free (letter->who);
  g_free (letter->subject);
  g_free (letter);
}

static void
deal_free (CtgPageDeal *deal)
{
  g_free (deal->name);
  g_free (deal->stage);
  g_free (deal->currency);
  g_free (deal);
}

/**
 * ctg_record_page_free:
 * @self: (transfer full) (nullable): a page
 */
void
ctg_record_page_free (CtgRecordPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->people);
  g_clear_pointer (&self->contact_ids, g_array_unref);
  g_ptr_array_unref (self->deals);
  g_ptr_array_unref (self->letters);
  g_free (self);
}

static CtgRecordPage *
page_new (CtgRecordKind kind, gint64 id)
{
  CtgRecordPage *self = g_new0 (CtgRecordPage, 1);

  self->kind = kind;
  self->id = id;
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_page_person_free);
  self->deals = g_ptr_array_new_with_free_func ((GDestroyNotify) deal_free);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) letter_free);
  return self;
}

static CtgPagePerson *
person_new (const CtgContact *contact)
{
  CtgPagePerson *person = g_new0 (CtgPagePerson, 1);

  person->contact_id = contact->id;
  person->name = g_strdup (contact->name);
  person->address = g_strdup (contact->addresses[0] != NULL ? contact->addresses[0] : "");
  person->last_utc_s = contact->last_utc_s;
  return person;
}

/**
 * ctg_page_people_read:
 * @db: a reader
 * @contact_ids: (element-type gint64): whom
 * @most: of whom at most that many
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgPagePerson): those who are here, in this order
 */
GPtrArray *
ctg_page_people_read (CtgDb *db, GArray *contact_ids, guint most, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_page_person_free);
  g_autoptr (GPtrArray) contacts = ctg_contacts_get_many (db, (const gint64 *) (gpointer) contact_ids->data,
                                                          MIN (contact_ids->len, most), error);

  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    g_ptr_array_add (people, person_new (g_ptr_array_index (contacts, i)));
  return contacts != NULL ? g_steal_pointer (&people) : NULL;
}

static gboolean
read_people (CtgDb *db, CtgRecordPage *self, GError **error)
{
  g_autoptr (GArray) ids = self->kind == CTG_RECORD_COMPANY ? ctg_companies_list_contacts (db, self->id, error)
                                                            : ctg_deals_list_contacts (db, self->id, error);
  GPtrArray *people = ids != NULL ? ctg_page_people_read (db, ids, MOST_PEOPLE, error) : NULL;

  if (people == NULL)
    return FALSE;
  self->n_people = ids->len;
  self->contact_ids = g_steal_pointer (&ids);
  g_ptr_array_unref (self->people);
  self->people = people;
  return TRUE;
}

/**
 * ctg_page_deals_read:
 * @db: a reader
 * @company_id: of which company; 0: of any
 * @contact_id: with which contact; 0: with anybody
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgPageDeal): those changed last first
 */
GPtrArray *
ctg_page_deals_read (CtgDb *db, gint64 company_id, gint64 contact_id, GError **error)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) deal_free);
  g_autoptr (GPtrArray) deals = contact_id != 0 ? ctg_deals_list_of_contact (db, contact_id, error)
                                                : ctg_deals_list (db, company_id, error);

  for (guint i = 0; deals != NULL && i < deals->len; i++)
    {
      const CtgDeal *deal = g_ptr_array_index (deals, i);
      CtgPageDeal *shown = g_new0 (CtgPageDeal, 1);

      shown->id = deal->id;
      shown->name = g_strdup (deal->name);
      shown->stage = g_strdup (deal->stage);
      shown->amount_cents = deal->amount_cents;
      shown->currency = g_strdup (deal->currency);
      g_ptr_array_add (pages, shown);
    }
  return deals != NULL ? g_steal_pointer (&pages) : NULL;
}

static gboolean
read_deals (CtgDb *db, CtgRecordPage *self, GError **error)
{
  GPtrArray *deals;

  if (self->kind != CTG_RECORD_COMPANY)
    return TRUE;
  deals = ctg_page_deals_read (db, self->id, 0, error);
  if (deals == NULL)
    return FALSE;
  g_ptr_array_unref (self->deals);
  self->deals = deals;
  return TRUE;
}

/* Of several the first: each of them has it. */
static gint64
find_contact (CtgDb *db, gint64 key)
{
  g_autoptr (GPtrArray) log = ctg_messages_get_log (db, key, NULL);

  return log != NULL && log->len > 0 ? ((const CtgLogEntry *) g_ptr_array_index (log, 0))->contact_id : 0;
}

static CtgPageLetter *
letter_new (CtgDb *db, const CtgMessage *message)
{
  CtgPageLetter *letter = g_new0 (CtgPageLetter, 1);

  letter->key = message->key;
  letter->thread = message->thread;
  letter->contact_id = find_contact (db, message->key);
  letter->is_outgoing = message->direction == CTG_DIRECTION_OUT;
  letter->who = g_strdup (letter->is_outgoing ? ""
                                              : ctg_facts_name_or_address (message->from_name, message->from_address));
  letter->subject = g_strdup (message->subject);
  letter->date_utc_s = message->date_utc_s;
  return letter;
}

static gboolean
read_letters (CtgDb *db, CtgRecordPage *self, GError **error)
{
  g_autoptr (GArray) keys = self->kind == CTG_RECORD_COMPANY ? ctg_companies_list_letters (db, self->id, error)
                                                             : ctg_deals_list_letters (db, self->id, error);
  g_autoptr (GPtrArray) messages = NULL;

  if (keys == NULL)
    return FALSE;
  self->n_letters = keys->len;
  messages = ctg_messages_get_many (db, (const gint64 *) (gpointer) keys->data, MIN (keys->len, MOST_LETTERS), error);
  for (guint i = 0; messages != NULL && i < messages->len; i++)
    g_ptr_array_add (self->letters, letter_new (db, g_ptr_array_index (messages, i)));
  return messages != NULL;
}

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  CtgRecordPage *page = data;

  return read_people (db, page, error) && read_deals (db, page, error) && read_letters (db, page, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_record_page_load_async:
 * @store: the database
 * @kind: whose page
 * @id: a company or a deal
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads who is at a company or in a deal, a company's deals and the newest letters.
 */
void
ctg_record_page_load_async (CtgStore *store, CtgRecordKind kind, gint64 id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  CtgRecordPage *page = page_new (kind, id);

  g_task_set_task_data (task, page, NULL);
  ctg_store_read_async (store, load_job, page, NULL, cancellable, loaded_cb, task);
}

/**
 * ctg_record_page_load_finish:
 * @result: what the callback got
 * @error: `NOT_FOUND`: it is no longer here
 *
 * Returns: (transfer full): the page
 */
CtgRecordPage *
ctg_record_page_load_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (CtgRecordPage) page = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&page) : NULL;
}

/* Somebody by an address ------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 contact_id;
  char *address;
  CtgPagePerson *person;
} Finding;

static void
finding_free (Finding *finding)
{
  g_free (finding->address);
  ctg_page_person_free (finding->person);
  g_free (finding);
}

static gboolean
find_job (CtgDb *db, gpointer data, GError **error)
{
  Finding *finding = data;
  g_autoptr (CtgContact) contact = finding->contact_id != 0
                                     ? ctg_contacts_get (db, finding->contact_id, error)
                                     : ctg_contacts_get_by_address (db, finding->address, error);

  if (contact != NULL)
    finding->person = person_new (contact);
  return contact != NULL;
}

/**
 * ctg_page_person_find_async:
 * @store: the database
 * @contact_id: a contact; 0: look for the address
 * @address: (nullable): an address
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Looks for a contact.
 */
void
ctg_page_person_find_async (CtgStore *store, gint64 contact_id, const char *address, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  Finding *finding = g_new0 (Finding, 1);

  finding->contact_id = contact_id;
  finding->address = g_strdup (address);
  g_task_set_task_data (task, finding, (GDestroyNotify) finding_free);
  ctg_store_read_async (store, find_job, finding, NULL, NULL, loaded_cb, task);
}

/**
 * ctg_page_person_find_finish:
 * @result: what the callback got
 * @error: `NOT_FOUND`: nobody has it
 *
 * Returns: (transfer full): the contact
 */
CtgPagePerson *
ctg_page_person_find_finish (GAsyncResult *result, GError **error)
{
  Finding *finding = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&finding->person) : NULL;
}
