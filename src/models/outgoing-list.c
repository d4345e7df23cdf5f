/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "outgoing-list.h"

#include "drafts.h"
#include "outbox.h"
#include "store.h"

#define MOST_SETTLED 200

struct _CtgOutgoingItem
{
  CtgLazyItem parent_instance;
};

struct _CtgOutgoingList
{
  CtgLazyList parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgOutgoingItem, ctg_outgoing_item, CTG_TYPE_LAZY_ITEM)
G_DEFINE_FINAL_TYPE (CtgOutgoingList, ctg_outgoing_list, CTG_TYPE_LAZY_LIST)

static void
ctg_outgoing_item_class_init (CtgOutgoingItemClass *class)
{
  CTG_LAZY_ITEM_CLASS (class)->free_record = (GDestroyNotify) ctg_outgoing_row_free;
}

static void
ctg_outgoing_item_init (CtgOutgoingItem *self)
{
}

/**
 * ctg_outgoing_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what to show, %NULL while it is loading
 */
const CtgOutgoingRow *
ctg_outgoing_item_get_row (CtgOutgoingItem *self)
{
  return ctg_lazy_item_get_record (CTG_LAZY_ITEM (self));
}

static GPtrArray *
load_records (CtgDb *db, const gint64 *ids, guint n_ids, GError **error)
{
  GPtrArray *records = g_ptr_array_sized_new (n_ids);

  for (guint i = 0; i < n_ids; i++)
    g_ptr_array_add (records, ctg_outgoing_row_read (db, ids[i], NULL));
  return records;
}

static GArray *
query_ids (CtgDb *db, gconstpointer arguments, GError **error)
{
  g_autoptr (GArray) drafts = ctg_drafts_list_ids (db, error);
  g_autoptr (GArray) outgoing = drafts != NULL ? ctg_outbox_list_ids (db, MOST_SETTLED, error) : NULL;
  GArray *ids;

  if (outgoing == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < drafts->len; i++)
    {
      gint64 id = -g_array_index (drafts, gint64, i);

      g_array_append_val (ids, id);
    }
  g_array_append_vals (ids, outgoing->data, outgoing->len);
  return ids;
}

static void
ctg_outgoing_list_class_init (CtgOutgoingListClass *class)
{
  CtgLazyListClass *list_class = CTG_LAZY_LIST_CLASS (class);

  list_class->item_type = CTG_TYPE_OUTGOING_ITEM;
  list_class->changes = CTG_CHANGE_OUTBOX | CTG_CHANGE_DRAFTS;
  list_class->query_ids = query_ids;
  list_class->load_records = load_records;
}

static void
ctg_outgoing_list_init (CtgOutgoingList *self)
{
}

/**
 * ctg_outgoing_list_new:
 * @store: the database to read
 *
 * Makes the list of letters on their way out. Its items are #CtgOutgoingItem.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgOutgoingList *
ctg_outgoing_list_new (CtgStore *store)
{
  return g_object_new (CTG_TYPE_OUTGOING_LIST, "store", store, NULL);
}
