/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deals.h"

#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"

#define COLUMNS \
  "id, name, stage, amount_cents, currency, note, ifnull (company, 0), created_utc_s, changed_utc_s"

/**
 * ctg_deal_new:
 *
 * Returns: (transfer full): an empty one
 */
CtgDeal *
ctg_deal_new (void)
{
  CtgDeal *self = g_new0 (CtgDeal, 1);

  self->contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

/**
 * ctg_deal_free:
 * @self: (transfer full) (nullable): a deal
 */
void
ctg_deal_free (CtgDeal *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->stage);
  g_free (self->currency);
  g_free (self->note);
  g_array_unref (self->contacts);
  g_free (self);
}

static gboolean
fail_not_found (GError **error)
{
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-deal", "There is no such deal");
  return FALSE;
}

static gboolean
put_row (CtgDb *db, CtgDeal *deal, GError **error)
{
  const char *note = deal->note != NULL ? deal->note : "";

  if (deal->id == 0)
    {
      if (!ctg_db_run (db, error,
                       "INSERT INTO deal (name, stage, amount_cents, currency, note, company, created_utc_s,"
                       " changed_utc_s) VALUES (?, ?, ?, ?, ?, nullif (?, 0), ?, ?)", "ssissiii", deal->name,
                       deal->stage, deal->amount_cents, deal->currency, note, deal->company_id, deal->created_utc_s,
                       deal->changed_utc_s))
        return FALSE;
      deal->id = sqlite3_last_insert_rowid (db->handle);
      return TRUE;
    }
  if (!ctg_db_run (db, error,
                   "UPDATE deal SET name = ?, stage = ?, amount_cents = ?, currency = ?, note = ?,"
                   " company = nullif (?, 0), changed_utc_s = ? WHERE id = ?", "ssissiii", deal->name, deal->stage,
                   deal->amount_cents, deal->currency, note, deal->company_id, deal->changed_utc_s, deal->id))
    return FALSE;
  return sqlite3_changes (db->handle) > 0 || fail_not_found (error);
}

/**
 * ctg_deals_put:
 * @db: the writer
 * @deal: (inout): what to keep, with all its contacts; a new one, with id 0, gets one
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: whether it is kept; if not, the job should fail
 */
gboolean
ctg_deals_put (CtgDb *db, CtgDeal *deal, GError **error)
{
  deal->changed_utc_s = ctg_clock_now_utc_s ();
  if (deal->id == 0)
    deal->created_utc_s = deal->changed_utc_s;
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  if (!put_row (db, deal, error) || !ctg_db_run (db, error, "DELETE FROM deal_contact WHERE deal = ?", "i", deal->id))
    return FALSE;
  for (guint i = 0; i < deal->contacts->len; i++)
    if (!ctg_db_run (db, error, "INSERT OR IGNORE INTO deal_contact (deal, contact) VALUES (?, ?)", "ii", deal->id,
                     g_array_index (deal->contacts, gint64, i)))
      return FALSE;
  return TRUE;
}

/**
 * ctg_deals_delete:
 * @db: the writer
 * @id: which; its people and letters stay
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was deleted
 */
gboolean
ctg_deals_delete (CtgDb *db, gint64 id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  if (!ctg_db_run (db, error, "DELETE FROM deal WHERE id = ?", "i", id))
    return FALSE;
  return sqlite3_changes (db->handle) > 0 || fail_not_found (error);
}

static CtgDeal *
read_deal (CtgQuery *query)
{
  CtgDeal *deal = ctg_deal_new ();

  deal->id = ctg_query_int (query, 0);
  deal->name = ctg_query_dup_text (query, 1);
  deal->stage = ctg_query_dup_text (query, 2);
  deal->amount_cents = ctg_query_int (query, 3);
  deal->currency = ctg_query_dup_text (query, 4);
  deal->note = ctg_query_dup_text (query, 5);
  deal->company_id = ctg_query_int (query, 6);
  deal->created_utc_s = ctg_query_int (query, 7);
  deal->changed_utc_s = ctg_query_int (query, 8);
  return deal;
}

