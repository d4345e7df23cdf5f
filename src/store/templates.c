/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "templates.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "log-policy.h"

#include <string.h>

#define SELECT "SELECT id, name, folder, subject, text, changed_utc_s, shortcut FROM template"
#define RECORD_TYPE "(xsssss)"

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
  g_free (self->shortcut);
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
  template->shortcut = ctg_query_dup_text (query, 6);
  return template;
}

static gboolean
check_shortcut (CtgDb *db, const CtgTemplate *template, const char *key, GError **error)
{
  if (template->shortcut == NULL || *template->shortcut == '\0' ||
      ctg_db_get_int (db, 0, "SELECT count(*) FROM template WHERE shortcut = ? AND id <> ? AND name_key IS NOT ?",
                      "sis", template->shortcut, template->id, key) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, "template-shortcut-taken", "Another template has this shortcut");
  return FALSE;
}

static gboolean
refuse_name (GError **error)
{
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "template-name", "A template needs a name");
  return FALSE;
}

/**
 * ctg_templates_put:
 * @db: the writer
 * @template: what to keep; its number and date are set
 * @error: `INVALID_INPUT` "template-name", `CONFLICT` "template-shortcut-taken", `STORAGE`
 *
 * Returns: whether it is kept
 */
gboolean
ctg_templates_put (CtgDb *db, CtgTemplate *template, GError **error)
{
  g_autofree char *key = ctg_key_of_name (template->name);

  if (key == NULL || *key == '\0')
    return refuse_name (error);
  template->changed_utc_s = ctg_clock_now_utc_s ();
  if (!check_shortcut (db, template, key, error) ||
      !ctg_db_run (db, error,
                   "INSERT INTO template (name, name_key, folder, shortcut, subject, text, changed_utc_s)"
                   " VALUES (?1, ?2, coalesce (?3, ''), coalesce (?4, ''), ?5, ?6, ?7)"
                   " ON CONFLICT (name_key) DO UPDATE SET name = ?1, folder = coalesce (?3, folder),"
                   " shortcut = coalesce (?4, shortcut), subject = ?5, text = ?6, changed_utc_s = ?7", "ssssssi",
                   template->name, key, template->folder, template->shortcut, template->subject, template->text,
                   template->changed_utc_s))
    return FALSE;
  template->id = ctg_db_get_int (db, 0, "SELECT id FROM template WHERE name_key = ?", "s", key);
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  return TRUE;
}

static gboolean
check_name (CtgDb *db, const CtgTemplate *template, const char *key, GError **error)
{
  if (template->name == NULL)
    return TRUE;
  if (key == NULL || *key == '\0')
    return refuse_name (error);
  if (ctg_db_get_int (db, 0, "SELECT count(*) FROM template WHERE name_key = ? AND id <> ?", "si", key,
                      template->id) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, "template-name-taken", "Another template has this name");
  return FALSE;
}

/**
 * ctg_templates_change:
 * @db: the writer
 * @template: a number, and what is new of it; the rest %NULL
 * @error: `NOT_FOUND` "no-template"; `INVALID_INPUT` "template-name"; `CONFLICT` "template-name-taken",
 *   "template-shortcut-taken"; `STORAGE`
 *
 * Returns: whether it is changed
 */
gboolean
ctg_templates_change (CtgDb *db, const CtgTemplate *template, GError **error)
{
  g_autofree char *key = template->name != NULL ? ctg_key_of_name (template->name) : NULL;

  if (!check_name (db, template, key, error) || !check_shortcut (db, template, NULL, error) ||
      !ctg_db_run (db, error, "UPDATE template SET name = coalesce (?, name), name_key = coalesce (?, name_key),"
                   " folder = coalesce (?, folder), shortcut = coalesce (?, shortcut), subject = coalesce (?, subject),"
                   " text = coalesce (?, text), changed_utc_s = ? WHERE id = ?", "ssssssii", template->name, key,
                   template->folder, template->shortcut, template->subject, template->text, ctg_clock_now_utc_s (),
                   template->id))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-template", "There is no such template");
  return FALSE;
}

/**
 * ctg_templates_rename_folder:
 * @db: the writer
 * @from: a folder
 * @to: what it is called from now on, "": its templates are in none
 * @error: `NOT_FOUND` "no-template-folder", `STORAGE`
 *
 * Templates of a folder that is called @to already stay in it.
 *
 * Returns: whether it is done
 */
