/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_ACTIVITY_IDLE,          /* not running here */
  CTG_ACTIVITY_CONNECTING,
  CTG_ACTIVITY_PULLING,
  CTG_ACTIVITY_WATCHING,      /* up to date, waiting for news */
  CTG_ACTIVITY_WAITING,       /* failed, tries again at retry_utc_s */
  CTG_ACTIVITY_STOPPED,       /* needs the person */
} CtgActivityState;

/* What a mailbox is doing right now. */
typedef struct
{
  CtgActivityState state;
  char *folder;               /* (owned) (nullable) */
  gint64 n_done, n_total;     /* messages of the pull in progress */
  gint64 retry_utc_s;
  GError *error;              /* (owned) (nullable) why WAITING or STOPPED */
} CtgActivity;

CtgActivity *ctg_activity_copy (const CtgActivity *self);
void         ctg_activity_free (CtgActivity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgActivity, ctg_activity_free)

G_END_DECLS
