/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "invocation.h"
#include "json.h"
#include "store.h"

G_BEGIN_DECLS

enum
{
  CTG_EXIT_DONE = 0,
  CTG_EXIT_FAILED = 1,
  CTG_EXIT_USAGE = 2,
  CTG_EXIT_NOTHING = 3,
  CTG_EXIT_NEEDS_USER = 4,
};

/* What every command works with: how to speak, whether to stop, and the engine once it is asked for. */
struct _CtgSession
{
  gboolean json;
  gboolean quiet;
  gboolean verbose;
  gboolean colours;               /* standard output is a terminal that wants them */
  gboolean draws_progress;        /* standard error is a terminal */
  const char *profile_directory;  /* (nullable) */
  GCancellable *cancellable;      /* (owned) fires at the first Ctrl+C */
  CtgEngine *engine;              /* (owned) (nullable) */
  gint64 progress_start_us;
  gint64 progress_drawn_us;
};

CtgSession *ctg_session_new          (const CtgInvocation *invocation);
void        ctg_session_free         (CtgSession *self);
CtgEngine  *ctg_session_open         (CtgSession *self, GError **error);
gboolean    ctg_session_read         (CtgSession *self, CtgStoreFunc func, gpointer data, GError **error);

/* For the engine's pairs: hand over ctg_session_result_cb and the address of a NULL GAsyncResult, then wait. */
void        ctg_session_result_cb    (GObject *source, GAsyncResult *result, gpointer data);
void        ctg_session_wait         (CtgSession *self, GAsyncResult **result);

/* Results go to standard output, everything else to standard error. */
void        ctg_session_print        (CtgSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void        ctg_session_note         (CtgSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void        ctg_session_print_json   (CtgSession *self, CtgJsonWriter *json);
int         ctg_session_fail         (CtgSession *self, const GError *error);
int         ctg_session_status_for   (const GError *error);
void        ctg_session_progress     (gint64 n_done, gint64 n_total, gpointer session);
void        ctg_session_end_progress (CtgSession *self);
const char *ctg_session_bold         (CtgSession *self);
const char *ctg_session_plain        (CtgSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSession, ctg_session_free)

G_END_DECLS