gboolean
ctg_templates_rename_folder (CtgDb *db, const char *from, const char *to, GError **error)
{
  if (!ctg_db_run (db, error, "UPDATE template SET folder = ? WHERE folder = ? AND folder <> ''", "ss", to, from))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-template-folder", "There is no such folder of templates");
  return FALSE;
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
 * ctg_templates_read_shortcut:
 * @typed: a word, possibly with a slash before it; "": none
 * @error: `INVALID_INPUT` "template-shortcut"
 *
 * Returns: (transfer full) (nullable): the shortcut, in small letters
 */
char *
ctg_templates_read_shortcut (const char *typed, GError **error)
{
  const char *word = *typed == '/' ? typed + 1 : typed;
  gboolean is_word = g_utf8_validate (word, -1, NULL) && g_utf8_strlen (word, -1) <= CTG_TEMPLATE_SHORTCUT_MAX &&
                     (*word != '\0' || *typed == '\0');

  for (const char *c = word; is_word && *c != '\0'; c = g_utf8_next_char (c))
    is_word = g_unichar_isalnum (g_utf8_get_char (c)) || *c == '-' || *c == '_';
  if (is_word)
    return g_utf8_strdown (word, -1);
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "template-shortcut", "“%s” is no shortcut", typed);
  return NULL;
}

/**
 * ctg_templates_find_shortcut:
 * @db: any connection
 * @shortcut: a word as it was typed, whatever its case
 *
 * Returns: the template's number, 0: there is none
 */
gint64
ctg_templates_find_shortcut (CtgDb *db, const char *shortcut)
{
  g_autofree char *word = ctg_templates_read_shortcut (shortcut, NULL);

  return word != NULL && *word != '\0' ? ctg_db_get_int (db, 0, "SELECT id FROM template WHERE shortcut = ?", "s", word)
                                       : 0;
}

/* Removing, and taking it back. */

static char *
make_record (const CtgTemplate *template)
{
  g_autoptr (GVariant) record = g_variant_ref_sink (g_variant_new (RECORD_TYPE, template->id, template->name,
                                                                   template->folder, template->shortcut,
                                                                   template->subject, template->text));

  return g_variant_print (record, FALSE);
}

/**
 * ctg_templates_remove:
 * @db: the writer
 * @id: a template
 * @error: `NOT_FOUND` "no-template"; `CONFLICT` "template-in-use": a sequence sends it; `STORAGE`
 *
 * Throws it away; what it takes to have it back is kept as the last action.
 *
 * Returns: whether it is gone
 */
gboolean
ctg_templates_remove (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgTemplate) template = ctg_templates_get (db, id, error);
  g_autofree char *record = template != NULL ? make_record (template) : NULL;

  if (template == NULL)
    return FALSE;
  if (ctg_db_get_int (db, 0, "SELECT count(*) FROM sequence_step WHERE template = ?", "i", id) > 0)
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "template-in-use", "A sequence sends this template");
      return FALSE;
    }
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  return ctg_undo_begin (db, "template-remove", 0, record, error) &&
         ctg_db_run (db, error, "DELETE FROM template WHERE id = ?", "i", id);
}

/**
 * ctg_templates_restore:
 * @db: the writer
 * @record: what ctg_templates_remove() kept of one
 * @error: `CONFLICT` "template-name-taken": there is another one of its name; `STORAGE`
 *
 * Makes a template again, with its number, and with its shortcut unless another one has got it since.
 *
 * Returns: whether it is there again
 */
gboolean
ctg_templates_restore (CtgDb *db, const char *record, GError **error)
{
  const GVariantType *type = G_VARIANT_TYPE (RECORD_TYPE);
  g_autoptr (GVariant) values = record != NULL ? g_variant_parse (type, record, NULL, NULL, NULL) : NULL;
  g_autofree char *key = NULL;
  CtgTemplate template = { 0 };

  if (values == NULL)
    {
      ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "What is needed to take it back cannot be read");
      return FALSE;
    }
  g_variant_get (values, "(x&s&s&s&s&s)", &template.id, &template.name, &template.folder, &template.shortcut,
                 &template.subject, &template.text);
  key = ctg_key_of_name (template.name);
  if (!check_name (db, &template, key, error))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  return ctg_db_run (db, error, "INSERT INTO template (id, name, name_key, folder, shortcut, subject, text,"
                     " changed_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "issssssi", template.id, template.name, key,
                     template.folder, check_shortcut (db, &template, NULL, NULL) ? template.shortcut : "",
                     template.subject, template.text, ctg_clock_now_utc_s ());
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
