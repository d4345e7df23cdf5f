/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "companies.h"

#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "messages.h"

#define COLUMNS "id, name, phone, note, created_utc_s"

/**
 * ctg_company_free:
 * @self: (transfer full) (nullable): a company
 */
void
ctg_company_free (CtgCompany *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->phone);
  g_free (self->note);
  g_strfreev (self->domains);
  g_free (self);
}

/**
 * ctg_contact_domain_free:
 * @self: (transfer full) (nullable): a domain
 */
void
ctg_contact_domain_free (CtgContactDomain *self)
{
  if (self == NULL)
    return;
  g_free (self->domain);
  g_free (self);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gboolean
check_free (CtgDb *db, const CtgCompany *company, const char *name_key, GError **error)
{
  if (ctg_db_get_int (db, 0, "SELECT 1 FROM company WHERE name_key = ? AND id <> ?", "si", name_key, company->id) != 0)
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "company-name", "%s", company->name);
      return FALSE;
    }
  for (guint i = 0; company->domains != NULL && company->domains[i] != NULL; i++)
    if (ctg_db_get_int (db, 0, "SELECT 1 FROM company_domain WHERE domain = ? AND company <> ?", "si",
                        company->domains[i], company->id) != 0)
      {
        ctg_error_set (error, CTG_ERROR_CONFLICT, "company-domain", "%s", company->domains[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
put_row (CtgDb *db, CtgCompany *company, const char *name_key, GError **error)
{
  if (company->id == 0)
    {
      company->created_utc_s = ctg_clock_now_utc_s ();
      if (!ctg_db_run (db, error,
                       "INSERT INTO company (name, name_key, phone, note, created_utc_s) VALUES (?, ?, ?, ?, ?)",
                       "ssssi", company->name, name_key, or_empty (company->phone), or_empty (company->note),
                       company->created_utc_s))
        return FALSE;
      company->id = sqlite3_last_insert_rowid (db->handle);
      return TRUE;
    }
  if (!ctg_db_run (db, error, "UPDATE company SET name = ?, name_key = ?, phone = ?, note = ? WHERE id = ?", "ssssi",
                   company->name, name_key, or_empty (company->phone), or_empty (company->note), company->id))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-company", "There is no such company");
  return sqlite3_changes (db->handle) > 0;
}

/**
 * ctg_companies_put:
 * @db: the writer
 * @company: (inout): what to keep; a new one, with id 0, gets one
 * @error: `CONFLICT` with the reasons `company-name`, `company-domain`; `NOT_FOUND`; `STORAGE`
 *
 * Returns: whether it is kept; if not, the job should fail
 */
gboolean
ctg_companies_put (CtgDb *db, CtgCompany *company, GError **error)
{
  g_autofree char *name_key = ctg_key_of_words (company->name);

  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  if (!check_free (db, company, name_key, error) || !put_row (db, company, name_key, error) ||
      !ctg_db_run (db, error, "DELETE FROM company_domain WHERE company = ?", "i", company->id))
    return FALSE;
  for (guint i = 0; company->domains != NULL && company->domains[i] != NULL; i++)
    if (!ctg_db_run (db, error, "INSERT INTO company_domain (domain, company) VALUES (?, ?)", "si",
                     company->domains[i], company->id))
      return FALSE;
  return TRUE;
}

/**
 * ctg_companies_delete:
 * @db: the writer
 * @id: which; its people stay
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was deleted
 */
gboolean
ctg_companies_delete (CtgDb *db, gint64 id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  if (!ctg_db_run (db, error, "DELETE FROM company WHERE id = ?", "i", id))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-company", "There is no such company");
  return sqlite3_changes (db->handle) > 0;
}

static gboolean
read_domains (CtgDb *db, CtgCompany *company, GError **error)
{
  g_autoptr (GStrvBuilder) domains = g_strv_builder_new ();
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT domain FROM company_domain WHERE company = ? ORDER BY domain",
                                             "i", company->id);

  while (ctg_query_next (query))
    g_strv_builder_add (domains, ctg_query_text (query, 0));
  company->domains = g_strv_builder_end (domains);
  return ctg_query_end (query, error);
}

static CtgCompany *
read_company (CtgQuery *query)
{
  CtgCompany *company = g_new0 (CtgCompany, 1);

  company->id = ctg_query_int (query, 0);
  company->name = ctg_query_dup_text (query, 1);
  company->phone = ctg_query_dup_text (query, 2);
  company->note = ctg_query_dup_text (query, 3);
  company->created_utc_s = ctg_query_int (query, 4);
  return company;
}

/**
 * ctg_companies_get:
 * @db: any connection
 * @id: which
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the company
 */
CtgCompany *
ctg_companies_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM company WHERE id = ?", "i", id);
  g_autoptr (CtgCompany) company = ctg_query_next (query) ? read_company (query) : NULL;

  if (!ctg_query_end (query, error))
    return NULL;
  if (company == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-company", "There is no such company");
  return company != NULL && read_domains (db, company, error) ? g_steal_pointer (&company) : NULL;
}

/**
 * ctg_companies_find:
 * @db: any connection
 * @number_name_or_domain: what a person calls it
 *
 * Returns: its id, or 0
 */
gint64
ctg_companies_find (CtgDb *db, const char *number_name_or_domain)
{
  g_autofree char *key = ctg_key_of_words (number_name_or_domain);
  g_autofree char *domain = g_utf8_strdown (number_name_or_domain, -1);
  gint64 number = g_ascii_strtoll (number_name_or_domain, NULL, 10);
  gint64 id = ctg_db_get_int (db, 0, "SELECT id FROM company WHERE name_key = ?", "s", key);

  if (id == 0)
    id = ctg_db_get_int (db, 0, "SELECT company FROM company_domain WHERE domain = ?", "s", domain);
  return id != 0 ? id : ctg_db_get_int (db, 0, "SELECT id FROM company WHERE id = ?", "i", number);
}

/**
 * ctg_companies_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgCompany): all, by name
 */
GPtrArray *
ctg_companies_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) companies = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_company_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM company ORDER BY name_key", "");

  while (ctg_query_next (query))
    g_ptr_array_add (companies, read_company (query));
  if (!ctg_query_end (query, error))
    return NULL;
  for (guint i = 0; i < companies->len; i++)
    if (!read_domains (db, companies->pdata[i], error))
      return NULL;
  return g_steal_pointer (&companies);
}

