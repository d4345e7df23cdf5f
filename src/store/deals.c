/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deals.h"

#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "log-policy.h"

#define COLUMNS \
  "id, name, stage, amount_cents, currency, note, ifnull (company, 0), created_utc_s, changed_utc_s"

/* What a deleted deal was: its row, its contacts, the hashes of the letters put to it. */
#define RECORD_TYPE "(xssxssxxaxax)"

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

/* Deleting, and taking it back. */

static GVariant *
make_ids (GArray *ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64));
}

static char *
make_record (const CtgDeal *deal, GArray *letters)
{
  g_autoptr (GVariant) record = g_variant_new ("(xssxssxx@ax@ax)", deal->id, deal->name, deal->stage,
                                               deal->amount_cents, deal->currency, deal->note, deal->company_id,
                                               deal->created_utc_s, make_ids (deal->contacts), make_ids (letters));

  g_variant_ref_sink (record);
  return g_variant_print (record, FALSE);
}

/**
 * ctg_deals_delete:
 * @db: the writer
 * @id: which; its people and letters stay
 * @error: `NOT_FOUND`
 *
 * What it takes to have it back is kept as the last action.
 *
 * Returns: whether it was deleted
 */
gboolean
ctg_deals_delete (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgDeal) deal = ctg_deals_get (db, id, error);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id_hash FROM deal_letter WHERE deal = ?", "i", id);
  g_autoptr (GArray) letters = deal != NULL ? ctg_query_collect_ints (query, error) : NULL;
  g_autofree char *record = letters != NULL ? make_record (deal, letters) : NULL;

  if (record == NULL)
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  if (!ctg_undo_begin (db, "deal-remove", 0, record, error) ||
      !ctg_db_run (db, error, "DELETE FROM deal WHERE id = ?", "i", id))
    return FALSE;
  ctg_undo_end (db);
  return TRUE;
}

/* Each of the ids that is still somebody's, by a statement that says so. */
static gboolean
put_ids (CtgDb *db, gint64 deal, GVariant *ids, const char *sql, GError **error)
{
  gsize n;
  const gint64 *values = g_variant_get_fixed_array (ids, &n, sizeof (gint64));

  for (gsize i = 0; i < n; i++)
    if (!ctg_db_run (db, error, sql, "ii", deal, values[i]))
      return FALSE;
  return TRUE;
}

/* Another deal may have got its number since. */
static gint64
insert_again (CtgDb *db, GVariant *values, GError **error)
{
  const char *name, *stage, *currency, *note;
  gint64 id, cents, company, created_utc_s;

  g_variant_get (values, "(x&s&sx&s&sxx@ax@ax)", &id, &name, &stage, &cents, &currency, &note, &company,
                 &created_utc_s, NULL, NULL);
  if (!ctg_db_run (db, error,
                   "INSERT INTO deal (id, name, stage, amount_cents, currency, note, company, created_utc_s,"
                   " changed_utc_s) VALUES (CASE WHEN ?1 IN (SELECT id FROM deal) THEN NULL ELSE ?1 END, ?2, ?3, ?4,"
                   " ?5, ?6, (SELECT id FROM company WHERE id = ?7), ?8, ?9)", "ississiii", id, name, stage, cents,
                   currency, note, company, created_utc_s, ctg_clock_now_utc_s ()))
    return 0;
  return sqlite3_last_insert_rowid (db->handle);
}

/**
 * ctg_deals_restore:
 * @db: the writer
 * @record: what ctg_deals_delete() kept of one
 * @error: `STORAGE`
 *
 * Makes a deal again, with those of its people and its company that are still here, and its letters.
 *
 * Returns: whether it is there again
 */
gboolean
ctg_deals_restore (CtgDb *db, const char *record, GError **error)
{
  const GVariantType *type = G_VARIANT_TYPE (RECORD_TYPE);
  g_autoptr (GVariant) values = record != NULL ? g_variant_parse (type, record, NULL, NULL, NULL) : NULL;
  g_autoptr (GVariant) contacts = values != NULL ? g_variant_get_child_value (values, 8) : NULL;
  g_autoptr (GVariant) letters = values != NULL ? g_variant_get_child_value (values, 9) : NULL;
  gint64 id;

  if (values == NULL)
    {
      ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "What is needed to take it back cannot be read");
      return FALSE;
    }
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  id = insert_again (db, values, error);
  return id != 0 &&
         put_ids (db, id, contacts, "INSERT INTO deal_contact (deal, contact)"
                  " SELECT ?1, id FROM contact WHERE id = ?2", error) &&
         put_ids (db, id, letters, "INSERT INTO deal_letter (deal, id_hash) VALUES (?1, ?2)", error);
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

/* Takes the query. */
static GPtrArray *
read_deals (CtgDb *db, CtgQuery *taken, GError **error)
{
  g_autoptr (CtgQuery) query = taken;
  g_autoptr (GPtrArray) deals = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_deal_free);

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
  return read_deals (db, ctg_db_query (db, "SELECT " COLUMNS " FROM deal WHERE ?1 = 0 OR company = ?1"
                                       " ORDER BY changed_utc_s DESC, id DESC", "i", company_id), error);
}

/**
 * ctg_deals_list_of_contact:
 * @db: any connection
 * @contact_id: who is in them
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgDeal): those changed last first
 */
GPtrArray *
ctg_deals_list_of_contact (CtgDb *db, gint64 contact_id, GError **error)
{
  return read_deals (db, ctg_db_query (db, "SELECT " COLUMNS " FROM deal"
                                       " WHERE id IN (SELECT deal FROM deal_contact WHERE contact = ?)"
                                       " ORDER BY changed_utc_s DESC, id DESC", "i", contact_id), error);
}

/**
 * ctg_deals_list_ids:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): all, those that are neither won nor lost first, changed last first
 */
GArray *
ctg_deals_list_ids (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id FROM deal ORDER BY stage IN ('won', 'lost'),"
                                             " changed_utc_s DESC, id DESC", "");

  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_deals_list_contacts:
 * @db: any connection
 * @id: a deal
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): who is in it, by name
 */
GArray *
ctg_deals_list_contacts (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT c.id FROM deal_contact AS d JOIN contact AS c"
                                             " ON c.id = d.contact WHERE d.deal = ? ORDER BY c.sort_key, c.search_key",
                                             "i", id);

  return ctg_query_collect_ints (query, error);
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
