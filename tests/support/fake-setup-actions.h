/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* CtgSetupActions played by the test: every call leaves its task here, and the test answers it when it wants. */

#include "errors.h"
#include "setup-actions.h"

G_BEGIN_DECLS

typedef struct _FakeActions
{
  GObject parent_instance;

  GTask *detect, *verify, *save, *sign_in, *probe;   /* (owned) (nullable) waiting for an answer */
  char *probed_text;                    /* (owned) (nullable) of the last probe */
  guint n_probe;
  GCancellable *probe_cancellable;      /* (owned) (nullable) */
  guint n_detect, n_verify, n_save, n_sign_in;
  char *signed_in_as;                   /* (owned) (nullable) goes with a sign-in's answer */
  char *asked_kind, *asked_client_id, *asked_client_secret;   /* (owned) (nullable) of the last sign-in */
  CtgDetectionFunc note;
  gpointer note_data;
  CtgStepFunc step;
  gpointer step_data;
  char *asked_address;
  CtgDetectHow asked_how;
  char *secret, *outgoing_secret;       /* what the last call was given */
  CtgMailboxSettings *settings;
  CtgDetection *local;                  /* (owned) (nullable) for detect_locally, given away once */
  CtgStep failed_step;
  CtgCertificate *refused;              /* (owned) (nullable) goes with a failed verification */
} FakeActions;

typedef struct { GObjectClass parent_class; } FakeActionsClass;

GType fake_actions_get_type (void);
static void fake_actions_iface_init (CtgSetupActionsInterface *iface);

G_DEFINE_TYPE_WITH_CODE (FakeActions, fake_actions, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (CTG_TYPE_SETUP_ACTIONS, fake_actions_iface_init))

static CtgDetection *
fake_detect_locally (CtgSetupActions *actions, const char *address)
{
  FakeActions *self = (FakeActions *) actions;
  CtgDetection *local = g_steal_pointer (&self->local);

  return local != NULL ? local : ctg_detection_new (address);
}

static void
fake_detect_async (CtgSetupActions *actions, const char *address, CtgDetectHow how,
                   CtgDetectionFunc note, gpointer note_data,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FakeActions *self = (FakeActions *) actions;

  self->n_detect++;
  self->asked_how = how;
  self->note = note;
  self->note_data = note_data;
  g_free (self->asked_address);
  self->asked_address = g_strdup (address);
  g_assert_null (self->detect);
  self->detect = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->detect, FALSE);
}

static void
fake_read_file_async (CtgSetupActions *actions, const char *path, const char *address, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  fake_detect_async (actions, address, CTG_DETECT_USUAL, NULL, NULL, cancellable, callback, user_data);
}

static void
fake_probe_exchange_async (CtgSetupActions *actions, const char *text, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  FakeActions *self = (FakeActions *) actions;

  self->n_probe++;
  g_free (self->probed_text);
  self->probed_text = g_strdup (text);
  g_set_object (&self->probe_cancellable, cancellable);
  if (self->probe != NULL)   /* the one before is late, and answers so */
    g_task_return_error (self->probe, ctg_error_new (CTG_ERROR_FAILED, NULL, "x"));
  g_clear_object (&self->probe);
  self->probe = g_task_new (self, NULL, callback, user_data);
}

static char *
fake_probe_exchange_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_note_call (FakeActions *self, const CtgMailboxSettings *settings, const char *secret, const char *outgoing_secret)
{
  g_free (self->secret);
  g_free (self->outgoing_secret);
  g_clear_pointer (&self->settings, ctg_mailbox_settings_free);
  self->secret = g_strdup (secret);
  self->outgoing_secret = g_strdup (outgoing_secret);
  self->settings = ctg_mailbox_settings_copy (settings);
}

static void
fake_verify_async (CtgSetupActions *actions, const CtgMailboxSettings *settings, const char *secret,
                   const char *outgoing_secret, CtgStepFunc step, gpointer step_data, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  FakeActions *self = (FakeActions *) actions;

  self->n_verify++;
  self->step = step;
  self->step_data = step_data;
  fake_note_call (self, settings, secret, outgoing_secret);
  g_assert_null (self->verify);
  self->verify = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->verify, FALSE);
}

