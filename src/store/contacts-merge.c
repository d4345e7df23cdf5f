/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One contact of two (into, from), and two again:
 *
 *   what             | merged                                  | taken back
 *   -----------------+-----------------------------------------+------------------------------------------------
 *   name, company,   | into's; where it has none, from's       | into's former one, unless it was changed since
 *   phone            |                                         |
 *   note             | both, into's first                      | the same
 *   addresses        | both, into's first                      | from's go back, but those given to others since
 *   logged entries   | both, each letter once                  | from's, but of letters that are gone
 *   deleted entries  | both, each letter once                  | those that were from's alone
 *   history asked    | into's                                  | from's
 *   sequences        | both; where both are in one, from's     | from's, but what has ended
 *                    | has ended                               |
 *   deals            | both                                    | from's, but those into was in before
 *
 * From's logged entries are noted as those of the action. Its fields stand in the action's text, which goes with the
 * contact: what is deleted is not kept in order to be taken back. */

#include "contacts-merge.h"
#include "contacts.h"
#include "enrolments.h"
#include "errors.h"
#include "log-entries.h"
#include "log-policy.h"

#include <string.h>

/* Into's id; from's id, texts, addresses, date; into's four texts before and after; keys of letters logged on both;
 * keys of deleted entries that were from's alone; what was asked for of from's history; its enrolments; deals that were
 * from's alone. */
#define RECORD_TYPE "(x(xssssasx)(ssss)(ssss)axaxaxaxax)"
#define N_TEXTS 4

typedef struct
{
  CtgContact *into;            /* (owned) as it was */
  CtgContact *from;            /* (owned) */
  CtgContact *merged;          /* (owned) */
} Merge;

