/* SPDX-License-Identifier: GPL-3.0-or-later */

/* secure_delete overwrites what is deleted, but not what SQLite leaves behind when it moves cells from a page to its
 * neighbours (rebuildPage() of 3.40.1): a copy of the row stays in the page's unused middle until something else is
 * written there. So the unused parts of all pages are overwritten here, in the file itself. Nobody ever reads them; a
 * crash in between leaves a sound file.
 *
 * Specification: SQLite file format, section 1.6, B-tree pages */

#include "scrub.h"
#include "clock.h"
#include "errors.h"

#include <string.h>

/* At once, under the writer's lock: some 10 ms. */
#define PAGES_AT_ONCE 1024
#define WAITS_MAX 20
#define WAIT_US 20000

typedef struct
{
  sqlite3_file *file;          /* (unowned) the connection's own: a second descriptor's end would drop its locks */
  gint64 page_size;
  guint8 *bytes;               /* (owned) one page */
} Scrub;

static guint
get_u16 (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

/* FALSE: it could not be written, and the next time is as good. */
static gboolean
blank (const Scrub *scrub, gint64 offset, guint first, guint end)
{
  static const guint8 zeros[65536];

  for (guint i = first; i < end; i++)
    if (scrub->bytes[i] != 0)
      return scrub->file->pMethods->xWrite (scrub->file, zeros, (int) (end - first), offset + first) == SQLITE_OK;
  return TRUE;
}

/* Each ends where a next one may begin, so a damaged chain ends soon. */
static gboolean
blank_free_blocks (const Scrub *scrub, gint64 offset, guint first, guint usable)
{
  guint at = first;

  while (at != 0 && at + 4 <= usable)
    {
      guint next = get_u16 (scrub->bytes + at);
      guint size = get_u16 (scrub->bytes + at + 2);

      if (size < 4 || at + size > usable || (next != 0 && next < at + size))
        return TRUE;
      if (!blank (scrub, offset, at + 4, at + size))
        return FALSE;
      at = next;
    }
  return TRUE;
}

/* Pages of overflow and of the free list begin with a page number below 2^24, hence with 0. */
static gboolean
scrub_page (const Scrub *scrub, gint64 page, guint usable)
{
  gint64 offset = (page - 1) * scrub->page_size;
  guint header = page == 1 ? 100 : 0;
  guint8 type = scrub->bytes[header];
  gboolean is_leaf = type == 10 || type == 13;
  guint cells, content;

  if (!is_leaf && type != 2 && type != 5)
    return TRUE;
  cells = header + (is_leaf ? 8 : 12) + 2 * get_u16 (scrub->bytes + header + 3);
  content = get_u16 (scrub->bytes + header + 5);
  if (content == 0)
    content = 65536;
  if (cells > content || content > usable)
    return TRUE;
  return blank (scrub, offset, cells, content) &&
         blank_free_blocks (scrub, offset, get_u16 (scrub->bytes + header + 1), usable);
}

static gboolean
scrub_pages (const Scrub *scrub, gint64 first, gint64 end)
{
  guint usable = 0;

  if (scrub->file->pMethods->xRead (scrub->file, scrub->bytes, (int) scrub->page_size, 0) != SQLITE_OK)
    return FALSE;
  usable = (guint) scrub->page_size - scrub->bytes[20];
  for (gint64 page = first; page < end; page++)
    {
      gint64 offset = (page - 1) * scrub->page_size;

      /* Where SQLite's locks lie there is no page. */
      if (offset <= 0x40000000 && offset + scrub->page_size > 0x40000000)
        continue;
      if (scrub->file->pMethods->xRead (scrub->file, scrub->bytes, (int) scrub->page_size, offset) != SQLITE_OK ||
          !scrub_page (scrub, page, usable))
        return FALSE;
    }
  return scrub->file->pMethods->xSync (scrub->file, SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

static gboolean
is_log_empty (CtgDb *db)
{
  sqlite3_file *log = NULL;
  sqlite3_int64 size = 0;

  if (sqlite3_file_control (db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK || log == NULL ||
      log->pMethods == NULL)
    return FALSE;
  return log->pMethods->xFileSize (log, &size) == SQLITE_OK && size == 0;
}

/* The lock, and nothing in the log: then nobody copies from it into the file until the lock is given back. */
static gboolean
begin_alone (CtgDb *db, GError **error)
{
  for (int i = 0; i < WAITS_MAX; i++)
    {
      sqlite3_wal_checkpoint_v2 (db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
      if (!ctg_db_exec (db, "BEGIN IMMEDIATE", error))
        return FALSE;
      if (is_log_empty (db))
        return TRUE;
      ctg_db_exec (db, "ROLLBACK", NULL);
      g_usleep (WAIT_US);
    }
  ctg_error_set (error, CTG_ERROR_BUSY, NULL, "Somebody keeps reading the database");
  return FALSE;
}

/**
 * ctg_scrub_step:
 * @db: the writer, outside a transaction
 * @page: (inout): the page to begin with, from 1; afterwards the next, or 0: that was all
 * @error: `BUSY`, `STORAGE`
 *
 * Overwrites the unused parts of some of the file's pages. Blocks writers of all processes for some milliseconds.
 *
 * Returns: whether it went well
 */
gboolean
ctg_scrub_step (CtgDb *db, gint64 *page, GError **error)
{
  Scrub scrub = { NULL };
  g_autofree guint8 *bytes = NULL;
  sqlite3_int64 size = 0;
  gint64 n_pages, end;
  gboolean done;

  if (!begin_alone (db, error))
    return FALSE;
  scrub.page_size = ctg_db_get_int (db, 4096, "PRAGMA page_size", "");
  scrub.bytes = bytes = g_malloc (scrub.page_size);
  sqlite3_file_control (db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &scrub.file);
  done = scrub.file != NULL && scrub.file->pMethods->xFileSize (scrub.file, &size) == SQLITE_OK;
  n_pages = size / scrub.page_size;
  end = MIN (*page + PAGES_AT_ONCE, n_pages + 1);
  done = done && scrub_pages (&scrub, *page, end);
  ctg_db_exec (db, "ROLLBACK", NULL);
  /* Pages kept in memory still have what was overwritten, and would bring it back. */
  sqlite3_db_release_memory (db->handle);
  if (!done)
    ctg_error_set (error, CTG_ERROR_STORAGE, NULL, "Unused parts of the database could not be overwritten");
  else
    *page = end <= n_pages ? end : 0;
  return done;
}
