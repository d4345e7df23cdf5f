/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "templates.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"

#include <string.h>

#define SELECT "SELECT id, name, folder, subject, text, changed_utc_s FROM template"

/**
 * ctg_template_free:
 * @self: (transfer full) (nullable): a template
 */
void
ctg_template_free (CtgTemplate *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->folder);
  g_free (self->subject);
  g_free (self->text);
  g_free (self);
}

static CtgTemplate *
read_template (CtgQuery *query)
{
  CtgTemplate *template = g_new0 (CtgTemplate, 1);

  template->id = ctg_query_int (query, 0);
  template->name = ctg_query_dup_text (query, 1);
  template->folder = ctg_query_dup_text (query, 2);
  template->subject = ctg_query_dup_text (query, 3);
  template->text = ctg_query_dup_text (query, 4);
  template->changed_utc_s = ctg_query_int (query, 5);
  return template;
}

/**
 * ctg_templates_put:
 * @db: the writer
 * @template: what to keep; its number and date are set
 * @error: `INVALID_INPUT` "template-name", `STORAGE`
 *
 * Returns: whether it is kept
 */
gboolean
ctg_templates_put (CtgDb *db, CtgTemplate *template, GError **error)
{
  g_autofree char *key = ctg_key_of_name (template->name);

  if (key == NULL || *key == '\0')
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "template-name", "A template needs a name");
      return FALSE;
    }
  template->changed_utc_s = ctg_clock_now_utc_s ();
  if (!ctg_db_run (db, error,
                   "INSERT INTO template (name, name_key, folder, subject, text, changed_utc_s)"
                   " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name_key) DO UPDATE SET name = excluded.name,"
                   " folder = excluded.folder, subject = excluded.subject, text = excluded.text,"
                   " changed_utc_s = excluded.changed_utc_s", "sssssi", template->name, key, template->folder,
                   template->subject, template->text, template->changed_utc_s))
    return FALSE;
  template->id = ctg_db_get_int (db, 0, "SELECT id FROM template WHERE name_key = ?", "s", key);
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  return TRUE;
}

/**
 * ctg_templates_get:
 * @db: any connection
 * @id: a template
 * @error: `NOT_FOUND` "no-template", `STORAGE`
 *
 * Returns: (transfer full) (nullable): it
 */
CtgTemplate *
ctg_templates_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, SELECT " WHERE id = ?", "i", id);

  if (ctg_query_next (query))
    return read_template (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-template", "There is no such template");
  return NULL;
}

/**
 * ctg_templates_find:
 * @db: any connection
 * @id_or_name: a number, or a name whatever its case
 *
 * Returns: the template's number, 0: there is none
 */
gint64
ctg_templates_find (CtgDb *db, const char *id_or_name)
{
  g_autofree char *key = ctg_key_of_name (id_or_name);
  gint64 id = key != NULL ? ctg_db_get_int (db, 0, "SELECT id FROM template WHERE name_key = ?", "s", key) : 0;

  if (id != 0 || id_or_name[strspn (id_or_name, "0123456789")] != '\0')
    return id;
  return ctg_db_get_int (db, 0, "SELECT id FROM template WHERE id = ?", "i", g_ascii_strtoll (id_or_name, NULL, 10));
}

/**
 * ctg_templates_remove:
 * @db: the writer
 * @id: a template
 * @error: `NOT_FOUND` "no-template"; `CONFLICT` "template-in-use": a sequence sends it; `STORAGE`
 *
 * Returns: whether it is gone
 */
gboolean
ctg_templates_remove (CtgDb *db, gint64 id, GError **error)
{
  if (ctg_db_get_int (db, 0, "SELECT count(*) FROM sequence_step WHERE template = ?", "i", id) > 0)
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "template-in-use", "A sequence sends this template");
      return FALSE;
    }
  if (!ctg_db_run (db, error, "DELETE FROM template WHERE id = ?", "i", id))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-template", "There is no such template");
  return FALSE;
}

/**
 * ctg_templates_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgTemplate): all, by folder and name
 */
GPtrArray *
ctg_templates_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) templates = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_template_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, SELECT " ORDER BY folder, name_key", "");

  while (ctg_query_next (query))
    g_ptr_array_add (templates, read_template (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&templates);
}
