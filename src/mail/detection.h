/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "candidate.h"

G_BEGIN_DECLS

/* Who is asked, as a person is told of it. */
typedef enum
{
  CTG_SOURCES_KNOWN,       /* "Known providers": profiles, earlier mailboxes, the table. Without the network */
  CTG_SOURCES_RECORDS,     /* "The domain's mail records": MX, SRV, TXT */
  CTG_SOURCES_DOCUMENTS,   /* "The provider's own settings": documents over https */
  CTG_SOURCES_EXCHANGE,    /* "Exchange" */
  CTG_SOURCES_SERVERS,     /* "The usual server names": only where the others know nothing */
  CTG_N_SOURCES
} CtgSources;

typedef enum
{
  CTG_SOURCES_WAITING,
  CTG_SOURCES_ASKING,
  CTG_SOURCES_FOUND,
  CTG_SOURCES_NOTHING,     /* all have answered, none knows */
  CTG_SOURCES_FAILED,      /* no answer could be had: see the rows' `answer` */
  CTG_SOURCES_SKIPPED,     /* not needed, or switched off */
} CtgSourcesState;

const char *ctg_sources_to_string (CtgSources group);

/* What a person asked for beyond the usual; flags. */
typedef enum
{
  CTG_DETECT_USUAL = 0,
  CTG_DETECT_AFRESH = 1 << 1,    /* what is known here may be what failed: the world is asked all the same */
  CTG_DETECT_PLAINLY = 1 << 0,   /* where nothing else was found, the domain's documents are asked for by http too */
  CTG_DETECT_PROGRAMS = 1 << 2,  /* nobody is asked: the settings of other mail programs here are looked through */
} CtgDetectHow;

/* One question detection asked, and its answer.
 *
 * answer
 *   found          there is something for us
 *   not-found      the name or the page is not there (NXDOMAIN and "no such record" are one: GResolver says no more)
 *   not-offered    the domain says itself that there is no such service (SRV ".", null MX)
 *   http-404 ...   any other status than 200
 *   discarded      an answer that proves nothing (a web host that answers everything)
 *   timed-out, refused (connection refused), tls-failure, parse-error, too-large, redirect-refused,
 *   not-allowed (policy), offline, captive-portal
 */
typedef struct
{
  CtgSources group;
  char *source;           /* (owned) profile, file, earlier, program, builtin, mx, srv, txt, host, isp, ispdb, http,
                           * openid, exchange, probe */
  char *asked;            /* (owned) host and port, a name, an address; never a local part */
  char *answer;           /* (owned) one word of the list above */
  char *trust;            /* (owned) (nullable) of what such a source says */
  char *error;            /* (owned) (nullable) details: what was found, or what went wrong */
  gint64 ms;
} CtgEvidence;

CtgEvidence *ctg_evidence_new  (const char *source, const char *asked, const char *answer,
                                const char *error, gint64 ms);
CtgEvidence *ctg_evidence_copy (const CtgEvidence *self);
void         ctg_evidence_free (CtgEvidence *self);

/* Something about the typed address that a person should look at; never a refusal.
 *
 * kind           detail
 *   typo           the address probably meant: anna@gmail.com
 *   mixed-script   the domain's ASCII form: it mixes alphabets
 *   confusable     the domain that it can be taken for: "paypal.com" written with Cyrillic letters
 *   private        a connected mailbox of a company's own, beside which an address that anybody can have was typed
 *   role           the local part: info, vendite; a mailbox of several people
 */
typedef struct
{
  char *kind;             /* (owned) */
  char *detail;           /* (owned) */
} CtgAddressWarning;

CtgAddressWarning *ctg_address_warning_new  (const char *kind, const char *detail);
void               ctg_address_warning_free (CtgAddressWarning *self);

typedef struct
{
  char *address;           /* (owned) normalised */
  GPtrArray *candidates;   /* (owned) (element-type CtgCandidate) best first */
  int recommended;         /* index, or -1 */
  GPtrArray *evidence;     /* (owned) (element-type CtgEvidence) */
  GPtrArray *warnings;     /* (owned) (element-type CtgAddressWarning) */
  /* (owned) (nullable) OFFLINE, CAPTIVE_PORTAL: the network said nothing, what is here was known before. With no
   * candidate detection fails with CTG_ERROR_OFFLINE instead, reason "captive-portal" for the latter. */
  char *reason;
} CtgDetection;

CtgDetection *ctg_detection_new  (const char *address);
CtgDetection *ctg_detection_copy (const CtgDetection *self);
void          ctg_detection_free (CtgDetection *self);

/* Something happened. Everything in it is borrowed for the length of the call. */
typedef struct
{
  CtgSources group;
  CtgSourcesState state;         /* of that group from now on */
  const CtgEvidence *evidence;   /* (nullable) a source has answered */
  const CtgDetection *so_far;    /* (nullable) there is something new to show, ranked; without rows of evidence */
} CtgDetectionNote;

typedef void (*CtgDetectionFunc) (const CtgDetectionNote *note, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEvidence, ctg_evidence_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAddressWarning, ctg_address_warning_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDetection, ctg_detection_free)

G_END_DECLS
