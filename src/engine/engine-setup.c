/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the wizard asks for: detection and verification; saving is in engine-save.c. Each is one straight job on the
 * set-up worker. */

#include "engine-detect.h"
#include "engine-other-way.h"
#include "engine-private.h"
#include "engine-save.h"
#include "engine-sign-in.h"

#include "deadline.h"
#include "detector.h"
#include "errors.h"
#include "mail.h"
#include "text.h"

#include <string.h>

#define SECOND_CONNECTION_MS 5000

/* Detection. */

typedef struct
{
  CtgEngine *engine;         /* (owned) */
  char *address;             /* (owned) */
  CtgDetectHow how;
  CtgDetectionFunc note;     /* (nullable) */
  gpointer note_data;
  GMainContext *context;     /* (owned) the caller's */
} DetectJob;

/* A note on its way to the caller's thread. */
typedef struct
{
  CtgDetectionFunc func;
  gpointer data;
  CtgSources group;
  CtgSourcesState state;
  CtgEvidence *evidence;     /* (owned) (nullable) */
  CtgDetection *so_far;      /* (owned) (nullable) */
} SentNote;

static void
detect_job_free (DetectJob *job)
{
  g_object_unref (job->engine);
  g_free (job->address);
  g_main_context_unref (job->context);
  g_free (job);
}

static void
sent_note_free (SentNote *note)
{
  ctg_evidence_free (note->evidence);
  ctg_detection_free (note->so_far);
  g_free (note);
}

static gboolean
tell_note_cb (gpointer data)
{
  SentNote *note = data;

  note->func (&(CtgDetectionNote) { note->group, note->state, note->evidence, note->so_far }, note->data);
  return G_SOURCE_REMOVE;
}

/* Attached at the priority the answer itself will have, so that no row comes after it. */
static void
tell (GMainContext *context, GSourceFunc func, gpointer data, GDestroyNotify free_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, free_data);
  g_source_attach (source, context);
}

static void
send_note (const CtgDetectionNote *note, gpointer data)
{
  DetectJob *job = data;
  SentNote *sent;

  if (job->note == NULL)
    return;
  sent = g_new0 (SentNote, 1);
  sent->func = job->note;
  sent->data = job->note_data;
  sent->group = note->group;
  sent->state = note->state;
  sent->evidence = note->evidence != NULL ? ctg_evidence_copy (note->evidence) : NULL;
  sent->so_far = note->so_far != NULL ? ctg_detection_copy (note->so_far) : NULL;
  tell (job->context, tell_note_cb, sent, (GDestroyNotify) sent_note_free);
}

typedef struct
{
  const char *address;
  const char *account_id;   /* (nullable) of the mailbox that is connected again */
} Newcomer;

/* A05: one mailbox, one connection; by any spelling of its address. */
static gboolean
check_unused (CtgDb *db, gpointer data, GError **error)
{
  const Newcomer *newcomer = data;
  g_autoptr (CtgAccount) other = ctg_accounts_get_by_address (db, newcomer->address, NULL);

  if (other == NULL || other->state == CTG_ACCOUNT_REMOVED || g_strcmp0 (other->id, newcomer->account_id) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, "already-connected", "%s is already connected", newcomer->address);
  return FALSE;
}

/**
 * ctg_engine_check_unused:
 * @self: the engine
 * @address: of a mailbox
 * @account_id: (nullable): whose address it may be
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_CONFLICT "already-connected"
 *
 * Returns: whether no other mailbox has that address (A05)
 */
gboolean
ctg_engine_check_unused (CtgEngine *self, const char *address, const char *account_id, GCancellable *cancellable,
                         GError **error)
{
  Newcomer newcomer = { address, account_id };

  return ctg_store_read (self->store, check_unused, &newcomer, cancellable, error);
}

