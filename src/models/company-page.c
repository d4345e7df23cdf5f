/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-page.h"

#include "companies.h"
#include "contacts.h"
#include "deal-stage.h"
#include "deals.h"
#include "message-facts.h"
#include "messages.h"
#include "store.h"

#define MOST_PEOPLE 200
#define MOST_LETTERS 100

static void
person_free (CtgCompanyPerson *person)
{
  g_free (person->name);
  g_free (person->address);
  g_free (person);
}

static void
letter_free (CtgCompanyLetter *letter)
{
  g_free (letter->who);
  g_free (letter->subject);
  g_free (letter);
}

static void
deal_free (CtgCompanyDeal *deal)
{
  g_free (deal->name);
  g_free (deal->stage);
  g_free (deal->amount);
  g_free (deal);
}

/**
 * ctg_company_page_free:
 * @self: (transfer full) (nullable): a page
 */
void
ctg_company_page_free (CtgCompanyPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->people);
  g_ptr_array_unref (self->deals);
  g_ptr_array_unref (self->letters);
  g_free (self);
}

static CtgCompanyPage *
page_new (gint64 id)
{
  CtgCompanyPage *self = g_new0 (CtgCompanyPage, 1);

  self->id = id;
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) person_free);
  self->deals = g_ptr_array_new_with_free_func ((GDestroyNotify) deal_free);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) letter_free);
  return self;
}

static gboolean
read_people (CtgDb *db, CtgCompanyPage *self, GError **error)
{
  g_autoptr (GArray) ids = ctg_companies_list_contacts (db, self->id, error);
  g_autoptr (GPtrArray) contacts = NULL;

  if (ids == NULL)
    return FALSE;
  self->n_people = ids->len;
  contacts = ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, MIN (ids->len, MOST_PEOPLE), error);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    {
      const CtgContact *contact = g_ptr_array_index (contacts, i);
      CtgCompanyPerson *person = g_new0 (CtgCompanyPerson, 1);

      person->contact_id = contact->id;
      person->name = g_strdup (contact->name);
      person->address = g_strdup (contact->addresses[0] != NULL ? contact->addresses[0] : "");
      person->last_utc_s = contact->last_utc_s;
      g_ptr_array_add (self->people, person);
    }
  return contacts != NULL;
}

static char *
dup_amount (const CtgDeal *deal)
{
  g_autofree char *number = ctg_deal_amount_dup (deal->amount_cents);

  return deal->amount_cents != 0 ? g_strdup_printf ("%s %s", number, deal->currency) : g_strdup ("");
}

static gboolean
read_deals (CtgDb *db, CtgCompanyPage *self, GError **error)
{
  g_autoptr (GPtrArray) deals = ctg_deals_list (db, self->id, error);

  for (guint i = 0; deals != NULL && i < deals->len; i++)
    {
      const CtgDeal *deal = g_ptr_array_index (deals, i);
      CtgCompanyDeal *shown = g_new0 (CtgCompanyDeal, 1);

      shown->name = g_strdup (deal->name);
      shown->stage = g_strdup (deal->stage);
      shown->amount = dup_amount (deal);
      g_ptr_array_add (self->deals, shown);
    }
  return deals != NULL;
}

/* Of several the first: each of them has it. */
static gint64
find_contact (CtgDb *db, gint64 key)
{
  g_autoptr (GPtrArray) log = ctg_messages_get_log (db, key, NULL);

  return log != NULL && log->len > 0 ? ((const CtgLogEntry *) g_ptr_array_index (log, 0))->contact_id : 0;
}

static CtgCompanyLetter *
letter_new (CtgDb *db, const CtgMessage *message)
{
  CtgCompanyLetter *letter = g_new0 (CtgCompanyLetter, 1);

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
read_letters (CtgDb *db, CtgCompanyPage *self, GError **error)
{
  g_autoptr (GArray) keys = ctg_companies_list_letters (db, self->id, error);
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
  CtgCompanyPage *page = data;

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
 * ctg_company_page_load_async:
 * @store: the database
 * @id: a company
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads who is at a company, its deals and its newest letters.
 */
void
ctg_company_page_load_async (CtgStore *store, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  CtgCompanyPage *page = page_new (id);

  g_task_set_task_data (task, page, NULL);
  ctg_store_read_async (store, load_job, page, NULL, cancellable, loaded_cb, task);
}

/**
 * ctg_company_page_load_finish:
 * @result: what the callback got
 * @error: `NOT_FOUND`: it is no longer here
 *
 * Returns: (transfer full): the page
 */
CtgCompanyPage *
ctg_company_page_load_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (CtgCompanyPage) page = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&page) : NULL;
}
