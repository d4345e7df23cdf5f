/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "deadline.h"
#include "detector-private.h"

G_BEGIN_DECLS

/* Questions asked side by side, each on a thread of its own, and what is made of their answers, on the thread that
 * detects. */
typedef struct _CtgLadder CtgLadder;
typedef struct _CtgQuestion CtgQuestion;

/* A kind of question. */
typedef struct
{
  const char *source;      /* of CtgEvidence */
  gboolean decides;        /* its answer may turn everything round: it is waited for */
  gpointer (*ask) (const CtgQuestion *question, GCancellable *cancellable, GError **error);   /* on its thread */
  void (*take) (CtgLadder *ladder, CtgQuestion *question);   /* an answer came */
  void (*miss) (CtgLadder *ladder, CtgQuestion *question);   /* (nullable) an error came */
  GDestroyNotify free_answer;
} CtgSource;

struct _CtgQuestion
{
  const CtgSource *source;
  CtgLadder *ladder;       /* (unowned) */
  char *subject;           /* (owned) a name or an address, as the evidence shows it */
  char *about;             /* (owned) (nullable) what it was asked for: a domain, a service */
  gpointer answer;         /* (owned) (nullable) */
  GError *error;           /* (owned) (nullable) */
  const char *word;        /* set by take(): the evidence's answer; "found" unless said otherwise */
  char *detail;            /* (owned) (nullable) set by take(): the evidence's details */
  GThread *thread;         /* (nullable) */
  gint64 started_us;
  gint64 ended_us;
};

struct _CtgLadder
{
  const CtgDetectorWorld *world;
  const CtgDetectorOptions *options;
  CtgDetection *detection;     /* (unowned) */
  const char *domain;          /* (unowned) of the address */
  CtgDetectionFunc note;       /* (nullable) */
  gpointer data;
  CtgDeadline *deadline;       /* (owned) of everything */
  CtgDeadline *phase;          /* (owned) of the questions: ends them when nothing more is worth waiting for */
  GAsyncQueue *answers;        /* (owned) (element-type CtgQuestion) */
  GPtrArray *questions;        /* (owned) (element-type CtgQuestion) all that were asked */
  guint n_running;
  guint n_asked[CTG_N_SOURCES];
  guint n_answered[CTG_N_SOURCES];
  guint n_found[CTG_N_SOURCES];
  guint n_failed[CTG_N_SOURCES];
  gboolean has_news;           /* candidates changed since the last note */
  char *mail_host;             /* (owned) (nullable) who receives the domain's mail, where nobody is known to */
  GPtrArray *srv[5];           /* (owned) (nullable) (element-type CtgDnsTarget) by service, see records.c */
};

CtgLadder  *ctg_ladder_new           (const CtgDetectorWorld *world, const CtgDetectorOptions *options,
                                      CtgDetection *detection, CtgDetectionFunc note, gpointer data,
                                      GCancellable *cancellable);
void        ctg_ladder_free          (CtgLadder *self);
void        ctg_ladder_ask           (CtgLadder *self, const CtgSource *source, const char *subject, const char *about);
gboolean    ctg_ladder_has_asked     (CtgLadder *self, const char *subject);
void        ctg_ladder_run           (CtgLadder *self);
void        ctg_ladder_go_on         (CtgLadder *self);
void        ctg_ladder_tell_end      (CtgLadder *self);
void        ctg_ladder_add           (CtgLadder *self, CtgCandidate *candidate);
void        ctg_ladder_add_evidence  (CtgLadder *self, CtgEvidence *evidence);
gboolean    ctg_ladder_is_ended      (CtgLadder *self);

/* The sources. */
void        ctg_records_ask          (CtgLadder *ladder);
void        ctg_records_conclude     (CtgLadder *ladder);
void        ctg_documents_ask        (CtgLadder *ladder);
void        ctg_documents_ask_about  (CtgLadder *ladder, const char *mail_host);
void        ctg_documents_ask_plainly (CtgLadder *ladder);
void        ctg_exchange_ask         (CtgLadder *ladder);
void        ctg_exchange_ask_at      (CtgLadder *ladder, const char *host, guint16 port);
void        ctg_exchange_ask_tenant  (CtgLadder *ladder);
void        ctg_guesses_try          (CtgLadder *ladder);

/* What several of them need. */
const char *ctg_answer_word          (const GError *error);

G_END_DECLS
