/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* A template and how long it waits after the step before, or after the enrolment. */
typedef struct
{
  gint64 template_id;
  char *template_name;       /* (owned) (nullable) filled when read */
  guint delay_days;          /* working days */
} CtgSequenceStep;

typedef struct
{
  gint64 id;
  char *name;                /* (owned) unique whatever its case */
  int from_minute;           /* of a working day, local time */
  int to_minute;
  gint64 changed_utc_s;
  GPtrArray *steps;          /* (owned) (element-type CtgSequenceStep) */
  gint64 n_open;             /* contacts that get letters, wait for a person or are paused; filled when read */
} CtgSequence;

/* What became of one step's letters. */
typedef struct
{
  gint64 n_sent;
  gint64 n_answered;
  gint64 n_bounced;
} CtgSequenceCounts;

CtgSequence *ctg_sequence_new           (void);
void         ctg_sequence_free          (CtgSequence *self);
void         ctg_sequence_add_step      (CtgSequence *self, gint64 template_id, guint delay_days);

/* One of the same number, or without a number of the same name, is replaced, keeping its contacts. Sets id. */
gboolean     ctg_sequences_put          (CtgDb *db, CtgSequence *sequence, GError **error);
CtgSequence *ctg_sequences_get          (CtgDb *db, gint64 id, GError **error);           /* NOT_FOUND */
gint64       ctg_sequences_find         (CtgDb *db, const char *id_or_name);             /* 0: none */
gboolean     ctg_sequences_remove       (CtgDb *db, gint64 id, GError **error);
GArray      *ctg_sequences_list_ids     (CtgDb *db, GError **error);                      /* gint64, by name */
/* (element-type CtgSequenceCounts) a row a step */
GArray      *ctg_sequences_count        (CtgDb *db, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSequence, ctg_sequence_free)

G_END_DECLS