static void
merge_clear (Merge *self)
{
  g_clear_pointer (&self->into, ctg_contact_free);
  g_clear_pointer (&self->from, ctg_contact_free);
  g_clear_pointer (&self->merged, ctg_contact_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

/* Merging ---------------------------------------------------------------------------------------------------------- */

/* A contact without a name was given its address for one. */
static gboolean
has_name (const CtgContact *contact)
{
  return *contact->name != '\0' && !g_strv_contains ((const char *const *) contact->addresses, contact->name);
}

static char *
choose (const char *first, const char *second)
{
  return g_strdup (*first != '\0' ? first : second);
}

static char *
join_notes (const char *first, const char *second)
{
  if (*first == '\0' || *second == '\0' || g_str_equal (first, second))
    return choose (first, second);
  return g_strconcat (first, "\n\n", second, NULL);
}

static CtgContact *
make_merged (const CtgContact *into, const CtgContact *from)
{
  CtgContact *merged = g_new0 (CtgContact, 1);
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  merged->id = into->id;
  merged->name = g_strdup (has_name (into) || !has_name (from) ? into->name : from->name);
  merged->company = choose (into->company, from->company);
  merged->phone = choose (into->phone, from->phone);
  merged->note = join_notes (into->note, from->note);
  g_strv_builder_addv (addresses, (const char **) into->addresses);
  g_strv_builder_addv (addresses, (const char **) from->addresses);
  merged->addresses = g_strv_builder_end (addresses);
  return merged;
}

static GVariant *
read_keys (CtgDb *db, const char *sql, const char *types, gint64 a, gint64 b)
{
  g_autoptr (CtgQuery) query = types[1] != '\0' ? ctg_db_query (db, sql, types, a, b)
                                                : ctg_db_query (db, sql, types, a);
  GVariantBuilder keys;

  g_variant_builder_init (&keys, G_VARIANT_TYPE ("ax"));
  while (ctg_query_next (query))
    g_variant_builder_add (&keys, "x", ctg_query_int (query, 0));
  return g_variant_builder_end (&keys);
}

static GVariant *
texts_of (const CtgContact *contact)
{
  return g_variant_new ("(ssss)", contact->name, contact->company, contact->phone, contact->note);
}

static char *
make_record (CtgDb *db, const Merge *self)
{
  const CtgContact *from = self->from;
  gint64 into_id = self->into->id;
  g_autoptr (GVariant) record = NULL;

  record = g_variant_ref_sink (g_variant_new (
    "(x@(xssssasx)@(ssss)@(ssss)@ax@ax@ax@ax@ax)", into_id,
    g_variant_new ("(xssss^asx)", from->id, from->name, from->company, from->phone, from->note, from->addresses,
                   from->created_utc_s),
    texts_of (self->into), texts_of (self->merged),
    read_keys (db, "SELECT message FROM log_entry WHERE contact = ?1 AND message IN"
                   " (SELECT message FROM log_entry WHERE contact = ?2)", "ii", from->id, into_id),
    read_keys (db, "SELECT message FROM trash WHERE contact = ?1 AND message NOT IN"
                   " (SELECT message FROM trash WHERE contact = ?2)", "ii", from->id, into_id),
    read_keys (db, "SELECT id FROM history WHERE contact = ?", "i", from->id, 0),
    read_keys (db, "SELECT id FROM enrolment WHERE contact = ?", "i", from->id, 0),
    read_keys (db, "SELECT deal FROM deal_contact WHERE contact = ?1 AND deal NOT IN"
                   " (SELECT deal FROM deal_contact WHERE contact = ?2)", "ii", from->id, into_id)));
  return g_variant_print (record, FALSE);
}

static gboolean
move_entries (CtgDb *db, gint64 into, gint64 from, GError **error)
{
  gint64 n = ctg_db_get_int (db, 0, "SELECT count(*) FROM log_entry WHERE contact = ?", "i", into);

  /* What is logged on both is logged once less. */
  return ctg_db_run (db, error,
                     "INSERT INTO action_entry (action, message, contact, rule, matched_message_id, logged_utc_s)"
                     " SELECT ?, message, ?, rule, matched_message_id, logged_utc_s FROM log_entry WHERE contact = ?",
                     "iii", db->action, into, from) &&
         ctg_db_run (db, error, "UPDATE message SET n_logged = n_logged - 1 WHERE key IN"
                                " (SELECT message FROM log_entry WHERE contact = ?) AND key IN"
                                " (SELECT message FROM log_entry WHERE contact = ?)", "ii", from, into) &&
         ctg_db_run (db, error, "UPDATE OR IGNORE log_entry SET contact = ? WHERE contact = ?", "ii", into, from) &&
         ctg_db_run (db, error, "DELETE FROM log_entry WHERE contact = ?", "i", from) &&
         ctg_log_refresh_contact (db, into, (int) (ctg_db_get_int (db, 0, "SELECT count(*) FROM log_entry"
                                                                          " WHERE contact = ?", "i", into) - n), error);
}

static gboolean
move_trash (CtgDb *db, gint64 into, gint64 from, GError **error)
{
  return ctg_db_run (db, error, "UPDATE OR IGNORE trash SET contact = ?1 WHERE contact = ?2 AND message NOT IN"
                                " (SELECT message FROM log_entry WHERE contact = ?1)", "ii", into, from) &&
         ctg_db_run (db, error, "UPDATE OR IGNORE action_entry SET contact = ? WHERE contact = ?", "ii", into, from) &&
         ctg_db_run (db, error, "UPDATE history SET contact = ? WHERE contact = ?", "ii", into, from) &&
         ctg_db_run (db, error, "UPDATE OR IGNORE enrolment SET contact = ? WHERE contact = ?", "ii", into, from) &&
         ctg_db_run (db, error, "UPDATE OR IGNORE deal_contact SET contact = ? WHERE contact = ?", "ii", into, from);
}

/* Nobody gets a sequence's letters twice. */
static gboolean
move_enrolments (CtgDb *db, gint64 into, gint64 from, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  g_autoptr (GArray) doubled = NULL;

  query = ctg_db_query (db, "SELECT id FROM enrolment WHERE contact = ? AND state < 3 AND sequence IN"
                            " (SELECT sequence FROM enrolment WHERE contact = ? AND state < 3)", "ii", from, into);
  doubled = ctg_query_collect_ints (query, error);
  for (guint i = 0; doubled != NULL && i < doubled->len; i++)
    if (!ctg_enrolments_set_state (db, g_array_index (doubled, gint64, i), CTG_ENROLMENT_STOPPED, "merged", error))
      return FALSE;
  return doubled != NULL &&
         ctg_db_run (db, error, "UPDATE enrolment SET contact = ? WHERE contact = ?", "ii", into, from);
}

static gboolean
merge (CtgDb *db, const Merge *self, GError **error)
{
  gint64 into = self->into->id, from = self->from->id;
  g_autofree char *record = make_record (db, self);

  return ctg_undo_begin (db, "contact-merge", into, record, error) && move_entries (db, into, from, error) &&
         move_trash (db, into, from, error) && move_enrolments (db, into, from, error) &&
         ctg_db_run (db, error, "DELETE FROM contact WHERE id = ?", "i", from) &&
         ctg_contacts_update (db, self->merged, error);
}

/**
 * ctg_contacts_merge:
 * @db: the writer
 * @into: who stays
 * @from: who becomes part of it
 * @error: `NOT_FOUND`; `INVALID_INPUT` (`same-contact`)
 *
 * Makes one contact of two, by the table at the head of this file, as an action.
 *
 * Returns: whether it was done
 */
gboolean
ctg_contacts_merge (CtgDb *db, gint64 into, gint64 from, GError **error)
{
  g_auto (Merge) self = { 0 };
  gboolean done;

  if (into == from)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "same-contact", "Both are the same contact");
      return FALSE;
    }
  self.into = ctg_contacts_get (db, into, error);
  self.from = self.into != NULL ? ctg_contacts_get (db, from, error) : NULL;
  if (self.from == NULL)
    return FALSE;
  self.merged = make_merged (self.into, self.from);
  done = merge (db, &self, error);
  ctg_undo_end (db);
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS | CTG_CHANGE_LOG);
  return done;
}

