/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Companies and deals as tables, where there are any. */

#include "companies.h"
#include "csv.h"
#include "deal-stage.h"
#include "deals.h"
#include "engine-private.h"
#include "export-private.h"
#include "files.h"

#define COMPANIES_HEADING "Number,Name,Domains,Telephone,Note\r\n"
#define DEALS_HEADING "Number,Name,Stage,Amount,Currency,Company number,Contact numbers,Note\r\n"

typedef struct
{
  GPtrArray *companies;      /* (owned) */
  GPtrArray *deals;          /* (owned) */
} Lists;

static gboolean
lists_job (CtgDb *db, gpointer data, GError **error)
{
  Lists *lists = data;

  lists->companies = ctg_companies_list (db, error);
  lists->deals = lists->companies != NULL ? ctg_deals_list (db, 0, error) : NULL;
  return lists->deals != NULL;
}

static void
append_row (GString *table, const char *const *cells, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (table, ',');
      ctg_csv_append_cell (table, cells[i]);
    }
  g_string_append (table, "\r\n");
}

static GString *
write_companies (GPtrArray *companies)
{
  GString *table = g_string_new (CTG_UTF8_MARK COMPANIES_HEADING);

  for (guint i = 0; i < companies->len; i++)
    {
      const CtgCompany *company = companies->pdata[i];
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, company->id);
      g_autofree char *domains = g_strjoinv (" ", company->domains);
      const char *cells[] = { id, company->name, domains, company->phone, company->note };

      append_row (table, cells, G_N_ELEMENTS (cells));
    }
  return table;
}

static char *
join_numbers (const GArray *numbers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", g_array_index (numbers, gint64, i));
  return g_string_free (text, FALSE);
}

static GString *
write_deals (GPtrArray *deals)
{
  GString *table = g_string_new (CTG_UTF8_MARK DEALS_HEADING);

  for (guint i = 0; i < deals->len; i++)
    {
      const CtgDeal *deal = deals->pdata[i];
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, deal->id);
      g_autofree char *amount = ctg_deal_amount_dup (deal->amount_cents);
      g_autofree char *company = deal->company_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, deal->company_id)
                                                       : g_strdup ("");
      g_autofree char *contacts = join_numbers (deal->contacts);
      const char *cells[] = { id, deal->name, deal->stage, amount, deal->currency, company, contacts, deal->note };

      append_row (table, cells, G_N_ELEMENTS (cells));
    }
  return table;
}

static gboolean
write_file (const char *folder, const char *name, GString *table, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (CtgTargetFile) target = ctg_target_file_new (path, FALSE, error);

  return target != NULL && ctg_target_file_write (target, table->str, table->len, error) &&
         ctg_target_file_finish (target, error);
}

/**
 * ctg_export_write_companies:
 * @store: the database
 * @folder: where to
 * @error: `STORAGE`, `STORAGE_FULL`, ...
 *
 * Writes companies.csv and deals.csv, each if there are any.
 *
 * Returns: whether that was done
 */
gboolean
ctg_export_write_companies (CtgStore *store, const char *folder, GError **error)
{
  Lists lists = { 0 };
  g_autoptr (GPtrArray) companies = NULL;
  g_autoptr (GPtrArray) deals = NULL;
  gboolean done = ctg_store_read (store, lists_job, &lists, NULL, error);

  companies = lists.companies;
  deals = lists.deals;
  if (done && companies->len > 0)
    {
      GString *table = write_companies (companies);

      done = write_file (folder, "companies.csv", table, error);
      g_string_free (table, TRUE);
    }
  if (done && deals->len > 0)
    {
      GString *table = write_deals (deals);

      done = write_file (folder, "deals.csv", table, error);
      g_string_free (table, TRUE);
    }
  return done;
}
