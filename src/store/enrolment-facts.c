/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked before the next letter of a sequence goes out, and again right before it is handed over (Q3). */

#include "enrolments.h"
#include "clock.h"
#include "db.h"
#include "keys.h"
#include "outbox.h"

#define DAY_S (24 * 60 * 60)

/* A person's mail from any of the contact's addresses. A Date header may be wrong: what came here since counts, unless
 * it is of long before (past correspondence that is fetched now). */
static gboolean
has_written (CtgDb *db, gint64 contact_id, gint64 since_utc_s)
{
  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM contact_address AS a JOIN party AS p ON p.address = a.address_key"
                         " JOIN message AS m ON m.key = p.message"
                         " WHERE a.contact = ?1 AND p.kind = 0 AND p.message >= ?2 - 86400 AND m.direction = 0"
                         "  AND m.automatic = 0 AND m.written_utc_s >= ?2 LIMIT 1", "ii", contact_id, since_utc_s) != 0;
}

static gboolean
wants_no_more (CtgDb *db, gint64 contact_id)
{
  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM contact_address AS a JOIN refusal AS r ON r.address_key = a.address_key"
                         " WHERE a.contact = ? LIMIT 1", "i", contact_id) != 0;
}

static gboolean
read_letters (CtgDb *db, gint64 id, CtgEnrolmentFacts *facts, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT o.id, o.state, o.fate, o.message FROM enrolment_letter AS l"
                        " JOIN outbox AS o ON o.id = l.outbox WHERE l.enrolment = ? ORDER BY l.position", "i", id);
  while (ctg_query_next (query))
    {
      facts->last_outbox_id = ctg_query_int (query, 0);
      facts->last_outbox_state = (int) ctg_query_int (query, 1);
      facts->is_bounced |= ctg_query_int (query, 2) == 1;
      facts->is_answered |= ctg_query_int (query, 2) == 2;
      if (facts->first_message_key == 0)
        facts->first_message_key = ctg_query_int (query, 3);
    }
  return ctg_query_end (query, error);
}

/**
 * ctg_enrolments_read_facts:
 * @db: any connection
 * @enrolment: one
 * @account_id: the mailbox that writes
 * @facts: (out): what is known
 * @error: `STORAGE`
 *
 * Returns: whether it could be read
 */
gboolean
ctg_enrolments_read_facts (CtgDb *db, const CtgEnrolment *enrolment, const char *account_id, CtgEnrolmentFacts *facts,
                           GError **error)
{
  gint64 now_utc_s = ctg_clock_now_utc_s ();

  *facts = (CtgEnrolmentFacts) { 0 };
  if (!read_letters (db, enrolment->id, facts, error))
    return FALSE;
  facts->is_answered |= has_written (db, enrolment->contact_id, enrolment->enrolled_utc_s);
  facts->wants_no_more = wants_no_more (db, enrolment->contact_id);
  facts->last_automatic_utc_s = ctg_db_get_int (db, 0,
                                                "SELECT max (o.created_utc_s) FROM enrolment AS e"
                                                " JOIN enrolment_letter AS l ON l.enrolment = e.id"
                                                " JOIN outbox AS o ON o.id = l.outbox"
                                                " WHERE e.contact = ? AND o.state < 5", "i", enrolment->contact_id);
  facts->n_in_thread = (guint) ctg_db_get_int (db, 0,
                                               "SELECT count(*) FROM message AS f JOIN message AS m"
                                               " ON m.thread = f.thread JOIN outbox AS o ON o.message = m.key"
                                               " WHERE f.key = ? AND o.is_automatic = 1", "i",
                                               facts->first_message_key);
  facts->n_minute = ctg_outbox_count_since (db, account_id, now_utc_s - 60);
  facts->n_day = ctg_outbox_count_since (db, account_id, now_utc_s - DAY_S);
  return TRUE;
}