static gpointer
detect_job (gpointer data, GCancellable *cancellable, GError **error)
{
  DetectJob *job = data;

  if ((job->how & CTG_DETECT_AFRESH) == 0 &&
      !ctg_engine_check_unused (job->engine, job->address, NULL, cancellable, error))
    return NULL;
  return ctg_engine_detect (job->engine, job->address, job->how, send_note, job, cancellable, error);
}

static CtgDetection *
detect_locally (CtgSetupActions *actions, const char *address)
{
  CtgDetection *detection = ctg_detector_detect_locally (address, NULL);

  if (detection != NULL)
    ctg_policy_apply (CTG_ENGINE (actions)->policy, detection);
  return detection;
}

static void
detect_async (CtgSetupActions *actions, const char *address, CtgDetectHow how, CtgDetectionFunc note,
              gpointer note_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CtgEngine *self = CTG_ENGINE (actions);
  DetectJob *job = g_new0 (DetectJob, 1);

  job->engine = g_object_ref (self);
  job->address = g_strdup (address);
  job->how = how;
  job->note = note;
  job->note_data = note_data;
  job->context = g_main_context_ref_thread_default ();
  ctg_worker_run_async (self->setup, detect_job, job, (GDestroyNotify) detect_job_free,
                        (GDestroyNotify) ctg_detection_free, cancellable, callback, user_data);
}

typedef struct
{
  CtgPolicy *policy;         /* (unowned) (nullable) the engine's */
  char *path;                /* (owned) */
  char *address;             /* (owned) */
} ReadJob;

static void
read_job_free (ReadJob *job)
{
  g_free (job->path);
  g_free (job->address);
  g_free (job);
}

static gpointer
read_job (gpointer data, GCancellable *cancellable, GError **error)
{
  ReadJob *job = data;
  CtgDetection *detection = ctg_engine_detect_from_file (job->path, job->address, error);

  if (detection != NULL)
    ctg_policy_apply (job->policy, detection);
  return detection;
}

static void
read_file_async (CtgSetupActions *actions, const char *path, const char *address, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  CtgEngine *self = CTG_ENGINE (actions);
  ReadJob *job = g_new0 (ReadJob, 1);

  job->policy = self->policy;
  job->path = g_strdup (path);
  job->address = g_strdup (address);
  ctg_worker_run_async (self->setup, read_job, job, (GDestroyNotify) read_job_free,
                        (GDestroyNotify) ctg_detection_free, cancellable, callback, user_data);
}

static CtgDetection *
detect_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

/* Verification. */

typedef struct
{
  CtgEngine *engine;              /* (unowned) the task's source */
  CtgMailboxSettings *settings;   /* (owned) completed as it goes */
  char *secret;                   /* (owned) wiped */
  char *outgoing_secret;          /* (owned) (nullable) wiped */
  CtgStepFunc step;               /* (nullable) */
  gpointer step_data;
  GMainContext *context;          /* (owned) */
  CtgStep at;                     /* where it is */
  CtgCertificate *refused;        /* (owned) (nullable) */
  GPtrArray *trail;               /* (owned) (element-type CtgEvidence) where the Exchange server was looked for */
} VerifyJob;

typedef struct
{
  CtgStepFunc func;
  gpointer data;
  CtgStep step;
  CtgStepState state;
  char *detail;                   /* (owned) (nullable) */
} StepNote;

static void
verify_job_free (VerifyJob *job)
{
  ctg_mailbox_settings_free (job->settings);
  ctg_secret_free (job->secret);
  ctg_secret_free (job->outgoing_secret);
  g_ptr_array_unref (job->trail);
  g_main_context_unref (job->context);
  ctg_certificate_free (job->refused);
  g_free (job);
}

static void
step_note_free (StepNote *note)
{
  g_free (note->detail);
  g_free (note);
}

static gboolean
tell_step_cb (gpointer data)
{
  StepNote *note = data;

  note->func (note->step, note->state, note->detail, note->data);
  return G_SOURCE_REMOVE;
}

