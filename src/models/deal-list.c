/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deal-list.h"

#include "companies.h"
#include "deal-stage.h"
#include "deals.h"
#include "store.h"

struct _CtgDealItem
{
  CtgLazyItem parent_instance;
};

struct _CtgDealList
{
  CtgLazyList parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgDealItem, ctg_deal_item, CTG_TYPE_LAZY_ITEM)
G_DEFINE_FINAL_TYPE (CtgDealList, ctg_deal_list, CTG_TYPE_LAZY_LIST)

static void
deal_row_free (gpointer data)
{
  CtgDealRow *row = data;

  g_free (row->name);
  g_free (row->stage);
  g_free (row->amount);
  g_free (row->currency);
  g_free (row->note);
  g_free (row->company);
  g_free (row);
}

static void
ctg_deal_item_class_init (CtgDealItemClass *class)
{
  CTG_LAZY_ITEM_CLASS (class)->free_record = deal_row_free;
}

static void
ctg_deal_item_init (CtgDealItem *self)
{
}

/**
 * ctg_deal_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what to show, %NULL while it is loading
 */
const CtgDealRow *
ctg_deal_item_get_row (CtgDealItem *self)
{
  return ctg_lazy_item_get_record (CTG_LAZY_ITEM (self));
}

static char *
dup_company (CtgDb *db, gint64 id)
{
  g_autoptr (CtgCompany) company = id != 0 ? ctg_companies_get (db, id, NULL) : NULL;

  return company != NULL ? g_steal_pointer (&company->name) : g_strdup ("");
}

/* As short as a person would type it. */
static char *
dup_amount (gint64 cents)
{
  if (cents == 0)
    return g_strdup ("");
  return cents % 100 == 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, cents / 100) : ctg_deal_amount_dup (cents);
}

static CtgDealRow *
read_row (CtgDb *db, gint64 id)
{
  g_autoptr (CtgDeal) deal = ctg_deals_get (db, id, NULL);
  CtgDealRow *row;

  if (deal == NULL)
    return NULL;
  row = g_new0 (CtgDealRow, 1);
  row->id = id;
  row->name = g_steal_pointer (&deal->name);
  row->stage = g_steal_pointer (&deal->stage);
  row->amount_cents = deal->amount_cents;
  row->amount = dup_amount (deal->amount_cents);
  row->currency = g_steal_pointer (&deal->currency);
  row->note = g_steal_pointer (&deal->note);
  row->company_id = deal->company_id;
  row->company = dup_company (db, deal->company_id);
  row->changed_utc_s = deal->changed_utc_s;
  return row;
}

static GPtrArray *
load_records (CtgDb *db, const gint64 *ids, guint n_ids, GError **error)
{
  GPtrArray *records = g_ptr_array_sized_new (n_ids);

  for (guint i = 0; i < n_ids; i++)
    g_ptr_array_add (records, read_row (db, ids[i]));
  return records;
}

static GArray *
query_ids (CtgDb *db, gconstpointer arguments, GError **error)
{
  return ctg_deals_list_ids (db, error);
}

static void
ctg_deal_list_class_init (CtgDealListClass *class)
{
  CtgLazyListClass *list_class = CTG_LAZY_LIST_CLASS (class);

  list_class->item_type = CTG_TYPE_DEAL_ITEM;
  list_class->changes = CTG_CHANGE_CONTACTS | CTG_CHANGE_LOG;
  list_class->query_ids = query_ids;
  list_class->load_records = load_records;
}

static void
ctg_deal_list_init (CtgDealList *self)
{
}

/**
 * ctg_deal_list_new:
 * @store: the database to read
 *
 * Makes the list of deals. Its items are #CtgDealItem; what is logged on their people changes their pages too.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgDealList *
ctg_deal_list_new (CtgStore *store)
{
  return g_object_new (CTG_TYPE_DEAL_LIST, "store", store, NULL);
}
