/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "contacts.h"
#include "engine-templates.h"
#include "engine.h"
#include "enrolments.h"
#include "identities.h"
#include "messages.h"
#include "poison.h"
#include "policy.h"
#include "runner.h"
#include "secret-store.h"
#include "setup-actions.h"
#include "store.h"
#include "template-rule.h"
#include "token-source.h"
#include "transport.h"
#include "sign-in.h"
#include "worker.h"

G_BEGIN_DECLS

/* B26: what is not logged is known for 60 days, so a first pull goes back as far. */
#define CTG_HISTORY_S (60 * 24 * 3600)

struct _CtgEngine
{
  GObject parent_instance;

  CtgProfile *profile;       /* (owned) */
  CtgPolicy *policy;         /* (owned) (nullable) the administrator's */
  CtgStore *store;           /* (owned) */
  struct _CtgRecovered *recovered; /* (owned) (nullable) when it was damaged, and nobody has seen it */
  CtgSecretStore *secrets;   /* (owned) */
  CtgTokenSource *tokens;    /* (owned) */
  CtgSignIn *sign_in;        /* (unowned) (nullable) (main thread) the one that waits for its browser */
  CtgEngineLock *lock;       /* (owned) (nullable) NULL: not started */
  CtgPoison *poison;         /* (owned) (nullable) open while the lock is held */
  GHashTable *runners;       /* (owned) account id to CtgRunner */
  CtgWorker *setup;          /* (owned) detection, verification, saving: one at a time */
  CtgWorker *files;          /* (owned) import, attachments */
  CtgWorker *letters;        /* (owned) what is written and handed in, which waits for no import */
  CtgWorker *upkeep;         /* (owned) what has its age */
  guint upkeep_timer;        /* while the lock is held for good */
  GHashTable *senders;       /* (owned) (nullable) by account id; while the lock is held */
  guint outbox_timer;        /* for the letter that is due next */
  guint sequences_timer;     /* for the step that is due next */
  gboolean looks_at_sequences;
  gboolean sequences_again;  /* something has changed while it looks */
  GCancellable *stopping;    /* (owned) */
  gulong store_handler;
  gboolean takes_requests;   /* a round of requests is under way */
};

void        ctg_engine_init_setup_actions (CtgSetupActionsInterface *iface);
CtgDetection *ctg_engine_detect           (CtgEngine *self, const char *address, CtgDetectHow how,
                                           CtgDetectionFunc note, gpointer data,
                                           GCancellable *cancellable, GError **error);

/* The administrator's policy. */
char      **ctg_engine_list_places        (CtgEngine *self, const char *name);
gboolean    ctg_engine_load_policy        (CtgEngine *self, GError **error);
gboolean    ctg_engine_check_kind         (CtgEngine *self, const char *kind, GError **error);

/* Inside a job: what a letter is written as. NULL: there is no mailbox, or none that writes as @sender. */
CtgIdentity *ctg_engine_choose_identity   (CtgDb *db, const char *sender, const CtgMessage *parent);
/* On a worker: never over what is there. */
gboolean    ctg_engine_write_new_file     (const char *path, mode_t mode, GBytes *content, GError **error);
/* An attachment we hold, with its content; on a worker. */
CtgAttachment *ctg_engine_load_attachment (CtgEngine *self, gint64 id, GCancellable *cancellable, GError **error);

char       *ctg_engine_write_into_folder  (const char *folder, const char *name, GBytes *content, GError **error);

