/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "salvage-table.h"
#include "compress.h"
#include "errors.h"

#include <string.h>

typedef struct
{
  char *name;                  /* (owned) */
  int type;                    /* SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB */
  gboolean is_rowid;           /* stored as null: the row's number stands for it */
  gboolean may_be_null;
  gboolean is_packed;          /* zstd */
  char *initial;               /* (owned) (nullable) of a column that came later: its rows are shorter */
  int parameter;               /* of the insertion, from 1; 0: the column is no more */
} Column;

/* SQLite cannot tell when a packed text is noise. */
static const char *const packed[][2] = {
  { "body_text", "text" }, { "body_source", "bytes" }, { "outbox", "bytes" }, { "quarantine", "raw" },
};

static void
column_clear (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  g_free (column->initial);
}

/**
 * ctg_salvage_table_free:
 * @self: (transfer full) (nullable): a table
 */
void
ctg_salvage_table_free (CtgSalvageTable *self)
{
  if (self == NULL)
    return;
  sqlite3_finalize (self->insert);
  g_array_unref (self->columns);
  g_free (self->name);
  g_free (self);
}

static gboolean
is_packed (const char *table, const char *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (packed); i++)
    if (g_str_equal (packed[i][0], table) && g_str_equal (packed[i][1], column))
      return TRUE;
  return FALSE;
}

static int
type_from_name (const char *name)
{
  if (g_strcmp0 (name, "INTEGER") == 0)
    return SQLITE_INTEGER;
  return g_strcmp0 (name, "TEXT") == 0 ? SQLITE_TEXT : SQLITE_BLOB;
}

/* With rowids in the order they were declared, else the primary key's columns first. */
static const char *
columns_sql (gboolean has_rowid)
{
  if (has_rowid)
    return "SELECT t.name, t.type, t.pk, t.\"notnull\", t.dflt_value,"
           "       (SELECT count(*) FROM pragma_table_info (?1) WHERE pk > 0) FROM pragma_table_info (?1) AS t"
           " ORDER BY t.cid";
  return "SELECT t.name, t.type, 0, t.\"notnull\", t.dflt_value, 0 FROM pragma_index_list (?1) AS l"
         "  JOIN pragma_index_xinfo (l.name) AS x JOIN pragma_table_info (?1) AS t ON t.cid = x.cid"
         " WHERE l.origin = 'pk' ORDER BY x.seqno";
}

static void
read_columns (CtgSalvageTable *self, sqlite3 *from)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (from, columns_sql (self->has_rowid), -1, &statement, NULL) != SQLITE_OK)
    return;
  sqlite3_bind_text (statement, 1, self->name, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Column column = { .name = g_strdup ((const char *) sqlite3_column_text (statement, 0)) };

      column.type = type_from_name ((const char *) sqlite3_column_text (statement, 1));
      column.is_rowid = sqlite3_column_int (statement, 2) == 1 && sqlite3_column_int (statement, 5) == 1 &&
                        column.type == SQLITE_INTEGER;
      column.may_be_null = sqlite3_column_int (statement, 3) == 0;
      column.initial = g_strdup ((const char *) sqlite3_column_text (statement, 4));
      column.is_packed = is_packed (self->name, column.name);
      g_array_append_val (self->columns, column);
    }
  sqlite3_finalize (statement);
}

