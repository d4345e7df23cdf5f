/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* A contact in a sequence (Q2). ACTIVE, PAUSED and ASKING are open: a contact is in a sequence once at a time. */
typedef enum
{
  CTG_ENROLMENT_ACTIVE,
  CTG_ENROLMENT_PAUSED,    /* by a person */
  CTG_ENROLMENT_ASKING,    /* a person decides: see reason */
  CTG_ENROLMENT_FINISHED,  /* all steps are taken */
  CTG_ENROLMENT_STOPPED,   /* see reason */
} CtgEnrolmentState;

typedef struct
{
  gint64 id;
  gint64 sequence_id;
  gint64 contact_id;
  char *sender;            /* (owned) the address it is written as */
  CtgEnrolmentState state;
  char *reason;            /* (owned) (nullable) a token: of ASKING and STOPPED */
  guint position;          /* of the step that comes next */
  gint64 due_utc_s;        /* of that step */
  gint64 enrolled_utc_s;
  gint64 changed_utc_s;
  /* Filled when read. */
  char *sequence_name;     /* (owned) (nullable) */
  char *contact_name;      /* (owned) (nullable) */
  char *recipient;         /* (owned) (nullable) the contact's first address, NULL: it has none */
  guint n_steps;
} CtgEnrolment;

/* What the database knows that crm's rule asks for. */
typedef struct
{
  gboolean is_answered;
  gboolean is_bounced;
  gboolean wants_no_more;
  gint64 last_outbox_id;          /* the letter before, 0: none */
  int last_outbox_state;          /* a CtgOutboxState */
  gint64 first_message_key;       /* the first letter, where it is logged; 0: none */
  gint64 last_automatic_utc_s;    /* to this contact, of any sequence */
  guint n_in_thread;              /* automatic letters in the first letter's thread */
  guint n_minute;                 /* letters of the sender's mailbox */
  guint n_day;
} CtgEnrolmentFacts;

const char   *ctg_enrolment_state_to_string (CtgEnrolmentState state);
void          ctg_enrolment_free            (CtgEnrolment *self);

/* CONFLICT "already-enrolled", "no-more". Sets id. */
gboolean      ctg_enrolments_insert         (CtgDb *db, CtgEnrolment *enrolment, GError **error);
CtgEnrolment *ctg_enrolments_get            (CtgDb *db, gint64 id, GError **error);    /* NOT_FOUND "no-enrolment" */
/* (element-type gint64) open ones first, by what is due next; 0 matches all */
GArray       *ctg_enrolments_list_ids       (CtgDb *db, gint64 sequence_id, gint64 contact_id, GError **error);
gint64        ctg_enrolments_next_due       (CtgDb *db, gint64 now_utc_s);              /* 0: none */
gint64        ctg_enrolments_next_time      (CtgDb *db);                                /* 0: none */
GArray       *ctg_enrolments_list_waiting   (CtgDb *db, gint64 now_utc_s, GError **error);
gint64        ctg_enrolments_count_asking   (CtgDb *db);
gint64        ctg_enrolments_count_to_come  (CtgDb *db);

/* Steps. */
gboolean      ctg_enrolments_set_state      (CtgDb *db, gint64 id, CtgEnrolmentState state, const char *reason,
                                             GError **error);
gboolean      ctg_enrolments_put_off        (CtgDb *db, gint64 id, gint64 due_utc_s, GError **error);
gboolean      ctg_enrolments_resume         (CtgDb *db, gint64 id, gint64 due_utc_s, GError **error);
/* The step at its position is taken: with a letter, or skipped. */
gboolean      ctg_enrolments_advance        (CtgDb *db, gint64 id, gint64 outbox_id, gint64 next_due_utc_s,
                                             GError **error);
gboolean      ctg_enrolments_end_beyond     (CtgDb *db, gint64 sequence_id, guint n_steps, GError **error);
gboolean      ctg_enrolments_hold_back      (CtgDb *db, gint64 outbox_id, GError **error);
gboolean      ctg_enrolments_note_fate      (CtgDb *db, gint64 outbox_id, const char *reason, GError **error);

/* Facts. */
gboolean      ctg_enrolments_read_facts     (CtgDb *db, const CtgEnrolment *enrolment, const char *account_id,
                                             CtgEnrolmentFacts *facts, GError **error);
gboolean      ctg_enrolments_may_leave      (CtgDb *db, gint64 outbox_id);

/* People who want no more of it. */
gboolean      ctg_refusals_has              (CtgDb *db, const char *address);   /* whoever it belongs to */
gboolean      ctg_refusals_add              (CtgDb *db, const char *address, gboolean *is_new, GError **error);
gboolean      ctg_refusals_remove           (CtgDb *db, const char *address, gboolean *was_there, GError **error);
GPtrArray    *ctg_refusals_list             (CtgDb *db, GError **error);                /* utf8, sorted */
gboolean      ctg_enrolments_has_letters_to (CtgDb *db, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEnrolment, ctg_enrolment_free)

G_END_DECLS
