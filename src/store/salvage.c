/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads every row that can be read out of a file that SQLite refuses (libsqlite3 of Debian 12 has no recovery of its
 * own), and puts it into a new database:
 *
 *   where the tables begin   page 1 says; where it cannot, its rows are looked for in all pages
 *   a table                  its tree is walked. A page that is none, or not of this table, or named twice, is left
 *                            out, and the table is torn: something of it may be missing
 *   pages nobody names       belong to a torn table, if all of their rows fit exactly one
 *
 * Tables are strict, so that a row's types tell whether it fits. What was deleted cannot come back: with secure_delete
 * pages that are free are zeros. */

#include "salvage.h"
#include "salvage-table.h"
#include "errors.h"

#include <string.h>

#define DEPTH_MAX 24
#define SCHEMA_COLUMNS 5

/* Another tree of the file: an index, or a table of the full-text index. */
typedef struct
{
  gint64 root;
  gboolean is_torn;
} Tree;

typedef struct
{
  CtgDb *into;                 /* (unowned) */
  CtgPageFile *file;           /* (owned) */
  sqlite3 *former;             /* (owned) empty, with the tables of the file */
  GHashTable *roots;           /* (owned) (element-type utf8 gint64) by table */
  GArray *others;              /* (owned) (element-type Tree) */
  GPtrArray *tables;           /* (owned) (nullable) */
  guint8 *seen;                /* (owned) a byte a page */
  CtgCell cell;
  CtgSalvage *result;          /* (unowned) */
  int failure;                 /* of the new database */
} Salvaging;

static void
salvaging_clear (Salvaging *self)
{
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->file, ctg_page_file_free);
  g_clear_pointer (&self->roots, g_hash_table_unref);
  g_clear_pointer (&self->others, g_array_unref);
  ctg_cell_clear (&self->cell);
  sqlite3_close (self->former);
  g_free (self->seen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Salvaging, salvaging_clear)

/* Where tables begin ----------------------------------------------------------------------------------------------- */

static char *
dup_text (const CtgCell *cell, guint i)
{
  const CtgCellValue *value = &g_array_index (cell->values, CtgCellValue, i);

  if (value->type != SQLITE_TEXT || !g_utf8_validate_len ((const char *) value->bytes, value->length, NULL))
    return NULL;
  return g_strndup ((const char *) value->bytes, value->length);
}

/* Only the statement of a table is given to SQLite, in a database of its own that holds nothing. */
static gboolean
note_tree (Salvaging *self, const CtgCell *cell)
{
  g_autofree char *type = cell->values->len == SCHEMA_COLUMNS ? dup_text (cell, 0) : NULL;
  g_autofree char *name = type != NULL ? dup_text (cell, 1) : NULL;
  g_autofree char *sql = NULL;
  gboolean is_index = g_strcmp0 (type, "index") == 0;
  Tree tree = { 0 };
  gint64 root;

  if (name == NULL || g_array_index (cell->values, CtgCellValue, 3).type != SQLITE_INTEGER)
    return FALSE;
  root = tree.root = g_array_index (cell->values, CtgCellValue, 3).integer;
  if (!is_index && !g_str_equal (type, "table"))
    return g_str_equal (type, "view") || g_str_equal (type, "trigger");
  if (root == 0)
    return TRUE;
  sql = dup_text (cell, 4);
  if (is_index || g_str_has_prefix (name, "search_") || g_str_has_prefix (name, "sqlite_"))
    g_array_append_val (self->others, tree);
  else
    g_hash_table_replace (self->roots, g_steal_pointer (&name), g_memdup2 (&root, sizeof root));
  if (!is_index && sql != NULL && g_str_has_prefix (sql, "CREATE TABLE "))
    sqlite3_exec (self->former, sql, NULL, NULL, NULL);
  return TRUE;
}

static gboolean
read_schema_page (Salvaging *self, gint64 number)
{
  g_auto (CtgPage) page = { NULL };
  gboolean is_one = FALSE;

  ctg_page_load (&page, self->file, number);
  for (guint i = 0; page.kind == CTG_PAGE_TABLE_LEAF && i < page.n_cells; i++)
    if (ctg_page_read_cell (&page, i, &self->cell) && note_tree (self, &self->cell))
      is_one = TRUE;
    else if (!is_one)
      break;
  self->seen[number] |= is_one;
  return is_one;
}