static gboolean
has_column (sqlite3 *db, const char *table, const char *column)
{
  return sqlite3_table_column_metadata (db, "main", table, column, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

static gboolean
prepare (CtgSalvageTable *self, CtgDb *into, GError **error)
{
  /* What the program put into a new profile by itself gives way to what was there. */
  gboolean replaces = g_str_equal (self->name, "setting") || g_str_equal (self->name, "never_log");
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autofree char *sql = NULL;
  int n = 0, code;

  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = &g_array_index (self->columns, Column, i);

      if (!has_column (into->handle, self->name, column->name))
        continue;
      column->parameter = ++n;
      g_string_append_printf (names, "%s\"%s\"", n > 1 ? ", " : "", column->name);
      g_string_append_printf (marks, "%s?%d", n > 1 ? ", " : "", n);
    }
  sql = g_strdup_printf ("INSERT OR %s INTO \"%s\" (%s) VALUES (%s)", replaces ? "REPLACE" : "IGNORE", self->name,
                         names->str, marks->str);
  code = sqlite3_prepare_v2 (into->handle, sql, -1, &self->insert, NULL);
  if (code != SQLITE_OK)
    ctg_db_set_error (into, code, error);
  return code == SQLITE_OK;
}

static CtgSalvageTable *
table_new (CtgDb *into, sqlite3 *former, const char *name, gboolean has_rowid, GError **error)
{
  g_autoptr (CtgSalvageTable) self = g_new0 (CtgSalvageTable, 1);

  self->name = g_strdup (name);
  self->has_rowid = has_rowid;
  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  read_columns (self, former);
  if (self->columns->len == 0)
    read_columns (self, into->handle);
  return prepare (self, into, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ctg_salvage_tables_list:
 * @into: a new database
 * @former: an empty one with the tables that the damaged one said it has
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgSalvageTable) (nullable): the tables of @into whose rows are data
 */
GPtrArray *
ctg_salvage_tables_list (CtgDb *into, sqlite3 *former, GError **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_salvage_table_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (into, "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                              " AND name NOT LIKE 'sqlite_%' ORDER BY name", "");
  while (ctg_query_next (query))
    {
      const char *name = ctg_query_text (query, 0);
      CtgSalvageTable *table = table_new (into, former, name, ctg_query_int (query, 1) == 0, error);

      if (table == NULL)
        return NULL;
      g_ptr_array_add (tables, table);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&tables) : NULL;
}

static gboolean
unpacks (CtgDb *into, const CtgCellValue *value)
{
  g_autoptr (GBytes) content = value->length > 0 ? ctg_decompress (into, value->bytes, value->length, NULL) : NULL;

  return value->length == 0 || content != NULL;
}

static gboolean
value_fits (const Column *column, CtgDb *into, const CtgCellValue *value)
{
  if (column->is_rowid || value->type == SQLITE_NULL)
    return value->type == SQLITE_NULL && (column->is_rowid || column->may_be_null);
  if (value->type != column->type)
    return FALSE;
  if (value->type == SQLITE_TEXT)
    return g_utf8_validate_len ((const char *) value->bytes, value->length, NULL);
  return !column->is_packed || unpacks (into, value);
}

/**
 * ctg_salvage_table_fits:
 * @self: a table
 * @into: whose decompressor is used
 * @cell: a row
 *
 * Returns: whether it can be one of this table
 */
gboolean
ctg_salvage_table_fits (const CtgSalvageTable *self, CtgDb *into, const CtgCell *cell)
{
  if (cell->values->len > self->columns->len)
    return FALSE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);

      if (i < cell->values->len ? !value_fits (column, into, &g_array_index (cell->values, CtgCellValue, i))
                                : column->initial == NULL && !column->may_be_null)
        return FALSE;
    }
  return TRUE;
}

static void
bind (sqlite3_stmt *insert, int at, const CtgCellValue *value)
{
  if (value->type == SQLITE_INTEGER)
    sqlite3_bind_int64 (insert, at, value->integer);
  else if (value->type == SQLITE_TEXT)
    sqlite3_bind_text64 (insert, at, (const char *) value->bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
  else if (value->type == SQLITE_BLOB && value->length > 0)
    sqlite3_bind_blob64 (insert, at, value->bytes, value->length, SQLITE_STATIC);
  else if (value->type == SQLITE_BLOB)
    sqlite3_bind_zeroblob (insert, at, 0);
  else
    sqlite3_bind_null (insert, at);
}

/* Columns that came later have numbers as what they are at first, or nothing. */
static void
bind_initial (sqlite3_stmt *insert, const Column *column)
{
  if (column->initial != NULL)
    sqlite3_bind_int64 (insert, column->parameter, g_ascii_strtoll (column->initial, NULL, 10));
  else
    sqlite3_bind_null (insert, column->parameter);
}

/**
 * ctg_salvage_table_put:
 * @self: a table
 * @cell: a row that fits
 *
 * Puts it into the new database, unless it has one of its key.
 *
 * Returns: what SQLite answered: SQLITE_DONE, or a constraint that the row breaks
 */
int
ctg_salvage_table_put (CtgSalvageTable *self, const CtgCell *cell)
{
  int code;

  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);

      if (column->parameter == 0)
        continue;
      if (column->is_rowid)
        sqlite3_bind_int64 (self->insert, column->parameter, cell->rowid);
      else if (i < cell->values->len)
        bind (self->insert, column->parameter, &g_array_index (cell->values, CtgCellValue, i));
      else
        bind_initial (self->insert, column);
    }
  code = sqlite3_step (self->insert);
  sqlite3_reset (self->insert);
  sqlite3_clear_bindings (self->insert);
  return code;
}
