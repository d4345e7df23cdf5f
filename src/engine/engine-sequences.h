/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

#define CTG_NEW_SEQUENCE (-1)

/* A sequence as a person writes it down. Borrowed by whoever is given it. */
typedef struct
{
  gint64 template_id;
  guint delay_days;          /* working days after the step before, or after the enrolment */
} CtgSequenceFieldsStep;

typedef struct
{
  gint64 id;                 /* the one to change; 0: one of that name is replaced, or a new one made;
                              * CTG_NEW_SEQUENCE: none is replaced */
  const char *name;
  int from_minute;           /* of a working day, local time */
  int to_minute;
  const CtgSequenceFieldsStep *steps;
  guint n_steps;
} CtgSequenceFields;

typedef enum
{
  CTG_ENROLMENT_PAUSE,
  CTG_ENROLMENT_RESUME,      /* also of what waited for a person: goes on from now */
  CTG_ENROLMENT_SKIP,        /* the next step is left out */
  CTG_ENROLMENT_STOP,
} CtgEnrolmentChange;

void     ctg_engine_put_sequence_async      (CtgEngine *self, const CtgSequenceFields *fields,
                                             GAsyncReadyCallback callback, gpointer user_data);
gint64   ctg_engine_put_sequence_finish     (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_remove_sequence_async   (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                             gpointer user_data);

/* @sender: (nullable) the address it is written as, NULL: the default one */
void     ctg_engine_enrol_async             (CtgEngine *self, gint64 sequence_id, gint64 contact_id,
                                             const char *sender, GAsyncReadyCallback callback, gpointer user_data);
gint64   ctg_engine_enrol_finish            (CtgEngine *self, GAsyncResult *result, GError **error);
/* Whether somebody came into a sequence. */
typedef struct
{
  char *name;                /* (owned) */
  char *reason;              /* (owned) (nullable) why not: "no-address", "never-log", "already-enrolled", "no-more" */
} CtgEnrolmentOutcome;

void       ctg_enrolment_outcome_free       (CtgEnrolmentOutcome *self);
void       ctg_engine_enrol_several_async   (CtgEngine *self, gint64 sequence_id, GArray *contacts, const char *sender,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* (element-type CtgEnrolmentOutcome) of each; NULL: failed, and nobody is in it */
GPtrArray *ctg_engine_enrol_several_finish  (CtgEngine *self, GAsyncResult *result, GError **error);

void     ctg_engine_change_enrolment_async  (CtgEngine *self, gint64 id, CtgEnrolmentChange change,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* Somebody has asked for no more letters of sequences, or may get them again. */
void     ctg_engine_refuse_sequences_async  (CtgEngine *self, const char *address, gboolean refuses,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* Of remove, change and refuse. */
gboolean ctg_engine_change_sequences_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* Puts what is due into the outbox, for a process that does not run on: BUSY where another one does it anyway. */
void     ctg_engine_take_steps_async        (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data);
GArray  *ctg_engine_take_steps_finish       (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
