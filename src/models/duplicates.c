/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "duplicates.h"

#include "contacts.h"
#include "duplicate-rule.h"
#include "store.h"

static void
duplicate_person_free (gpointer data)
{
  CtgDuplicatePerson *self = data;

  ctg_page_person_free (self->person);
  g_free (self);
}

/**
 * ctg_duplicates_read_contacts:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgContact): all contacts
 */
GPtrArray *
ctg_duplicates_read_contacts (CtgDb *db, GError **error)
{
  g_autoptr (GArray) ids = ctg_contacts_list_ids (db, NULL, FALSE, error);

  return ids != NULL ? ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, ids->len, error) : NULL;
}

/**
 * ctg_duplicates_find_pairs:
 * @contacts: (element-type CtgContact): all contacts
 *
 * Returns: (transfer full) (element-type CtgDuplicate): which two of them look like one, by crm's rule
 */
GArray *
ctg_duplicates_find_pairs (GPtrArray *contacts)
{
  g_autofree CtgDuplicateFacts *facts = g_new0 (CtgDuplicateFacts, contacts->len + 1);

  for (guint i = 0; i < contacts->len; i++)
    {
      const CtgContact *contact = g_ptr_array_index (contacts, i);

      facts[i] = (CtgDuplicateFacts) { contact->id, contact->name, contact->phone,
                                       (const char *const *) contact->addresses };
    }
  return ctg_duplicate_rule_find (facts, contacts->len);
}

typedef struct
{
  gint64 contact_id;
  GPtrArray *found;    /* (owned) (element-type CtgDuplicatePerson) */
} Search;

static void
search_free (Search *search)
{
  g_ptr_array_unref (search->found);
  g_free (search);
}

static gboolean
add_found (CtgDb *db, Search *search, const CtgDuplicate *pair, GError **error)
{
  gint64 other = pair->first == search->contact_id ? pair->second : pair->first;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) people = NULL;
  CtgDuplicatePerson *found;

  g_array_append_val (ids, other);
  people = ctg_page_people_read (db, ids, 1, error);
  if (people == NULL || people->len == 0)
    return people != NULL;
  found = g_new0 (CtgDuplicatePerson, 1);
  found->reason = ctg_duplicate_reason_to_string (pair->reason);
  g_ptr_array_set_free_func (people, NULL);
  found->person = g_ptr_array_index (people, 0);
  g_ptr_array_add (search->found, found);
  return TRUE;
}

static gboolean
search_job (CtgDb *db, gpointer data, GError **error)
{
  Search *search = data;
  g_autoptr (GPtrArray) contacts = ctg_duplicates_read_contacts (db, error);
  g_autoptr (GArray) pairs = contacts != NULL ? ctg_duplicates_find_pairs (contacts) : NULL;

  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const CtgDuplicate *pair = &g_array_index (pairs, CtgDuplicate, i);
      gboolean is_of_contact = pair->first == search->contact_id || pair->second == search->contact_id;

      if (is_of_contact && !add_found (db, search, pair, error))
        return FALSE;
    }
  return pairs != NULL;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_ptr_array_ref (search->found), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_duplicates_load_async:
 * @store: the database
 * @contact_id: a contact
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Looks for who may be the same person.
 */
void
ctg_duplicates_load_async (CtgStore *store, gint64 contact_id, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->contact_id = contact_id;
  search->found = g_ptr_array_new_with_free_func (duplicate_person_free);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  ctg_store_read_async (store, search_job, search, NULL, NULL, searched_cb, task);
}

/**
 * ctg_duplicates_load_finish:
 * @result: what the callback got
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgDuplicatePerson): who may be the same person
 */
GPtrArray *
ctg_duplicates_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
