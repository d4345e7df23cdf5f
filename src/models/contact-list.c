/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-list.h"

#include "contacts.h"
#include "messages.h"
#include "store.h"
#include "waiting.h"

typedef enum { BY_NAME, BY_LAST, WAITED_FOR } Order;

enum { PROP_IS_WAITED_FOR = 1 };

struct _CtgContactItem
{
  CtgLazyItem parent_instance;
};

struct _CtgContactList
{
  CtgLazyList parent_instance;

  Order order;
};

G_DEFINE_FINAL_TYPE (CtgContactItem, ctg_contact_item, CTG_TYPE_LAZY_ITEM)
G_DEFINE_FINAL_TYPE (CtgContactList, ctg_contact_list, CTG_TYPE_LAZY_LIST)

static void
contact_row_free (gpointer data)
{
  CtgContactRow *row = data;

  g_free (row->name);
  g_free (row->company);
  g_free (row->address);
  g_free (row->last_subject);
  g_free (row);
}

static void
ctg_contact_item_class_init (CtgContactItemClass *class)
{
  CTG_LAZY_ITEM_CLASS (class)->free_record = contact_row_free;
}

static void
ctg_contact_item_init (CtgContactItem *self)
{
}

/**
 * ctg_contact_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what to show, %NULL while it is loading
 */
const CtgContactRow *
ctg_contact_item_get_row (CtgContactItem *self)
{
  return ctg_lazy_item_get_record (CTG_LAZY_ITEM (self));
}

static char *
newest_subject (CtgDb *db, gint64 contact_id)
{
  g_autoptr (GArray) keys = ctg_messages_list_by_contact (db, contact_id, NULL);
  g_autoptr (CtgMessage) newest = NULL;

  if (keys != NULL && keys->len > 0)
    newest = ctg_messages_get (db, g_array_index (keys, gint64, 0), NULL);
  return g_strdup (newest != NULL ? newest->subject : "");
}

static CtgContactRow *
make_row (CtgDb *db, const CtgContact *contact)
{
  CtgContactRow *row = g_new0 (CtgContactRow, 1);

  row->id = contact->id;
  row->name = g_strdup (contact->name);
  row->company = g_strdup (contact->company);
  row->address = g_strdup (contact->addresses != NULL && contact->addresses[0] != NULL ? contact->addresses[0] : "");
  row->last_subject = contact->n_messages > 0 ? newest_subject (db, contact->id) : g_strdup ("");
  row->last_utc_s = contact->last_utc_s;
  row->waiting_since_utc_s = contact->waiting_since_utc_s;
  return row;
}

/* The store leaves out what is missing and keeps the order, so that both run side by side. */
static GPtrArray *
load_records (CtgDb *db, const gint64 *ids, guint n_ids, GError **error)
{
  g_autoptr (GPtrArray) contacts = ctg_contacts_get_many (db, ids, n_ids, error);
  GPtrArray *records;

  if (contacts == NULL)
    return NULL;
  records = g_ptr_array_sized_new (n_ids);
  for (guint i = 0, next = 0; i < n_ids; i++)
    {
      const CtgContact *contact = next < contacts->len ? g_ptr_array_index (contacts, next) : NULL;
      gboolean is_here = contact != NULL && contact->id == ids[i];

      g_ptr_array_add (records, is_here ? make_row (db, contact) : NULL);
      next += is_here;
    }
  return records;
}

static gpointer
dup_arguments (CtgLazyList *list)
{
  return g_memdup2 (&CTG_CONTACT_LIST (list)->order, sizeof (Order));
}

static GArray *
query_ids (CtgDb *db, gconstpointer arguments, GError **error)
{
  Order order = *(const Order *) arguments;

  return order == WAITED_FOR ? ctg_waiting_list (db, error) : ctg_contacts_list_ids (db, NULL, order == BY_LAST, error);
}

static void
ctg_contact_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CTG_CONTACT_LIST (object)->order = g_value_get_boolean (value) ? WAITED_FOR : BY_LAST;
}

static void
ctg_contact_list_class_init (CtgContactListClass *class)
{
  CtgLazyListClass *list_class = CTG_LAZY_LIST_CLASS (class);

  /* Known before the first query, which is made at once. */
  G_OBJECT_CLASS (class)->set_property = ctg_contact_list_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (class), PROP_IS_WAITED_FOR,
                                   g_param_spec_boolean ("is-waited-for", NULL, NULL, FALSE,
                                                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                         G_PARAM_STATIC_STRINGS));
  list_class->item_type = CTG_TYPE_CONTACT_ITEM;
  list_class->changes = CTG_CHANGE_CONTACTS | CTG_CHANGE_LOG;
  list_class->dup_arguments = dup_arguments;
  list_class->query_ids = query_ids;
  list_class->load_records = load_records;
}

static void
ctg_contact_list_init (CtgContactList *self)
{
}

/**
 * ctg_contact_list_new:
 * @store: the database to read
 *
 * Makes the list of all contacts, last written with first. Its items are #CtgContactItem.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgContactList *
ctg_contact_list_new (CtgStore *store)
{
  return g_object_new (CTG_TYPE_CONTACT_LIST, "store", store, NULL);
}

/**
 * ctg_contact_list_new_waiting:
 * @store: the database to read
 *
 * Makes the list of those who have not answered, see the store's waiting.h; last written to first.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgContactList *
ctg_contact_list_new_waiting (CtgStore *store)
{
  return g_object_new (CTG_TYPE_CONTACT_LIST, "store", store, "is-waited-for", TRUE, NULL);
}

/**
 * ctg_contact_list_set_order:
 * @self: the list
 * @by_last: by the last letter, newest first; else by name
 *
 * Changes the order.
 */
void
ctg_contact_list_set_order (CtgContactList *self, gboolean by_last)
{
  g_return_if_fail (CTG_IS_CONTACT_LIST (self));
  if (self->order == (by_last ? BY_LAST : BY_NAME))
    return;
  self->order = by_last ? BY_LAST : BY_NAME;
  ctg_lazy_list_requery (CTG_LAZY_LIST (self));
}