static void
take_step (CtgStep step, CtgStepState state, const char *detail, gpointer data)
{
  VerifyJob *job = data;
  StepNote *note;

  job->at = step;
  if (job->step == NULL)
    return;
  note = g_new0 (StepNote, 1);
  note->func = job->step;
  note->data = job->step_data;
  note->step = step;
  note->state = state;
  note->detail = g_strdup (detail);
  tell (job->context, tell_step_cb, note, (GDestroyNotify) step_note_free);
}

static gboolean
verify_folders (VerifyJob *job, CtgBackend *backend, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  g_autofree char *count = NULL;
  const CtgFolderInfo *sent;
  CtgSentReason reason;

  take_step (CTG_STEP_FOLDERS, CTG_STEP_RUNNING, NULL, job);
  folders = ctg_backend_list_folders (backend, CTG_LISTING_NAMES, cancellable, error);
  if (folders == NULL)
    return FALSE;
  count = g_strdup_printf ("%u", folders->len);
  take_step (CTG_STEP_FOLDERS, CTG_STEP_DONE, count, job);
  sent = ctg_sent_folder_choose (folders, &reason);
  if (sent == NULL || reason == CTG_SENT_CONTAINS)
    {
      take_step (CTG_STEP_SENT_FOLDER, CTG_STEP_SKIPPED, NULL, job);
      return TRUE;
    }
  job->settings->sent_remote_name = g_strdup (sent->remote_name);
  job->settings->sent_name = g_strdup (sent->name);
  job->settings->sent_reason = g_strdup (ctg_sent_reason_to_string (reason));
  take_step (CTG_STEP_SENT_FOLDER, CTG_STEP_DONE, sent->name, job);
  return TRUE;
}

/* A88: a mailbox is read and watched at the same time, where the server lets it. Nothing depends on it. */
static void
try_second_connection (VerifyJob *job, const CtgEndpoint *endpoint, GCancellable *cancellable)
{
  g_autoptr (CtgBackend) backend = NULL;
  g_autoptr (CtgDeadline) deadline = NULL;
  gboolean is_open;

  if (endpoint->path != NULL)   /* a service of the web has no connections to count */
    {
      take_step (CTG_STEP_SECOND_CONNECTION, CTG_STEP_SKIPPED, NULL, job);
      return;
    }
  take_step (CTG_STEP_SECOND_CONNECTION, CTG_STEP_RUNNING, NULL, job);
  backend = ctg_engine_backend_for (job->settings->kind, endpoint);
  deadline = ctg_deadline_new (SECOND_CONNECTION_MS, cancellable);
  is_open = ctg_backend_open (backend, job->secret, NULL, NULL, NULL, ctg_deadline_get_cancellable (deadline), NULL);
  ctg_backend_close (backend);
  take_step (CTG_STEP_SECOND_CONNECTION, is_open ? CTG_STEP_DONE : CTG_STEP_SKIPPED, NULL, job);
}

static gboolean
verify_incoming_as (VerifyJob *job, const char *username, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_copy (job->settings->incoming);
  g_autoptr (CtgBackend) backend = NULL;
  gboolean verified;

  g_free (endpoint->username);
  endpoint->username = g_strdup (username);
  backend = ctg_engine_backend_for (job->settings->kind, endpoint);
  verified = ctg_backend_open (backend, job->secret, take_step, job, &job->refused, cancellable, error) &&
             verify_folders (job, backend, cancellable, error);
  if (verified)
    try_second_connection (job, endpoint, cancellable);
  ctg_backend_close (backend);
  if (verified)
    {
      ctg_endpoint_free (job->settings->incoming);
      job->settings->incoming = g_steal_pointer (&endpoint);
    }
  return verified;
}