/* Holding the lock, for one operation or for good. */
void        ctg_engine_fetch_text_async   (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
void        ctg_engine_write_async        (CtgEngine *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean    ctg_engine_hold               (CtgEngine *self, GError **error);
void        ctg_engine_release            (CtgEngine *self);
CtgEndpoint *ctg_engine_endpoint_for      (const char *kind, const CtgEndpoint *endpoint);
char       *ctg_engine_lookup_secret      (CtgEngine *self, const CtgAccount *account, gboolean outgoing,
                                           GCancellable *cancellable, GError **error);
CtgBackend *ctg_engine_backend_for        (const char *kind, const CtgEndpoint *endpoint);
CtgEndpoint *ctg_engine_find_exchange     (const CtgMailboxSettings *settings, const char *secret,
                                           GPtrArray *trail, GCancellable *cancellable, GError **error);
void        ctg_engine_probe_exchange_async (CtgSetupActions *actions, const char *text, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
char       *ctg_engine_probe_exchange_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error);
CtgTransport *ctg_engine_transport_for    (const char *kind, const CtgEndpoint *endpoint);
CtgBackend *ctg_engine_make_backend       (const CtgAccount *account, gpointer data);
CtgRunner  *ctg_engine_make_runner        (CtgEngine *self, const char *account_id, gboolean watches);
void        ctg_engine_run_account        (CtgEngine *self, const char *account_id);
void        ctg_engine_halt_account       (CtgEngine *self, const char *account_id);

/* Requests of processes without the lock. */
void        ctg_engine_serve_requests     (CtgEngine *self);
char       *ctg_engine_error_to_text      (const GError *error);
GError     *ctg_engine_error_from_text    (const char *text);
void        ctg_engine_request_async      (CtgEngine *self, const char *kind, const char *argument,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
void        ctg_engine_leave_request      (CtgEngine *self, const char *kind, const char *argument);
char       *ctg_engine_request_finish     (CtgEngine *self, GAsyncResult *result, GError **error);

/* The outbox, while the lock is held. */
gboolean    ctg_engine_open_outbox        (CtgEngine *self, GError **error);
void        ctg_engine_empty_outbox       (CtgEngine *self);
void        ctg_engine_close_outbox       (CtgEngine *self);

/* Inside a job: whether the never-log list names an address. */
gboolean    ctg_engine_is_never_logged    (CtgDb *db, const char *address);

/* Fills in as whom and when first; the sender of @enrolment is its owner's to free. */
gboolean    ctg_engine_enrol              (CtgDb *db, CtgEnrolment *enrolment, const char *sender, GError **error);

/* Sequences, while the lock is held. */
void        ctg_engine_look_at_sequences  (CtgEngine *self);
void        ctg_engine_leave_sequences    (CtgEngine *self);
CtgTemplateFacts   ctg_engine_facts_of    (const CtgContact *contact, const CtgIdentity *sender);
CtgFilledTemplate *ctg_engine_fill        (CtgDb *db, gint64 template_id, const CtgContact *contact,
                                           const CtgIdentity *sender, GError **error);

/* Retention, while the lock is held. */
void        ctg_engine_begin_upkeep       (CtgEngine *self);
void        ctg_engine_end_upkeep         (CtgEngine *self);
void        ctg_engine_upkeep_async       (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data);
void        ctg_engine_answer_purge_async (CtgEngine *self, const char *argument, GAsyncReadyCallback callback,
                                           gpointer user_data);
char       *ctg_engine_answer_purge_finish (CtgEngine *self, GAsyncResult *result, GError **error);

char       *ctg_sync_counts_to_text       (GPtrArray *counts);

/* The doctor's visit to an account: its steps are appended. */
CtgCheck   *ctg_check_new                 (const char *name, const char *account, gint64 began_us);
void        ctg_check_fail                (CtgCheck *self, const GError *error);
void        ctg_engine_check_account      (CtgEngine *self, const CtgAccount *account, GPtrArray *checks,
                                           GCancellable *cancellable);

/* Inside a write job: a contact for somebody written with, unless it is oneself or one already. */
gboolean    ctg_engine_ensure_contact     (CtgDb *db, GHashTable *own, const char *name, const char *address,
                                           gboolean *made, GError **error);

/* Names of accounts, worked out off the main thread. */
GPtrArray  *ctg_engine_list_accounts      (CtgEngine *self, GError **error);

G_END_DECLS