static void
walk_schema (Salvaging *self, gint64 number, int depth)
{
  g_auto (CtgPage) page = { NULL };

  if (number < 1 || number > ctg_page_file_get_count (self->file) || self->seen[number])
    return;
  ctg_page_load (&page, self->file, number);
  if (page.kind == CTG_PAGE_TABLE_LEAF)
    read_schema_page (self, number);
  self->seen[number] |= page.kind == CTG_PAGE_TABLE_INNER;
  for (guint i = 0; page.kind == CTG_PAGE_TABLE_INNER && depth < DEPTH_MAX && i <= page.n_cells; i++)
    walk_schema (self, ctg_page_get_child (&page, i), depth + 1);
}

static gint64
count_missing_roots (Salvaging *self)
{
  g_autoptr (CtgQuery) query = NULL;
  gint64 n = 0;

  query = ctg_db_query (self->into, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                                    " AND name NOT LIKE 'sqlite_%'", "");
  while (ctg_query_next (query))
    n += !g_hash_table_contains (self->roots, ctg_query_text (query, 0));
  return n;
}

static void
find_tables (Salvaging *self)
{
  walk_schema (self, 1, 0);
  self->seen[1] = 1;
  for (gint64 page = 2; count_missing_roots (self) > 0 && page <= ctg_page_file_get_count (self->file); page++)
    if (!self->seen[page])
      read_schema_page (self, page);
}

/* Rows ------------------------------------------------------------------------------------------------------------- */

static void
tear (Salvaging *self, CtgSalvageTable *table)
{
  table->is_torn = TRUE;
  g_hash_table_add (self->result->torn, g_strdup (table->name));
}

static void
put (Salvaging *self, CtgSalvageTable *table)
{
  int code = ctg_salvage_table_put (table, &self->cell);

  if (code == SQLITE_DONE)
    self->result->n_rows++;
  else if ((code & 0xff) == SQLITE_CONSTRAINT || (code & 0xff) == SQLITE_MISMATCH)
    tear (self, table);
  else
    self->failure = code;
}

/* How many of a page's rows are this table's, and how many are rows of another one. */
static guint
count_fitting (Salvaging *self, const CtgPage *page, const CtgSalvageTable *table, guint *n_others)
{
  guint n = 0;

  *n_others = 0;
  for (guint i = 0; i < page->n_cells; i++)
    {
      if (!ctg_page_read_cell (page, i, &self->cell))
        continue;
      if (ctg_salvage_table_fits (table, self->into, &self->cell))
        n++;
      else
        *n_others += 1;
    }
  return n;
}

static void
take_rows (Salvaging *self, const CtgPage *page, CtgSalvageTable *table)
{
  for (guint i = 0; self->failure == 0 && i < page->n_cells; i++)
    if (ctg_page_read_cell (page, i, &self->cell) && ctg_salvage_table_fits (table, self->into, &self->cell))
      put (self, table);
}

static gboolean
is_of_kind (const CtgPage *page, gboolean is_index)
{
  return is_index ? page->kind == CTG_PAGE_INDEX_INNER || page->kind == CTG_PAGE_INDEX_LEAF
                  : page->kind == CTG_PAGE_TABLE_INNER || page->kind == CTG_PAGE_TABLE_LEAF;
}

/* FALSE: the page is not this table's, or some of it is noise. */
static gboolean
take_page (Salvaging *self, const CtgPage *page, CtgSalvageTable *table)
{
  guint n_others, n;

  if (page->kind == CTG_PAGE_TABLE_INNER)
    return TRUE;
  n = count_fitting (self, page, table, &n_others);
  if (n_others > n)
    {
      self->seen[page->number] = 0;
      return FALSE;
    }
  take_rows (self, page, table);
  return n == page->n_cells;
}

/* Returns whether all of it is there. @table: NULL: a tree whose rows are nothing that is wanted. */
static gboolean
walk (Salvaging *self, gint64 number, gboolean is_index, CtgSalvageTable *table, int depth)
{
  g_auto (CtgPage) page = { NULL };
  gboolean is_whole;

  if (number < 1 || number > ctg_page_file_get_count (self->file) || self->seen[number] || depth > DEPTH_MAX)
    return FALSE;
  ctg_page_load (&page, self->file, number);
  if (!is_of_kind (&page, is_index))
    {
      self->result->n_unreadable++;
      return FALSE;
    }
  self->seen[number] = 1;
  is_whole = table == NULL || take_page (self, &page, table);
  self->result->n_unreadable += !is_whole;
  if (page.kind == CTG_PAGE_TABLE_INNER || page.kind == CTG_PAGE_INDEX_INNER)
    for (guint i = 0; self->failure == 0 && i <= page.n_cells; i++)
      is_whole &= walk (self, ctg_page_get_child (&page, i), is_index, table, depth + 1);
  return is_whole;
}