/* A80: the user name given, else the address, then its local part; at most two logins for a typed password. */
static gboolean
verify_incoming (VerifyJob *job, GCancellable *cancellable, GError **error)
{
  const char *given = job->settings->incoming->username;
  const char *address = job->settings->address;
  g_autofree char *local_part = g_strndup (address, (gsize) (strrchr (address, '@') - address));
  g_autoptr (GError) failure = NULL;

  if (given != NULL && *given != '\0')
    return verify_incoming_as (job, given, cancellable, error);
  if (verify_incoming_as (job, address, cancellable, &failure))
    return TRUE;
  if (!ctg_error_has_reason (failure, "credentials"))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_clear_pointer (&job->refused, ctg_certificate_free);
  return verify_incoming_as (job, local_part, cancellable, error);
}

/* Which of two passwords was refused has to be said: the other one is right. */
static GError *
name_the_outgoing (GError *failure)
{
  CtgErrorDetails details = ctg_error_get_details (failure);
  GError *named;

  if (!ctg_error_has_reason (failure, "credentials"))
    return failure;
  named = ctg_error_new (CTG_ERROR_AUTH_REJECTED, "outgoing-credentials", "%s", failure->message);
  ctg_error_add_server (&named, details.host, details.server_text);
  g_error_free (failure);
  return named;
}

static gboolean
verify_outgoing (VerifyJob *job, GCancellable *cancellable, GError **error)
{
  CtgEndpoint *outgoing = job->settings->outgoing;
  g_autoptr (CtgTransport) transport = NULL;
  g_autoptr (GError) failure = NULL;

  if (outgoing->username == NULL || *outgoing->username == '\0')
    {
      g_free (outgoing->username);
      outgoing->username = g_strdup (job->settings->incoming->username);
    }
  transport = ctg_engine_transport_for (job->settings->kind, outgoing);
  if (ctg_transport_verify (transport, job->outgoing_secret != NULL ? job->outgoing_secret : job->secret,
                            job->settings->address, take_step, job, &job->refused, cancellable, &failure))
    return TRUE;
  failure = ctg_engine_name_smtp_off (job->settings->kind, g_steal_pointer (&failure));
  g_propagate_error (error, name_the_outgoing (g_steal_pointer (&failure)));
  return FALSE;
}

/* A77: where nobody has said where the Exchange server is, the domain is asked. */
static gboolean
find_service (VerifyJob *job, GCancellable *cancellable, GError **error)
{
  CtgMailboxSettings *settings = job->settings;
  g_autoptr (CtgEndpoint) found = NULL;
  g_autoptr (GError) failure = NULL;

  if (!g_str_equal (settings->kind, "exchange") || *settings->incoming->host != '\0')
    return TRUE;
  take_step (CTG_STEP_INCOMING_CONNECT, CTG_STEP_RUNNING, NULL, job);
  found = ctg_engine_find_exchange (settings, job->secret, job->trail, cancellable, &failure);
  if (found == NULL)
    {
      if (ctg_error_has_reason (failure, "credentials"))
        take_step (CTG_STEP_INCOMING_LOG_IN, CTG_STEP_FAILED, NULL, job);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  ctg_endpoint_free (settings->incoming);
  settings->incoming = g_steal_pointer (&found);
  return TRUE;
}

/* A service of the web is one server both ways: what was found to be right for reading is for sending. */
static void
take_service (CtgMailboxSettings *settings)
{
  if (settings->incoming->path == NULL)
    return;
  ctg_endpoint_free (settings->outgoing);
  settings->outgoing = ctg_endpoint_copy (settings->incoming);
}

/* What the sign-in brought holds more than goes to a server. */
static gboolean
unpack_token (VerifyJob *job, GError **error)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (job->settings->kind);
  const CtgOAuthService *service;
  g_autoptr (CtgToken) token = NULL;

  if (platform == NULL)
    return TRUE;
  token = ctg_token_from_text (job->secret != NULL ? job->secret : "", error);
  if (token == NULL)
    return FALSE;
  ctg_secret_free (job->secret);
  service = ctg_oauth_platform_get_service_of_host (platform, job->settings->incoming->host);
  job->secret = g_strdup (service != NULL ? ctg_token_get_access (token, service) : NULL);
  if (job->secret == NULL)
    {
      ctg_error_set (error, CTG_ERROR_AUTH_EXPIRED, "sign-in-again", "The sign-in was for another service");
      return FALSE;
    }
  return TRUE;
}

