/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-list.h"

#include "sequences.h"
#include "store.h"

struct _CtgSequenceItem
{
  CtgLazyItem parent_instance;
};

struct _CtgSequenceList
{
  CtgLazyList parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgSequenceItem, ctg_sequence_item, CTG_TYPE_LAZY_ITEM)
G_DEFINE_FINAL_TYPE (CtgSequenceList, ctg_sequence_list, CTG_TYPE_LAZY_LIST)

static void
ctg_sequence_item_class_init (CtgSequenceItemClass *class)
{
  CTG_LAZY_ITEM_CLASS (class)->free_record = (GDestroyNotify) ctg_sequence_row_free;
}

static void
ctg_sequence_item_init (CtgSequenceItem *self)
{
}

/**
 * ctg_sequence_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what to show, %NULL while it is loading
 */
const CtgSequenceRow *
ctg_sequence_item_get_row (CtgSequenceItem *self)
{
  return ctg_lazy_item_get_record (CTG_LAZY_ITEM (self));
}

static GPtrArray *
load_records (CtgDb *db, const gint64 *ids, guint n_ids, GError **error)
{
  GPtrArray *records = g_ptr_array_sized_new (n_ids);

  for (guint i = 0; i < n_ids; i++)
    g_ptr_array_add (records, ctg_sequence_row_read (db, ids[i], NULL));
  return records;
}

static GArray *
query_ids (CtgDb *db, gconstpointer arguments, GError **error)
{
  return ctg_sequences_list_ids (db, error);
}

static void
ctg_sequence_list_class_init (CtgSequenceListClass *class)
{
  CtgLazyListClass *list_class = CTG_LAZY_LIST_CLASS (class);

  list_class->item_type = CTG_TYPE_SEQUENCE_ITEM;
  list_class->changes = CTG_CHANGE_SEQUENCES | CTG_CHANGE_OUTBOX | CTG_CHANGE_CONTACTS;
  list_class->query_ids = query_ids;
  list_class->load_records = load_records;
}

static void
ctg_sequence_list_init (CtgSequenceList *self)
{
}

/**
 * ctg_sequence_list_new:
 * @store: the database to read
 *
 * Makes the list of sequences. Its items are #CtgSequenceItem.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgSequenceList *
ctg_sequence_list_new (CtgStore *store)
{
  return g_object_new (CTG_TYPE_SEQUENCE_LIST, "store", store, NULL);
}
