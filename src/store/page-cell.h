/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page-file.h"

G_BEGIN_DECLS

/* A row as it stands in a page. Kinds of pages as in the file. */
enum { CTG_PAGE_INDEX_INNER = 2, CTG_PAGE_TABLE_INNER = 5, CTG_PAGE_INDEX_LEAF = 10, CTG_PAGE_TABLE_LEAF = 13 };

typedef struct
{
  int type;                    /* SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL */
  gint64 integer;
  double real;
  const guint8 *bytes;         /* (unowned) in the cell's payload */
  gsize length;
} CtgCellValue;

typedef struct
{
  gint64 rowid;                /* of a table with rowids */
  GByteArray *payload;         /* (owned) */
  GArray *values;              /* (owned) (element-type CtgCellValue) */
} CtgCell;

/* A page that is looked at. */
typedef struct
{
  const CtgPageFile *file;     /* (unowned) */
  gint64 number;
  guint8 *bytes;               /* (owned) */
  guint start;                 /* of its header */
  int kind;                    /* 0: none of ours */
  guint n_cells;
} CtgPage;

void     ctg_page_load        (CtgPage *self, const CtgPageFile *file, gint64 number);
void     ctg_page_clear       (CtgPage *self);
gint64   ctg_page_get_child   (const CtgPage *self, guint i);   /* of an inner page; n_cells: the last one */
gboolean ctg_page_read_cell   (const CtgPage *self, guint i, CtgCell *cell);
void     ctg_cell_init        (CtgCell *self);
void     ctg_cell_clear       (CtgCell *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtgPage, ctg_page_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtgCell, ctg_cell_clear)

G_END_DECLS
