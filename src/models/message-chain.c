/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-chain.h"

#include "message-facts.h"
#include "messages.h"
#include "store.h"

typedef struct
{
  gint64 key;
  gint64 contact_id;
  guint max;
  GPtrArray *links;   /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->links, g_ptr_array_unref);
  g_free (load);
}

/**
 * ctg_chain_link_free:
 * @self: (transfer full) (nullable): a link
 */
void
ctg_chain_link_free (CtgChainLink *self)
{
  if (self == NULL)
    return;
  g_free (self->message_id);
  g_free (self->sender);
  g_free (self->subject);
  g_free (self);
}

static gboolean
is_logged_on (CtgDb *db, gint64 key, gint64 contact_id)
{
  g_autoptr (GArray) ids = ctg_messages_get_contact_ids (db, key, NULL);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == contact_id)
      return TRUE;
  return FALSE;
}

static CtgChainLink *
read_link (CtgDb *db, const char *message_id, gint64 contact_id)
{
  gint64 key = ctg_messages_find (db, message_id);
  g_autoptr (CtgMessage) message = key != 0 ? ctg_messages_get (db, key, NULL) : NULL;
  CtgChainLink *link = g_new0 (CtgChainLink, 1);

  link->message_id = g_strdup (message_id);
  if (message == NULL)
    return link;
  link->key = key;
  link->thread = message->thread;
  link->sender = g_strdup (ctg_facts_name_or_address (message->from_name, message->from_address));
  link->subject = g_strdup (message->subject);
  link->date_utc_s = message->date_utc_s;
  link->is_outgoing = message->direction == CTG_DIRECTION_OUT;
  link->is_on_page = is_logged_on (db, key, contact_id);
  return link;
}

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  Load *load = data;
  g_autoptr (GPtrArray) ids = ctg_messages_get_ancestors (db, load->key, error);

  if (ids == NULL)
    return FALSE;
  load->links = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_chain_link_free);
  for (guint i = ids->len - MIN (ids->len, load->max); i < ids->len; i++)
    g_ptr_array_add (load->links, read_link (db, g_ptr_array_index (ids, i), load->contact_id));
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&load->links), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_message_chain_load_async:
 * @store: the database
 * @key: a message
 * @contact_id: on whose page it is shown
 * @max: so many of the last at most
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads which messages this one answers, by its references.
 */
void
ctg_message_chain_load_async (CtgStore *store, gint64 key, gint64 contact_id, guint max, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->key = key;
  load->contact_id = contact_id;
  load->max = max;
  g_task_set_task_data (task, load, load_free);
  ctg_store_read_async (store, load_job, load, NULL, NULL, loaded_cb, task);
}

/**
 * ctg_message_chain_load_finish:
 * @result: what the callback got
 * @error: what it failed with
 *
 * Returns: (transfer full) (element-type CtgChainLink): oldest first
 */
GPtrArray *
ctg_message_chain_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
