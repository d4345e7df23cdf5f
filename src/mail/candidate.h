/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <glib.h>

G_BEGIN_DECLS

/* A way to connect an address, as detection found it. */
typedef struct
{
  char *kind;             /* (owned) gmail, microsoft365, exchange, imap, unsupported */
  char *display_name;     /* (owned) "Libero Mail", "example.it" */
  char *source;           /* (owned) what it comes from: builtin, probe, manual */
  char *trust;            /* (owned) admin, verified, builtin, isp, ispdb, mx, srv, probe, http */
  int fit;                /* 0 to 100 */
  CtgEndpoint *incoming;  /* (owned) (nullable) */
  CtgEndpoint *outgoing;  /* (owned) (nullable) */
  /* (owned) (nullable) a key of engine/texts.c: what to do first, e.g. "app-password" */
  char *hint;
  char *reason;           /* (owned) (nullable) why not, e.g. POP3_ONLY */
  gboolean can_start;     /* FALSE: not yet built, shown and explained but not startable */
} CtgCandidate;

CtgCandidate *ctg_candidate_new  (const char *kind, const char *display_name, const char *source,
                                  const char *trust);
CtgCandidate *ctg_candidate_copy (const CtgCandidate *self);
void          ctg_candidate_free (CtgCandidate *self);

/* One question detection asked, and its answer. */
typedef struct
{
  char *source;           /* (owned) builtin, dns, probe */
  char *asked;            /* (owned) host and port, or a name */
  char *answer;           /* (owned) one word: found, not-found, timed-out, tls-failure, refused, offline */
  char *error;            /* (owned) (nullable) details */
  gint64 ms;
} CtgEvidence;

CtgEvidence *ctg_evidence_new  (const char *source, const char *asked, const char *answer,
                                const char *error, gint64 ms);
void         ctg_evidence_free (CtgEvidence *self);

typedef struct
{
  char *address;           /* (owned) normalised */
  GPtrArray *candidates;   /* (owned) (element-type CtgCandidate) best first */
  int recommended;         /* index, or -1 */
  GPtrArray *evidence;     /* (owned) (element-type CtgEvidence) */
} CtgDetection;

CtgDetection *ctg_detection_new  (const char *address);
void          ctg_detection_free (CtgDetection *self);

/* What a mailbox is connected with; secrets travel beside it, never in it. */
typedef struct
{
  char *account_id;            /* (owned) (nullable) of a mailbox being connected again */
  char *address;               /* (owned) */
  char *display_name;          /* (owned) (nullable) */
  char *kind;                  /* (owned) imap */
  CtgEndpoint *incoming;       /* (owned) */
  CtgEndpoint *outgoing;       /* (owned) */
  gboolean separate_outgoing;  /* the outgoing server has a password of its own */
  gboolean automation;
  char *sent_remote_name;      /* (owned) (nullable) set by a verification */
  char *sent_name;             /* (owned) (nullable) the same for people */
  char *sent_reason;           /* (owned) (nullable) */
} CtgMailboxSettings;

CtgMailboxSettings *ctg_mailbox_settings_new  (const char *address);
CtgMailboxSettings *ctg_mailbox_settings_copy (const CtgMailboxSettings *self);
void                ctg_mailbox_settings_free (CtgMailboxSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgCandidate, ctg_candidate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEvidence, ctg_evidence_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDetection, ctg_detection_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgMailboxSettings, ctg_mailbox_settings_free)

G_END_DECLS
