/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What a process without the engine's lock wants from its holder. */
typedef enum { CTG_REQUEST_QUEUED, CTG_REQUEST_RUNNING, CTG_REQUEST_DONE, CTG_REQUEST_FAILED } CtgRequestState;

typedef struct
{
  gint64 id;
  char *kind;        /* "sync", "body" */
  char *argument;    /* an account id, a message key */
  CtgRequestState state;
  char *result;      /* (nullable) JSON, or the error's words */
  gint64 created_utc_s;
} CtgRequest;

void        ctg_request_free        (CtgRequest *self);
gboolean    ctg_requests_add        (CtgDb *db, const char *kind, const char *argument, gint64 *id, GError **error);
/* oldest queued, now running; NULL without error: none */
CtgRequest *ctg_requests_take       (CtgDb *db, GError **error);
gboolean    ctg_requests_finish     (CtgDb *db, gint64 id, CtgRequestState state, const char *result, GError **error);
CtgRequest *ctg_requests_get        (CtgDb *db, gint64 id, GError **error);
gboolean    ctg_requests_restart    (CtgDb *db, GError **error);                 /* running -> queued, after a crash */

/* What fails outside an operation, for the window and the command line to show. One row a (account, code, subject). */
typedef struct
{
  gint64 id;
  char *account_id;    /* (nullable) */
  char *code;
  char *reason;        /* (nullable) */
  char *subject;       /* a folder's name, a file, or "" */
  char *server_text;   /* (nullable) */
  gint64 since_utc_s;
} CtgProblem;

void        ctg_problem_free        (CtgProblem *self);
gboolean    ctg_problems_set        (CtgDb *db, const char *account_id, const char *code, const char *reason,
                                     const char *subject, const char *server_text, GError **error);
/* NULLs match all */
gboolean    ctg_problems_clear      (CtgDb *db, const char *account_id, const char *code, const char *subject,
                                     GError **error);
GPtrArray  *ctg_problems_list       (CtgDb *db, GError **error);

/* Preferences that belong to the profile. */
char       *ctg_settings_get        (CtgDb *db, const char *key);                /* (nullable) */
gboolean    ctg_settings_set        (CtgDb *db, const char *key, const char *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgRequest, ctg_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgProblem, ctg_problem_free)

G_END_DECLS