/**
 * ctg_enrolments_may_leave:
 * @db: any connection
 * @outbox_id: a letter that nobody wrote for its receiver
 *
 * Right before it is handed over: whether nothing has come that ends its sequence.
 *
 * Returns: whether it may still go
 */
gboolean
ctg_enrolments_may_leave (CtgDb *db, gint64 outbox_id)
{
  gint64 contact = ctg_db_get_int (db, 0,
                                   "SELECT e.contact FROM enrolment_letter AS l"
                                   " JOIN enrolment AS e ON e.id = l.enrolment"
                                   " WHERE l.outbox = ? AND e.state IN (0, 3)", "i", outbox_id);
  gint64 since_utc_s = ctg_db_get_int (db, 0,
                                       "SELECT e.enrolled_utc_s FROM enrolment_letter AS l"
                                       " JOIN enrolment AS e ON e.id = l.enrolment WHERE l.outbox = ?", "i", outbox_id);

  return contact != 0 && !has_written (db, contact, since_utc_s) && !wants_no_more (db, contact);
}

/**
 * ctg_enrolments_has_letters_to:
 * @db: any connection
 * @address: a person's
 *
 * Returns: whether a sequence has ever written to whom it belongs to
 */
gboolean
ctg_enrolments_has_letters_to (CtgDb *db, const char *address)
{
  g_autofree char *key = ctg_key_of_address (address);

  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM contact_address AS a JOIN enrolment AS e ON e.contact = a.contact"
                         " WHERE a.address_key = ? LIMIT 1", "s", key) != 0;
}

/**
 * ctg_refusals_has:
 * @db: any connection
 * @address: somebody's
 *
 * Returns: whether whoever it belongs to has asked for no more letters, from this address or another of theirs
 */
gboolean
ctg_refusals_has (CtgDb *db, const char *address)
{
  g_autofree char *key = ctg_key_of_address (address);

  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM refusal WHERE address_key = ?1 OR address_key IN (SELECT b.address_key"
                         " FROM contact_address AS a JOIN contact_address AS b ON b.contact = a.contact"
                         " WHERE a.address_key = ?1) LIMIT 1", "s", key) != 0;
}

/**
 * ctg_refusals_add:
 * @db: the writer
 * @address: whose
 * @is_new: (out) (optional): whether it was not there
 * @error: `STORAGE`
 *
 * Returns: whether it is kept
 */
gboolean
ctg_refusals_add (CtgDb *db, const char *address, gboolean *is_new, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);

  if (!ctg_db_run (db, error,
                   "INSERT INTO refusal (address_key, since_utc_s) VALUES (?, ?) ON CONFLICT DO NOTHING", "si", key,
                   ctg_clock_now_utc_s ()))
    return FALSE;
  if (is_new != NULL)
    *is_new = sqlite3_changes (db->handle) > 0;
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  return TRUE;
}

/**
 * ctg_refusals_remove:
 * @db: the writer
 * @address: whose
 * @was_there: (out) (optional): whether it was there
 * @error: `STORAGE`
 *
 * Returns: whether it is gone
 */
gboolean
ctg_refusals_remove (CtgDb *db, const char *address, gboolean *was_there, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);

  if (!ctg_db_run (db, error, "DELETE FROM refusal WHERE address_key = ?", "s", key))
    return FALSE;
  if (was_there != NULL)
    *was_there = sqlite3_changes (db->handle) > 0;
  ctg_db_note_change (db, CTG_CHANGE_SEQUENCES);
  return TRUE;
}

/**
 * ctg_refusals_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type utf8): addresses, sorted
 */
GPtrArray *
ctg_refusals_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT address_key FROM refusal ORDER BY address_key", "");

  while (ctg_query_next (query))
    g_ptr_array_add (addresses, ctg_query_dup_text (query, 0));
  return ctg_query_end (query, error) ? g_steal_pointer (&addresses) : NULL;
}