static gpointer
verify_job (gpointer data, GCancellable *cancellable, GError **error)
{
  VerifyJob *job = data;

  if (!ctg_engine_check_kind (job->engine, job->settings->kind, error) ||
      !ctg_engine_check_unused (job->engine, job->settings->address, job->settings->account_id, cancellable, error) ||
      !unpack_token (job, error))
    return NULL;
  if (!job->settings->incoming_verified &&
      (!find_service (job, cancellable, error) || !verify_incoming (job, cancellable, error)))
    return NULL;
  job->settings->incoming_verified = TRUE;
  take_service (job->settings);
  if (job->settings->outgoing != NULL && !verify_outgoing (job, cancellable, error))
    return NULL;
  return job;
}

/* The job itself is the task's data: the steps it reached and the certificate it met are wanted after a failure. */
static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_worker_run_finish (result, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
verify_async (CtgSetupActions *actions, const CtgMailboxSettings *settings, const char *secret,
              const char *outgoing_secret, CtgStepFunc step, gpointer step_data, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  CtgEngine *self = CTG_ENGINE (actions);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  VerifyJob *job = g_new0 (VerifyJob, 1);

  job->engine = self;
  job->settings = ctg_mailbox_settings_copy (settings);
  job->secret = g_strdup (secret);
  job->outgoing_secret = g_strdup (outgoing_secret);
  job->step = step;
  job->step_data = step_data;
  job->trail = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
  job->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, job, (GDestroyNotify) verify_job_free);
  ctg_worker_run_async (self->setup, verify_job, job, NULL, NULL, cancellable, verified_cb, task);
}

static GPtrArray *
verify_dup_trail (CtgSetupActions *actions, GAsyncResult *result)
{
  VerifyJob *job = g_task_get_task_data (G_TASK (result));

  return g_ptr_array_ref (job->trail);
}

static CtgMailboxSettings *
verify_finish (CtgSetupActions *actions, GAsyncResult *result, CtgStep *failed_step, CtgCertificate **refused,
               CtgMailboxSettings **reached, GError **error)
{
  VerifyJob *job = g_task_get_task_data (G_TASK (result));

  if (g_task_propagate_boolean (G_TASK (result), error))
    return g_steal_pointer (&job->settings);
  if (failed_step != NULL)
    *failed_step = job->at;
  if (refused != NULL)
    *refused = g_steal_pointer (&job->refused);
  if (reached != NULL && job->settings->incoming_verified)
    *reached = g_steal_pointer (&job->settings);
  return NULL;
}

/**
 * ctg_engine_init_setup_actions:
 * @iface: the interface of the wizard's actions
 *
 * Makes the engine what the wizard asks.
 */
void
ctg_engine_init_setup_actions (CtgSetupActionsInterface *iface)
{
  iface->detect_locally = detect_locally;
  iface->detect_async = detect_async;
  iface->detect_finish = detect_finish;
  iface->read_file_async = read_file_async;
  iface->probe_exchange_async = ctg_engine_probe_exchange_async;
  iface->probe_exchange_finish = ctg_engine_probe_exchange_finish;
  iface->verify_async = verify_async;
  iface->verify_dup_trail = verify_dup_trail;
  iface->verify_finish = verify_finish;
  iface->save_async = ctg_engine_save_mailbox_async;
  iface->save_finish = ctg_engine_save_mailbox_finish;
  iface->sign_in_async = ctg_engine_sign_in_async;
  iface->sign_in_finish = ctg_engine_sign_in_finish;
  iface->sign_in_paste = ctg_engine_sign_in_paste;
}
