/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

#include <sqlite3.h>
#include <zstd.h>

G_BEGIN_DECLS

/* Private to src/store: one connection, confined to the thread that runs its jobs. */

/* Among the changes of a job, never told outside: words of deleted messages are to be purged from the index. */
#define CTG_CHANGE_INDEX_SHRANK ((CtgChange) (1 << 30))

typedef struct _CtgStaging CtgStaging;
typedef struct _CtgSearchFilter CtgSearchFilter;
typedef void (*CtgCommittedFunc) (CtgChange changes, gpointer data);

struct _CtgDb
{
  sqlite3 *handle;             /* (owned) */
  GHashTable *queries;         /* (owned) (element-type utf8 CtgQuery) prepared, by the address of their text */
  char *data_dir;              /* (owned) */
  gboolean can_write;
  ZSTD_CCtx *compressor;       /* (owned) */
  ZSTD_DCtx *decompressor;     /* (owned) */
  guint64 hash_key[2];         /* of ids, read from the profile at open */
  gint64 data_version;         /* last PRAGMA data_version */
  gint64 scrub_page;           /* the next one to be scrubbed; 0: the first */
  CtgCommittedFunc committed;  /* (nullable) called on the connection's thread after a commit */
  gpointer committed_data;     /* (unowned) */

  /* Of the job that runs. */
  GThread *owner;              /* (nullable) NULL: no job */
  CtgChange changes;
  GCancellable *cancellable;   /* (unowned) (nullable) */
  gint64 budget_end_us;        /* 0: none */
  CtgStaging *staging;         /* (owned) (nullable) attachment files of this transaction */
  gint64 last_taken_key;       /* see ctg_messages_put_head() */
  gint64 last_taken_for;
  char account_id[64];         /* whose row number was looked up last */
  gint64 account_number;       /* 0: nobody's */
  CtgSearchFilter *filter;     /* (unowned) (nullable) of the search that runs */
  gint64 action;               /* see ctg_undo_begin(); 0: none */
};

void        ctg_db_prepare_library (void);
CtgDb      *ctg_db_open            (const char *path, const char *data_dir, gboolean can_write,
                                    GError **error);
void        ctg_db_close           (CtgDb *self);
void        ctg_db_enter_job       (CtgDb *self, GCancellable *cancellable);
void        ctg_db_leave_job       (CtgDb *self);
gboolean    ctg_db_exec            (CtgDb *self, const char *sql, GError **error);
void        ctg_db_set_error       (CtgDb *self, int code, GError **error);

/* A statement in use. Types of the bound values, a letter each: 'i' gint64, 'd' int, 's' text (NULL: null), 'b' GBytes
 * (NULL: null). Failure shows in ctg_query_end(), so that reading is a plain loop. */
typedef struct _CtgQuery CtgQuery;

CtgQuery   *ctg_db_query           (CtgDb *self, const char *sql, const char *types, ...);
gboolean    ctg_db_run             (CtgDb *self, GError **error, const char *sql, const char *types, ...);
gint64      ctg_db_get_int         (CtgDb *self, gint64 fallback, const char *sql, const char *types, ...);
gboolean    ctg_query_next         (CtgQuery *self);
gboolean    ctg_query_end          (CtgQuery *self, GError **error);
gboolean    ctg_query_was_stopped  (CtgQuery *self);
void        ctg_query_free         (CtgQuery *self);
gint64      ctg_query_int          (CtgQuery *self, int column);
const char *ctg_query_text         (CtgQuery *self, int column);
char       *ctg_query_dup_text     (CtgQuery *self, int column);
GBytes     *ctg_query_dup_bytes    (CtgQuery *self, int column);
gboolean    ctg_query_is_null      (CtgQuery *self, int column);
GArray     *ctg_query_collect_ints (CtgQuery *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDb, ctg_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgQuery, ctg_query_free)

G_END_DECLS
