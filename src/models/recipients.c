/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recipients.h"

#include "contacts.h"
#include "store.h"
#include "text.h"

typedef struct
{
  char *beginning;   /* (owned) */
  guint limit;
  GPtrArray *found;  /* (owned) (element-type utf8) */
} Search;

static void
search_free (Search *search)
{
  g_free (search->beginning);
  g_ptr_array_unref (search->found);
  g_free (search);
}

static gboolean
search_job (CtgDb *db, gpointer data, GError **error)
{
  Search *search = data;
  g_autoptr (GArray) ids = ctg_contacts_list_ids (db, search->beginning, TRUE, error);
  g_autoptr (GPtrArray) contacts = NULL;

  if (ids == NULL)
    return FALSE;
  contacts = ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, MIN (ids->len, search->limit), error);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    {
      const CtgContact *contact = g_ptr_array_index (contacts, i);

      for (guint j = 0; contact->addresses != NULL && contact->addresses[j] != NULL; j++)
        if (search->found->len < search->limit)
          g_ptr_array_add (search->found, ctg_text_person (contact->name, contact->addresses[j]));
    }
  return contacts != NULL;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *found;

  if (!ctg_store_read_finish (CTG_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_steal_pointer (&search->found);
  search->found = g_ptr_array_new ();
  g_ptr_array_set_free_func (found, NULL);
  g_ptr_array_add (found, NULL);
  g_task_return_pointer (task, g_ptr_array_free (found, FALSE), (GDestroyNotify) g_strfreev);
}

/**
 * ctg_recipients_find_async:
 * @store: the database
 * @beginning: of a word of a name, a company or an address
 * @limit: how many at most
 * @cancellable: (nullable): gives up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Looks for whom somebody may mean.
 */
void
ctg_recipients_find_async (CtgStore *store, const char *beginning, guint limit, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->beginning = g_strdup (beginning);
  search->limit = limit;
  search->found = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  ctg_store_read_async (store, search_job, search, NULL, cancellable, found_cb, task);
}

/**
 * ctg_recipients_find_finish:
 * @result: what the callback got
 * @error: `STORAGE`
 *
 * Returns: (transfer full): people as a person would type them
 */
GStrv
ctg_recipients_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