/**
 * ctg_companies_list_ids:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): all, by name
 */
GArray *
ctg_companies_list_ids (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id FROM company ORDER BY name_key", "");

  return ctg_query_collect_ints (query, error);
}

/* Who names it. */
static gboolean
is_named (const char *company, const char *name_key)
{
  g_autofree char *key = ctg_key_of_words (company);

  return g_str_equal (key, name_key);
}

static gboolean
writes_from (CtgDb *db, gint64 contact, gint64 company)
{
  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM contact_address AS a JOIN company_domain AS d"
                         "  ON d.domain = substr (a.address_key, instr (a.address_key, '@') + 1)"
                         " WHERE a.contact = ? AND d.company = ? LIMIT 1", "ii", contact, company) != 0;
}

/**
 * ctg_companies_list_contacts:
 * @db: any connection
 * @id: a company
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full) (element-type gint64): its people, by name
 */
GArray *
ctg_companies_list_contacts (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgCompany) company = ctg_companies_get (db, id, error);
  g_autoptr (GArray) contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CtgQuery) query = NULL;
  g_autofree char *name_key = NULL;

  if (company == NULL)
    return NULL;
  name_key = ctg_key_of_words (company->name);
  query = ctg_db_query (db, "SELECT id, company FROM contact ORDER BY sort_key, search_key", "");
  while (ctg_query_next (query))
    {
      gint64 contact = ctg_query_int (query, 0);
      const char *named = ctg_query_text (query, 1);

      if (*named != '\0' ? is_named (named, name_key) : writes_from (db, contact, id))
        g_array_append_val (contacts, contact);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&contacts) : NULL;
}

/**
 * ctg_companies_list_domains:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgContactDomain): domains of contacts who are at no company, that with most
 *   of them first; whose domain it is the caller knows
 */
GPtrArray *
ctg_companies_list_domains (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) domains = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_contact_domain_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT substr (a.address_key, instr (a.address_key, '@') + 1) AS domain,"
                        "  count (DISTINCT a.contact) AS n FROM contact_address AS a"
                        " JOIN contact AS c ON c.id = a.contact AND c.company = ''"
                        " GROUP BY domain HAVING domain NOT IN (SELECT domain FROM company_domain)"
                        " ORDER BY n DESC, domain", "");
  while (ctg_query_next (query))
    {
      CtgContactDomain *domain = g_new0 (CtgContactDomain, 1);

      domain->domain = ctg_query_dup_text (query, 0);
      domain->n_contacts = (guint) ctg_query_int (query, 1);
      g_ptr_array_add (domains, domain);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&domains) : NULL;
}

/**
 * ctg_companies_add_letter:
 * @db: the writer
 * @id: a company
 * @message_id: of a letter, here or not yet
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: whether it is noted
 */
gboolean
ctg_companies_add_letter (CtgDb *db, gint64 id, const char *message_id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_db_run (db, error, "INSERT OR IGNORE INTO company_letter (company, id_hash) VALUES (?, ?)", "ii", id,
                     ctg_key_of_id (db, message_id));
}

static void
add_keys (GHashTable *all, GArray *keys)
{
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    g_hash_table_add (all, g_memdup2 (&g_array_index (keys, gint64, i), sizeof (gint64)));
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one < other) - (one > other);
}

static GArray *
sort_keys (GHashTable *all)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (keys, key, 1);
  g_array_sort (keys, compare_newest_first);
  return keys;
}

static GArray *
list_put_letters (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key FROM message AS m WHERE m.thread IN"
                        "  (SELECT n.thread FROM company_letter AS l JOIN thread_node AS n ON n.id_hash = l.id_hash"
                        "   WHERE l.company = ?1)"
                        " AND (m.n_logged > 0 OR m.id_hash IN"
                        "      (SELECT id_hash FROM company_letter WHERE company = ?1))", "i", id);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_companies_list_letters:
 * @db: any connection
 * @id: a company
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full) (element-type gint64): its letters, newest first
 */
GArray *
ctg_companies_list_letters (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) contacts = ctg_companies_list_contacts (db, id, error);
  g_autoptr (GArray) put = contacts != NULL ? list_put_letters (db, id, error) : NULL;

  if (put == NULL)
    return NULL;
  add_keys (all, put);
  for (guint i = 0; i < contacts->len; i++)
    {
      g_autoptr (GArray) keys = ctg_messages_list_by_contact (db, g_array_index (contacts, gint64, i), error);

      if (keys == NULL)
        return NULL;
      add_keys (all, keys);
    }
  return sort_keys (all);
}
