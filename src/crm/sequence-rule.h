/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Automatic letters a thread may hold, and how long a contact is left alone after one (Q1). */
#define CTG_SEQUENCE_MAX_IN_THREAD 5
#define CTG_SEQUENCE_PEACE_S (24 * 60 * 60)

typedef enum
{
  CTG_SEQUENCE_SEND,
  CTG_SEQUENCE_WAIT,   /* until until_utc_s */
  CTG_SEQUENCE_ASK,    /* a person decides */
  CTG_SEQUENCE_STOP,   /* for this contact, for good */
} CtgSequenceDecision;

/* What became of the letter before. */
typedef enum
{
  CTG_SEQUENCE_LAST_NONE,
  CTG_SEQUENCE_LAST_LEAVING,
  CTG_SEQUENCE_LAST_SENT,
  CTG_SEQUENCE_LAST_NOT_SENT,
} CtgSequenceLast;

/* Minutes of a working day, Monday to Friday, local time: from <= t < to; 0 <= from < to <= 1440. */
typedef struct
{
  int from_minute;
  int to_minute;
} CtgWorkingHours;

/* Where nobody has said otherwise. */
#define CTG_USUAL_HOURS ((CtgWorkingHours) { 9 * 60, 18 * 60 })

typedef struct
{
  gint64 now_utc_s;
  gint64 due_utc_s;
  CtgWorkingHours hours;
  gboolean is_answered;            /* a person's mail has come since the enrolment */
  gboolean is_bounced;
  gboolean wants_no_more;          /* the contact has asked for it */
  gboolean is_never_logged;        /* on the never-log list */
  CtgSequenceLast last;
  gint64 last_automatic_utc_s;     /* to this contact, of any sequence; 0: never */
  guint n_in_thread;               /* automatic letters in the thread it would go on with */
  guint n_minute;                  /* letters of this mailbox in the last 60 s, and in the last 24 h */
  guint n_day;
  guint limit_minute;
  guint limit_day;
} CtgSequenceFacts;

typedef struct
{
  CtgSequenceDecision decision;
  gint64 until_utc_s;              /* of WAIT */
  const char *reason;              /* of ASK and STOP: a token */
} CtgSequenceVerdict;

CtgSequenceVerdict ctg_sequence_rule_decide (const CtgSequenceFacts *facts, GTimeZone *zone);
gint64             ctg_sequence_rule_due    (gint64 after_utc_s, guint n_working_days, CtgWorkingHours hours,
                                             GTimeZone *zone);
gboolean           ctg_sequence_rule_wants_no_more (const char *text);

G_END_DECLS
