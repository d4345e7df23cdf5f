/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-list.h"

#include "log-policy.h"
#include "message-facts.h"
#include "messages.h"
#include "store.h"

struct _CtgMessageItem
{
  CtgLazyItem parent_instance;
};

struct _CtgMessageList
{
  CtgLazyList parent_instance;

  gboolean is_to_confirm;
};

enum { PROP_IS_TO_CONFIRM = 1 };

G_DEFINE_FINAL_TYPE (CtgMessageItem, ctg_message_item, CTG_TYPE_LAZY_ITEM)
G_DEFINE_FINAL_TYPE (CtgMessageList, ctg_message_list, CTG_TYPE_LAZY_LIST)

static void
message_row_free (gpointer data)
{
  CtgMessageRow *row = data;

  g_free (row->who);
  g_free (row->subject);
  g_free (row->snippet);
  g_free (row);
}

static void
ctg_message_item_class_init (CtgMessageItemClass *class)
{
  CTG_LAZY_ITEM_CLASS (class)->free_record = message_row_free;
}

static void
ctg_message_item_init (CtgMessageItem *self)
{
}

/**
 * ctg_message_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what to show, %NULL while it is loading
 */
const CtgMessageRow *
ctg_message_item_get_row (CtgMessageItem *self)
{
  return ctg_lazy_item_get_record (CTG_LAZY_ITEM (self));
}

static char *
join_receivers (CtgDb *db, gint64 key)
{
  g_autoptr (GPtrArray) parties = ctg_messages_get_parties (db, key, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; parties != NULL && i < parties->len && names->len < 200; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);

      if (party->kind != CTG_PARTY_TO && party->kind != CTG_PARTY_CC)
        continue;
      if (names->len > 0)
        g_string_append (names, ", ");
      g_string_append (names, ctg_facts_name_or_address (party->name, party->address));
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static CtgMessageRow *
make_row (CtgDb *db, const CtgMessage *message)
{
  CtgMessageRow *row = g_new0 (CtgMessageRow, 1);

  row->key = message->key;
  row->is_outgoing = message->direction == CTG_DIRECTION_OUT;
  row->who = row->is_outgoing ? join_receivers (db, message->key)
                              : g_strdup (ctg_facts_name_or_address (message->from_name, message->from_address));
  row->subject = g_strdup (message->subject);
  row->snippet = g_strdup (message->snippet);
  row->date_utc_s = message->date_utc_s;
  row->n_attachments = message->n_attachments;
  return row;
}

/* The store leaves out what is missing and keeps the order, so that both run side by side. */
static GPtrArray *
load_records (CtgDb *db, const gint64 *ids, guint n_ids, GError **error)
{
  g_autoptr (GPtrArray) messages = ctg_messages_get_many (db, ids, n_ids, error);
  GPtrArray *records;

  if (messages == NULL)
    return NULL;
  records = g_ptr_array_sized_new (n_ids);
  for (guint i = 0, next = 0; i < n_ids; i++)
    {
      const CtgMessage *message = next < messages->len ? g_ptr_array_index (messages, next) : NULL;
      gboolean is_here = message != NULL && message->key == ids[i];

      g_ptr_array_add (records, is_here ? make_row (db, message) : NULL);
      next += is_here;
    }
  return records;
}

static gpointer
dup_arguments (CtgLazyList *list)
{
  return g_memdup2 (&CTG_MESSAGE_LIST (list)->is_to_confirm, sizeof (gboolean));
}

static GArray *
list_to_confirm (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) entries = ctg_tray_list (db, error);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_array_append_val (keys, ((CtgTrayEntry *) g_ptr_array_index (entries, i))->message_key);
  return entries != NULL ? g_steal_pointer (&keys) : NULL;
}

static GArray *
query_ids (CtgDb *db, gconstpointer arguments, GError **error)
{
  if (*(const gboolean *) arguments)
    return list_to_confirm (db, error);
  return ctg_messages_list_unlogged (db, NULL, error);
}

static void
ctg_message_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CTG_MESSAGE_LIST (object)->is_to_confirm = g_value_get_boolean (value);
}

static void
ctg_message_list_class_init (CtgMessageListClass *class)
{
  CtgLazyListClass *list_class = CTG_LAZY_LIST_CLASS (class);

  /* Known before the first query, which is made at once. */
  G_OBJECT_CLASS (class)->set_property = ctg_message_list_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (class), PROP_IS_TO_CONFIRM,
                                   g_param_spec_boolean ("is-to-confirm", NULL, NULL, FALSE,
                                                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                         G_PARAM_STATIC_STRINGS));
  list_class->dup_arguments = dup_arguments;
  list_class->free_arguments = g_free;
  list_class->item_type = CTG_TYPE_MESSAGE_ITEM;
  list_class->changes = CTG_CHANGE_MESSAGES | CTG_CHANGE_LOG | CTG_CHANGE_ACCOUNTS | CTG_CHANGE_FOLDERS;
  list_class->query_ids = query_ids;
  list_class->load_records = load_records;
}

static void
ctg_message_list_init (CtgMessageList *self)
{
}

/**
 * ctg_message_list_new:
 * @store: the database to read
 *
 * Makes the list of recent mail that is logged on nobody, of all mailboxes, newest first. Its items are
 * #CtgMessageItem.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgMessageList *
ctg_message_list_new (CtgStore *store)
{
  return g_object_new (CTG_TYPE_MESSAGE_LIST, "store", store, NULL);
}

/**
 * ctg_message_list_new_to_confirm:
 * @store: the database to read
 *
 * Makes the list of mail that a rule speaks for and leaves to a person, newest first. Its items are #CtgMessageItem.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgMessageList *
ctg_message_list_new_to_confirm (CtgStore *store)
{
  return g_object_new (CTG_TYPE_MESSAGE_LIST, "store", store, "is-to-confirm", TRUE, NULL);
}