/* The full-text index has tables of both kinds. */
static gboolean
is_root_of_index (Salvaging *self, gint64 root)
{
  g_auto (CtgPage) page = { NULL };

  ctg_page_load (&page, self->file, root);
  return is_of_kind (&page, TRUE);
}

static void
walk_all (Salvaging *self)
{
  for (guint i = 0; self->failure == 0 && i < self->tables->len; i++)
    {
      CtgSalvageTable *table = g_ptr_array_index (self->tables, i);
      const gint64 *root = g_hash_table_lookup (self->roots, table->name);

      table->root = root != NULL ? *root : 0;
      if (!walk (self, table->root, !table->has_rowid, table, 0))
        tear (self, table);
    }
  for (guint i = 0; self->failure == 0 && i < self->others->len; i++)
    {
      Tree *tree = &g_array_index (self->others, Tree, i);

      tree->is_torn = !walk (self, tree->root, is_root_of_index (self, tree->root), NULL, 0);
    }
}

/* Pages nobody names ----------------------------------------------------------------------------------------------- */

/* An index's rows look like those of a small table. */
static gboolean
may_be_of_index (Salvaging *self, const CtgPage *page)
{
  if (page->kind == CTG_PAGE_TABLE_LEAF)
    return FALSE;
  for (guint i = 0; i < self->others->len; i++)
    if (g_array_index (self->others, Tree, i).is_torn)
      return TRUE;
  return FALSE;
}

static CtgSalvageTable *
find_owner (Salvaging *self, const CtgPage *page)
{
  CtgSalvageTable *owner = NULL;
  guint n_others;

  for (guint i = 0; i < self->tables->len; i++)
    {
      CtgSalvageTable *table = g_ptr_array_index (self->tables, i);

      if (!table->is_torn || table->has_rowid != (page->kind == CTG_PAGE_TABLE_LEAF))
        continue;
      if (count_fitting (self, page, table, &n_others) == 0 || n_others > 0)
        continue;
      if (owner != NULL)
        return NULL;
      owner = table;
    }
  return owner;
}

static void
take_strays (Salvaging *self)
{
  for (gint64 number = 2; self->failure == 0 && number <= ctg_page_file_get_count (self->file); number++)
    {
      g_auto (CtgPage) page = { NULL };
      CtgSalvageTable *owner;

      if (self->seen[number] || g_hash_table_size (self->result->torn) == 0)
        continue;
      ctg_page_load (&page, self->file, number);
      if (page.kind == 0 || page.kind == CTG_PAGE_TABLE_INNER || may_be_of_index (self, &page))
        continue;
      owner = find_owner (self, &page);
      if (owner != NULL)
        take_rows (self, &page, owner);
    }
}

/**
 * ctg_salvage_init:
 * @self: (out): nothing read yet
 */
void
ctg_salvage_init (CtgSalvage *self)
{
  *self = (CtgSalvage) { .torn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

/**
 * ctg_salvage_clear:
 * @self: what was read
 */
void
ctg_salvage_clear (CtgSalvage *self)
{
  g_clear_pointer (&self->torn, g_hash_table_unref);
}

/**
 * ctg_salvage_lost:
 * @self: what was read
 * @table: a table's name
 *
 * Returns: whether rows of it may be missing
 */
gboolean
ctg_salvage_lost (const CtgSalvage *self, const char *table)
{
  return g_hash_table_contains (self->torn, table);
}

/**
 * ctg_salvage_rows:
 * @path: the damaged database's file, which nobody writes to; its log lies beside it
 * @into: a new database, in a transaction without a look at references
 * @result: (inout): what could be read
 * @error: `STORAGE` (of @path, of @into), `STORAGE_FULL`
 *
 * Reads what can be read. References between the rows may lead nowhere afterwards. Blocks, for a second per some 50 MB.
 *
 * Returns: whether @into has all that could be read
 */
gboolean
ctg_salvage_rows (const char *path, CtgDb *into, CtgSalvage *result, GError **error)
{
  g_auto (Salvaging) self = { .into = into, .result = result };

  ctg_cell_init (&self.cell);
  self.roots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.others = g_array_new (FALSE, TRUE, sizeof (Tree));
  self.file = ctg_page_file_open (path, error);
  if (self.file == NULL)
    return FALSE;
  self.seen = g_malloc0 ((gsize) ctg_page_file_get_count (self.file) + 2);
  if (sqlite3_open_v2 (":memory:", &self.former, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return FALSE;
  find_tables (&self);
  self.tables = ctg_salvage_tables_list (into, self.former, error);
  if (self.tables == NULL)
    return FALSE;
  walk_all (&self);
  take_strays (&self);
  if (self.failure != 0)
    ctg_db_set_error (into, self.failure, error);
  return self.failure == 0;
}