static CtgMailboxSettings *
fake_verify_finish (CtgSetupActions *actions, GAsyncResult *result, CtgStep *failed_step, CtgCertificate **refused,
                    CtgMailboxSettings **reached, GError **error)
{
  FakeActions *self = (FakeActions *) actions;
  CtgMailboxSettings *settings = g_task_propagate_pointer (G_TASK (result), error);

  if (settings == NULL)
    {
      *failed_step = self->failed_step;
      *refused = g_steal_pointer (&self->refused);
      if (self->failed_step >= CTG_STEP_OUTGOING_CONNECT && self->failed_step < CTG_N_STEPS)
        {
          *reached = ctg_mailbox_settings_copy (self->settings);
          (*reached)->incoming_verified = TRUE;
        }
    }
  return settings;
}

static void
fake_save_async (CtgSetupActions *actions, const CtgMailboxSettings *settings, const char *secret,
                 const char *outgoing_secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  FakeActions *self = (FakeActions *) actions;

  self->n_save++;
  fake_note_call (self, settings, secret, outgoing_secret);
  g_assert_null (self->save);
  self->save = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->save, FALSE);
}

static void
fake_sign_in_async (CtgSetupActions *actions, const CtgSignInRequest *request, CtgOpenFunc open, gpointer open_data,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FakeActions *self = (FakeActions *) actions;

  self->n_sign_in++;
  g_free (self->asked_kind);
  g_free (self->asked_client_id);
  self->asked_kind = g_strdup (request->kind);
  self->asked_client_id = g_strdup (request->client_id);
  g_free (self->asked_client_secret);
  self->asked_client_secret = g_strdup (request->client_secret);
  g_assert_null (self->sign_in);
  self->sign_in = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->sign_in, FALSE);
  open ("https://accounts.example/authorize", open_data);
}

static char *
fake_sign_in_finish (CtgSetupActions *actions, GAsyncResult *result, char **address, GError **error)
{
  FakeActions *self = (FakeActions *) actions;

  *address = g_steal_pointer (&self->signed_in_as);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static CtgDetection *
fake_detect_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
fake_save_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_actions_iface_init (CtgSetupActionsInterface *iface)
{
  iface->detect_locally = fake_detect_locally;
  iface->detect_async = fake_detect_async;
  iface->read_file_async = fake_read_file_async;
  iface->detect_finish = fake_detect_finish;
  iface->probe_exchange_async = fake_probe_exchange_async;
  iface->probe_exchange_finish = fake_probe_exchange_finish;
  iface->verify_async = fake_verify_async;
  iface->verify_finish = fake_verify_finish;
  iface->save_async = fake_save_async;
  iface->save_finish = fake_save_finish;
  iface->sign_in_async = fake_sign_in_async;
  iface->sign_in_finish = fake_sign_in_finish;
}

static void
fake_actions_finalize (GObject *object)
{
  FakeActions *self = (FakeActions *) object;

  g_free (self->probed_text);
  g_clear_object (&self->probe_cancellable);
  g_free (self->asked_address);
  g_free (self->asked_kind);
  g_free (self->asked_client_secret);
  g_free (self->asked_client_id);
  g_free (self->signed_in_as);
  g_free (self->secret);
  g_free (self->outgoing_secret);
  g_clear_pointer (&self->settings, ctg_mailbox_settings_free);
  g_clear_pointer (&self->local, ctg_detection_free);
  g_clear_pointer (&self->refused, ctg_certificate_free);
  G_OBJECT_CLASS (fake_actions_parent_class)->finalize (object);
}

static void
fake_actions_class_init (FakeActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_actions_finalize;
}

static void
fake_actions_init (FakeActions *self)
{
  self->failed_step = CTG_N_STEPS;
}

/* Answers a waiting task and lets the answer arrive. */
static inline void
fake_answer (GTask **waiting, gpointer value, GDestroyNotify free_value, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (waiting);

  g_assert_nonnull (task);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, free_value);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

G_END_DECLS