/* Taking back ------------------------------------------------------------------------------------------------------ */

static GVariant *
parse_record (const char *text, GError **error)
{
  GVariant *record = text != NULL ? g_variant_parse (G_VARIANT_TYPE (RECORD_TYPE), text, NULL, NULL, NULL) : NULL;

  if (record == NULL)
    ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "What is needed to take it back cannot be read");
  return record;
}

/* What a person has written over since stays. */
static void
restore_texts (CtgContact *contact, GVariant *record)
{
  g_autoptr (GVariant) before = g_variant_get_child_value (record, 2);
  g_autoptr (GVariant) after = g_variant_get_child_value (record, 3);
  char **fields[N_TEXTS] = { &contact->name, &contact->company, &contact->phone, &contact->note };

  for (gsize i = 0; i < N_TEXTS; i++)
    {
      const char *former, *merged;

      g_variant_get_child (before, i, "&s", &former);
      g_variant_get_child (after, i, "&s", &merged);
      if (g_str_equal (*fields[i], merged))
        {
          g_free (*fields[i]);
          *fields[i] = g_strdup (former);
        }
    }
}

/* From's addresses that still are where merging has put them. */
static void
part_addresses (CtgContact *into, CtgContact *from, const char *const *former)
{
  g_autoptr (GStrvBuilder) stays = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) goes = g_strv_builder_new ();

  for (guint i = 0; into->addresses[i] != NULL; i++)
    if (!g_strv_contains (former, into->addresses[i]))
      g_strv_builder_add (stays, into->addresses[i]);
  for (guint i = 0; former[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) into->addresses, former[i]))
      g_strv_builder_add (goes, former[i]);
  g_strfreev (into->addresses);
  into->addresses = g_strv_builder_end (stays);
  from->addresses = g_strv_builder_end (goes);
}

static gboolean
restore_contacts (CtgDb *db, GVariant *record, Merge *self, GError **error)
{
  gint64 into;
  g_auto (GStrv) addresses = NULL;

  self->from = g_new0 (CtgContact, 1);
  g_variant_get_child (record, 0, "x", &into);
  g_variant_get_child (record, 1, "(xssss^asx)", &self->from->id, &self->from->name, &self->from->company,
                       &self->from->phone, &self->from->note, &addresses, &self->from->created_utc_s);
  self->into = ctg_contacts_get (db, into, error);
  if (self->into == NULL)
    return FALSE;
  restore_texts (self->into, record);
  part_addresses (self->into, self->from, (const char *const *) addresses);
  /* Its number may have been given to somebody new. */
  if (ctg_db_get_int (db, 0, "SELECT 1 FROM contact WHERE id = ?", "i", self->from->id) != 0)
    self->from->id = 0;
  return ctg_contacts_update (db, self->into, error) && ctg_contacts_insert (db, self->from, error);
}

static gboolean
is_among (GVariant *keys, gint64 key)
{
  gsize n;
  const gint64 *all = g_variant_get_fixed_array (keys, &n, sizeof (gint64));

  for (gsize i = 0; i < n; i++)
    if (all[i] == key)
      return TRUE;
  return FALSE;
}

