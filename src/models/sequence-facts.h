/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgDb CtgDb;
typedef struct _CtgStore CtgStore;

typedef struct
{
  gint64 template_id;
  char *template_name;
  guint delay_days;
  gint64 n_sent;
  gint64 n_answered;
  gint64 n_bounced;
} CtgStepFacts;

/* Somebody in a sequence. States and reasons as in the engine's sequence-texts.h. */
typedef struct
{
  gint64 id;
  gint64 contact_id;
  char *name;
  char *sequence_name;
  const char *state;
  char *reason;           /* (nullable) */
  guint position;
  guint n_steps;
  gint64 due_utc_s;
} CtgEnrolmentFactsRow;

/* A sequence as the window shows it. */
typedef struct
{
  gint64 id;
  char *name;
  int from_minute;
  int to_minute;
  gint64 n_open;
  guint n_asking;         /* of @people */
  GPtrArray *steps;       /* (owned) (element-type CtgStepFacts) */
  GPtrArray *people;      /* (owned) (element-type CtgEnrolmentFactsRow) who waits for a person first; at most 500 */
} CtgSequenceRow;

/* A sequence to choose. */
typedef struct
{
  gint64 id;
  char *name;
} CtgSequenceName;

/* (element-type CtgEnrolmentFactsRow) the sequences a contact is in and that have not ended */
GPtrArray      *ctg_memberships_read           (CtgDb *db, gint64 contact_id, GError **error);
void            ctg_sequence_row_free          (CtgSequenceRow *self);
CtgSequenceRow *ctg_sequence_row_read          (CtgDb *db, gint64 id, GError **error);
void            ctg_sequence_names_load_async  (CtgStore *store, GAsyncReadyCallback callback, gpointer user_data);
/* (element-type CtgSequenceName) */
GPtrArray      *ctg_sequence_names_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSequenceRow, ctg_sequence_row_free)

G_END_DECLS
