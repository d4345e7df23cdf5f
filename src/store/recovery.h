/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What became of a damaged database; kept in the one that took its place until a person has seen it. */
typedef struct
{
  gint64 recovered_utc_s;
  char *kept;                  /* (owned) the folder with the damaged one */
  gint64 n_messages;           /* that are there now */
  gint64 n_contacts;
  gint64 n_unreadable;         /* pages of the file */
  gboolean lost_letters;       /* letters may be missing, or what belongs to them: the servers have them */
  gboolean lost_own;           /* so may what only this computer had: contacts, notes, templates, what was decided */
  char *copy_day;              /* (owned) (nullable) "2026-01-31": the own copy that filled some of it */
  gboolean is_told;            /* on a terminal */
} CtgRecovery;

void         ctg_recovery_free    (CtgRecovery *self);
CtgRecovery *ctg_recovery_get     (CtgDb *db);      /* (nullable): none, or somebody has seen it */
gboolean     ctg_recovery_tell    (CtgDb *db, GError **error);
gboolean     ctg_recovery_seen    (CtgDb *db, GError **error);

/* Of a database that nobody has open; what is damaged is kept aside. */
gboolean     ctg_recovery_run     (const char *data_dir, GError **error);

typedef enum
{
  CTG_SOUNDNESS_TRUSTED,
  CTG_SOUNDNESS_UNCLEAN,       /* a process died with it open */
  CTG_SOUNDNESS_DOUBTED,       /* something in it could not be read */
} CtgSoundness;

/* On opening: what a database is worth, and looking through it; a file whose content is gone. */
CtgSoundness ctg_recovery_judge         (const char *data_dir, const char *path, gboolean has_log);
gboolean     ctg_recovery_look_through  (CtgDb *db, GError **error);
gboolean     ctg_recovery_check_emptied (const char *data_dir, const char *path, GError **error);

/* To look through the whole database when it is opened next: something in it could not be read. Any thread. */
void         ctg_recovery_doubt   (const char *data_dir);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgRecovery, ctg_recovery_free)

G_END_DECLS