/* Only what is still logged on the one is logged on the other again. */
static gboolean
restore_entry (CtgDb *db, const Merge *self, gint64 action, gint64 message, gboolean is_shared, GError **error)
{
  if (ctg_db_get_int (db, 0, "SELECT 1 FROM log_entry WHERE contact = ? AND message = ?", "ii", self->into->id,
                      message) == 0)
    return TRUE;
  if (!ctg_db_run (db, error,
                   "INSERT INTO log_entry (message, contact, rule, matched_message_id, logged_utc_s)"
                   " SELECT message, ?, rule, matched_message_id, logged_utc_s FROM action_entry"
                   "  WHERE action = ? AND message = ?", "iii", self->from->id, action, message))
    return FALSE;
  if (is_shared)
    return ctg_db_run (db, error, "UPDATE message SET n_logged = n_logged + 1 WHERE key = ?", "i", message);
  /* Earlier actions are taken back next, of whom they were. */
  return ctg_db_run (db, error, "DELETE FROM log_entry WHERE contact = ? AND message = ?", "ii", self->into->id,
                     message) &&
         ctg_db_run (db, error, "UPDATE OR IGNORE action_entry SET contact = ? WHERE contact = ? AND message = ?"
                                " AND action < ?", "iiii", self->from->id, self->into->id, message, action);
}

static gboolean
restore_entries (CtgDb *db, const Merge *self, gint64 action, GVariant *record, GError **error)
{
  g_autoptr (GVariant) shared = g_variant_get_child_value (record, 4);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT message FROM action_entry WHERE action = ?", "i", action);
  g_autoptr (GArray) messages = ctg_query_collect_ints (query, error);
  gint64 n_into, n_from;

  for (guint i = 0; messages != NULL && i < messages->len; i++)
    {
      gint64 message = g_array_index (messages, gint64, i);

      if (!restore_entry (db, self, action, message, is_among (shared, message), error))
        return FALSE;
    }
  n_into = ctg_db_get_int (db, 0, "SELECT count(*) FROM log_entry WHERE contact = ?", "i", self->into->id);
  n_from = ctg_db_get_int (db, 0, "SELECT count(*) FROM log_entry WHERE contact = ?", "i", self->from->id);
  return messages != NULL &&
         ctg_log_refresh_contact (db, self->into->id, (int) (n_into - self->into->n_messages), error) &&
         ctg_log_refresh_contact (db, self->from->id, (int) n_from, error);
}

static gboolean
give_back (CtgDb *db, const Merge *self, GVariant *record, gsize child, const char *sql, GError **error)
{
  g_autoptr (GVariant) keys = g_variant_get_child_value (record, child);
  gsize n;
  const gint64 *all = g_variant_get_fixed_array (keys, &n, sizeof (gint64));

  for (gsize i = 0; i < n; i++)
    if (!ctg_db_run (db, error, sql, "iii", self->from->id, self->into->id, all[i]))
      return FALSE;
  return TRUE;
}

/**
 * ctg_contacts_unmerge:
 * @db: the writer
 * @action: the action that merged them
 * @text: its text
 * @error: `NOT_FOUND` when the one that stayed is gone
 *
 * Makes two contacts of one again, by the table at the head of this file.
 *
 * Returns: whether it was done
 */
gboolean
ctg_contacts_unmerge (CtgDb *db, gint64 action, const char *text, GError **error)
{
  g_autoptr (GVariant) record = parse_record (text, error);
  g_auto (Merge) self = { 0 };

  if (record == NULL)
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS | CTG_CHANGE_LOG);
  return restore_contacts (db, record, &self, error) && restore_entries (db, &self, action, record, error) &&
         give_back (db, &self, record, 5, "UPDATE OR IGNORE trash SET contact = ? WHERE contact = ? AND message = ?",
                    error) &&
         give_back (db, &self, record, 6, "UPDATE history SET contact = ? WHERE contact = ? AND id = ?", error) &&
         give_back (db, &self, record, 7, "UPDATE enrolment SET contact = ? WHERE contact = ? AND id = ?", error) &&
         give_back (db, &self, record, 8,
                    "UPDATE OR IGNORE deal_contact SET contact = ? WHERE contact = ? AND deal = ?", error);
}

/**
 * ctg_contacts_forget_merges:
 * @db: the writer
 * @id: a contact that is about to be deleted
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether nothing is kept any more of who became part of it
 */
gboolean
ctg_contacts_forget_merges (CtgDb *db, gint64 id, GError **error)
{
  return ctg_db_run (db, error, "DELETE FROM action WHERE kind = 'contact-merge' AND message = ?", "i", id);
}
