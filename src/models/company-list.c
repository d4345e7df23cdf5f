/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-list.h"

#include "companies.h"
#include "store.h"

struct _CtgCompanyItem
{
  CtgLazyItem parent_instance;
};

struct _CtgCompanyList
{
  CtgLazyList parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgCompanyItem, ctg_company_item, CTG_TYPE_LAZY_ITEM)
G_DEFINE_FINAL_TYPE (CtgCompanyList, ctg_company_list, CTG_TYPE_LAZY_LIST)

static void
company_row_free (gpointer data)
{
  CtgCompanyRow *row = data;

  g_free (row->name);
  g_free (row->phone);
  g_free (row->note);
  g_strfreev (row->domains);
  g_free (row);
}

static void
ctg_company_item_class_init (CtgCompanyItemClass *class)
{
  CTG_LAZY_ITEM_CLASS (class)->free_record = company_row_free;
}

static void
ctg_company_item_init (CtgCompanyItem *self)
{
}

/**
 * ctg_company_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what to show, %NULL while it is loading
 */
const CtgCompanyRow *
ctg_company_item_get_row (CtgCompanyItem *self)
{
  return ctg_lazy_item_get_record (CTG_LAZY_ITEM (self));
}

static CtgCompanyRow *
read_row (CtgDb *db, gint64 id)
{
  g_autoptr (CtgCompany) company = ctg_companies_get (db, id, NULL);
  CtgCompanyRow *row;

  if (company == NULL)
    return NULL;
  row = g_new0 (CtgCompanyRow, 1);
  row->id = id;
  row->name = g_steal_pointer (&company->name);
  row->phone = g_steal_pointer (&company->phone);
  row->note = g_steal_pointer (&company->note);
  row->domains = g_steal_pointer (&company->domains);
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
  return ctg_companies_list_ids (db, error);
}

static void
ctg_company_list_class_init (CtgCompanyListClass *class)
{
  CtgLazyListClass *list_class = CTG_LAZY_LIST_CLASS (class);

  list_class->item_type = CTG_TYPE_COMPANY_ITEM;
  list_class->changes = CTG_CHANGE_CONTACTS | CTG_CHANGE_LOG;
  list_class->query_ids = query_ids;
  list_class->load_records = load_records;
}

static void
ctg_company_list_init (CtgCompanyList *self)
{
}

/**
 * ctg_company_list_new:
 * @store: the database to read
 *
 * Makes the list of companies. Its items are #CtgCompanyItem; what is logged on their people changes them too.
 *
 * Returns: (transfer full): the list, empty until its `is-loaded`
 */
CtgCompanyList *
ctg_company_list_new (CtgStore *store)
{
  return g_object_new (CTG_TYPE_COMPANY_LIST, "store", store, NULL);
}

/* All at once ------------------------------------------------------------------------------------------------------ */

static gboolean
read_rows_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray *rows = data;
  g_autoptr (GArray) ids = ctg_companies_list_ids (db, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      CtgCompanyRow *row = read_row (db, g_array_index (ids, gint64, i));

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  return ids != NULL;
}

static void
rows_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GPtrArray *rows = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_ptr_array_ref (rows), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_company_rows_load_async:
 * @store: the database
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads all companies.
 */
void
ctg_company_rows_load_async (CtgStore *store, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  GPtrArray *rows = g_ptr_array_new_with_free_func (company_row_free);

  g_task_set_task_data (task, rows, (GDestroyNotify) g_ptr_array_unref);
  ctg_store_read_async (store, read_rows_job, rows, NULL, NULL, rows_read_cb, task);
}

/**
 * ctg_company_rows_load_finish:
 * @result: what the callback got
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgCompanyRow): by name
 */
GPtrArray *
ctg_company_rows_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