static gboolean
read_contacts (CtgDb *db, CtgDeal *deal, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT contact FROM deal_contact WHERE deal = ? ORDER BY contact",
                                             "i", deal->id);

  while (ctg_query_next (query))
    {
      gint64 contact = ctg_query_int (query, 0);

      g_array_append_val (deal->contacts, contact);
    }
  return ctg_query_end (query, error);
}

/**
 * ctg_deals_get:
 * @db: any connection
 * @id: which
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the deal
 */
CtgDeal *
ctg_deals_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM deal WHERE id = ?", "i", id);
  g_autoptr (CtgDeal) deal = ctg_query_next (query) ? read_deal (query) : NULL;

  if (!ctg_query_end (query, error))
    return NULL;
  if (deal == NULL)
    fail_not_found (error);
  return deal != NULL && read_contacts (db, deal, error) ? g_steal_pointer (&deal) : NULL;
}

/**
 * ctg_deals_find:
 * @db: any connection
 * @number_or_name: what a person calls it
 *
 * Returns: its id, or 0; of several with one name the last that was changed
 */
gint64
ctg_deals_find (CtgDb *db, const char *number_or_name)
{
  gint64 id = ctg_db_get_int (db, 0, "SELECT id FROM deal WHERE name = ? ORDER BY changed_utc_s DESC, id DESC LIMIT 1",
                              "s", number_or_name);

  return id != 0 ? id : ctg_db_get_int (db, 0, "SELECT id FROM deal WHERE id = ?", "i",
                                        g_ascii_strtoll (number_or_name, NULL, 10));
}

/**
 * ctg_deals_list:
 * @db: any connection
 * @company_id: of which company; 0: all
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgDeal): those changed last first
 */
GPtrArray *
ctg_deals_list (CtgDb *db, gint64 company_id, GError **error)
{
  g_autoptr (GPtrArray) deals = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_deal_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT " COLUMNS " FROM deal WHERE ?1 = 0 OR company = ?1"
                                             " ORDER BY changed_utc_s DESC, id DESC", "i", company_id);

  while (ctg_query_next (query))
    g_ptr_array_add (deals, read_deal (query));
  if (!ctg_query_end (query, error))
    return NULL;
  for (guint i = 0; i < deals->len; i++)
    if (!read_contacts (db, deals->pdata[i], error))
      return NULL;
  return g_steal_pointer (&deals);
}

/**
 * ctg_deals_add_letter:
 * @db: the writer
 * @id: a deal
 * @message_id: of a letter, here or not yet
 * @error: `STORAGE`
 *
 * Returns: whether it is noted
 */
gboolean
ctg_deals_add_letter (CtgDb *db, gint64 id, const char *message_id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_db_run (db, error, "INSERT OR IGNORE INTO deal_letter (deal, id_hash) VALUES (?, ?)", "ii", id,
                     ctg_key_of_id (db, message_id));
}

/**
 * ctg_deals_remove_letter:
 * @db: the writer
 * @id: a deal
 * @message_id: of a letter
 * @error: `STORAGE`
 *
 * Returns: whether it is not noted any more; its thread may still be by another letter
 */
gboolean
ctg_deals_remove_letter (CtgDb *db, gint64 id, const char *message_id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_db_run (db, error, "DELETE FROM deal_letter WHERE deal = ? AND id_hash = ?", "ii", id,
                     ctg_key_of_id (db, message_id));
}

/**
 * ctg_deals_list_letters:
 * @db: any connection
 * @id: a deal
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): its letters, newest first
 */
GArray *
ctg_deals_list_letters (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key FROM message AS m WHERE m.thread IN"
                        "  (SELECT n.thread FROM deal_letter AS l JOIN thread_node AS n ON n.id_hash = l.id_hash"
                        "   WHERE l.deal = ?1)"
                        " AND (m.n_logged > 0 OR m.id_hash IN (SELECT id_hash FROM deal_letter WHERE deal = ?1))"
                        " ORDER BY m.key DESC", "i", id);
  return ctg_query_collect_ints (query, error);
}
