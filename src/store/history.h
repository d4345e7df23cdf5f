/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_HISTORY_OPEN,        /* to be done, by whoever holds the engine's lock */
  CTG_HISTORY_PAUSED,
  CTG_HISTORY_DONE,
  CTG_HISTORY_GIVEN_UP,
} CtgHistoryState;

/* Past correspondence of a mailbox to be logged, on a contact or on all. */
typedef struct
{
  gint64 id;
  char *account_id;           /* (owned) */
  gint64 contact_id;          /* 0: all contacts */
  gint64 since_utc_s;         /* 0: from the beginning */
  CtgHistoryState state;
  gint64 n_seen;              /* headers looked at */
  gint64 n_logged;            /* messages that became logged */
  gint64 n_failed;            /* could not be read, set aside */
  gint64 asked_utc_s;
  gint64 changed_utc_s;
  gint64 n_done, n_total;     /* of the headers that the folders begun so far hold */
  guint n_folders_done, n_folders;
  gint64 n_bodies_wanted;     /* of what is logged in this mailbox */
} CtgHistory;

/* A folder to be looked through. */
typedef struct
{
  gint64 folder_id;
  char *remote_name;          /* (owned) */
  char *name;                 /* (owned) */
  char *token;                /* (owned) (nullable) of the last committed step of the search */
  char *pull_token;           /* (owned) (nullable) of a folder that is watched */
  gboolean is_done;
} CtgHistoryFolder;

void        ctg_history_free          (CtgHistory *self);
void        ctg_history_folder_free   (CtgHistoryFolder *self);
/* an unfinished one for the same is taken up again */
gboolean    ctg_history_ask           (CtgDb *db, const char *account_id, gint64 contact_id, gint64 since_utc_s,
                                       gint64 *id, GError **error);
CtgHistory *ctg_history_get           (CtgDb *db, gint64 id, GError **error);                          /* NOT_FOUND */
GPtrArray  *ctg_history_list          (CtgDb *db, GError **error);                      /* CtgHistory, newest first */
/* the oldest open one; 0: none */
gint64      ctg_history_find_open     (CtgDb *db, const char *account_id);
gboolean    ctg_history_set_state     (CtgDb *db, gint64 id, CtgHistoryState state, GError **error);
gboolean    ctg_history_is_open       (CtgDb *db, gint64 id);
gboolean    ctg_history_add_folder    (CtgDb *db, gint64 id, gint64 folder_id, GError **error);
GPtrArray  *ctg_history_list_folders  (CtgDb *db, gint64 id, GError **error);                /* CtgHistoryFolder */
gboolean    ctg_history_note_step     (CtgDb *db, gint64 id, gint64 folder_id, const char *token, gint64 n_done,
                                       gint64 n_total, GError **error);
gboolean    ctg_history_add_counts    (CtgDb *db, gint64 id, gint64 n_seen, gint64 n_logged, gint64 n_failed,
                                       GError **error);
gboolean    ctg_history_end_folder    (CtgDb *db, gint64 id, gint64 folder_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgHistory, ctg_history_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgHistoryFolder, ctg_history_folder_free)

G_END_DECLS
