/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* The never-log list: patterns in their one spelling, which crm reads. */
GPtrArray *ctg_never_log_list       (CtgDb *db, GError **error);                          /* utf8, sorted */
gboolean   ctg_never_log_add        (CtgDb *db, const char *pattern, gboolean *is_new, GError **error);
gboolean   ctg_never_log_remove     (CtgDb *db, const char *pattern, gboolean *was_there, GError **error);

/* What a rule speaks for and a person has to decide. A refused message is not logged by itself any more. */
typedef enum { CTG_TRAY_ABSENT, CTG_TRAY_WAITING, CTG_TRAY_REFUSED } CtgTrayState;

typedef struct
{
  gint64 message_key;
  char *rule;
  char *matched_message_id;      /* (nullable) the logged id it names */
  gint64 since_utc_s;
} CtgTrayEntry;

void          ctg_tray_entry_free   (CtgTrayEntry *self);
GPtrArray    *ctg_tray_list         (CtgDb *db, GError **error);           /* CtgTrayEntry, newest message first */
CtgTrayEntry *ctg_tray_get          (CtgDb *db, gint64 key, GError **error);              /* waiting; NOT_FOUND */
CtgTrayState  ctg_tray_get_state    (CtgDb *db, gint64 key);
gint64        ctg_tray_count        (CtgDb *db);
gboolean      ctg_tray_put          (CtgDb *db, gint64 key, const char *rule, const char *matched_message_id,
                                     GError **error);
gboolean      ctg_tray_refuse       (CtgDb *db, gint64 key, GError **error);
gboolean      ctg_tray_remove       (CtgDb *db, gint64 key, GError **error);

/* What was done last, to be taken back. Between begin and end every entry made or removed is noted. */
typedef struct
{
  gint64 id;
  char *kind;                    /* "log", "unlog", "accept", "refuse", "never-add", "never-remove", "split", "merge",
                                    "contact-merge", "template-remove", "deal-remove" */
  gint64 message_key;            /* 0: none */
  char *text;                    /* (nullable) a pattern, a rule with its matched id, ids of a thread */
  gint64 done_utc_s;
} CtgAction;

void       ctg_action_free          (CtgAction *self);
gboolean   ctg_undo_begin           (CtgDb *db, const char *kind, gint64 key, const char *text, GError **error);
void       ctg_undo_end             (CtgDb *db);
CtgAction *ctg_undo_get_last        (CtgDb *db, GError **error);                                   /* NOT_FOUND */
GPtrArray *ctg_undo_list_entries    (CtgDb *db, gint64 action, GError **error);                 /* CtgLogEntry */
gboolean   ctg_undo_forget          (CtgDb *db, gint64 action, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTrayEntry, ctg_tray_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAction, ctg_action_free)

G_END_DECLS
