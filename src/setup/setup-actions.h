/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the wizard asks of the rest of the program. The engine implements it; tests have one of their own. All
 * asynchronous, all cancellable, all callbacks on the caller's main context. */
#define CTG_TYPE_SETUP_ACTIONS (ctg_setup_actions_get_type ())
G_DECLARE_INTERFACE (CtgSetupActions, ctg_setup_actions, CTG, SETUP_ACTIONS, GObject)

/* A sign-in with the system browser. */
typedef struct
{
  const char *kind;        /* gmail, microsoft365 */
  const char *service;     /* (nullable) the way to the mailbox there; NULL: the usual one */
  const char *address;     /* offered to the person as the account to choose */
  const char *client_id;   /* (nullable) the person's own, in place of the one this build or system has */
  const char *client_secret; /* (nullable) of that registration; without an id of one's own it counts for nothing */
  const char *tenant;      /* (nullable) of the organization */
} CtgSignInRequest;

typedef void (*CtgOpenFunc) (const char *url, gpointer data);

struct _CtgSetupActionsInterface
{
  GTypeInterface parent;

  /* What is known without the network, while somebody types: (transfer full), never blocks. */
  CtgDetection *(*detect_locally) (CtgSetupActions *self, const char *address);

  /* @note: (nullable): called on the main context as sources are asked and answer. Only the domain leaves the
   * machine. */
  void (*detect_async) (CtgSetupActions *self, const char *address, CtgDetectHow how,
                        CtgDetectionFunc note, gpointer note_data,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  CtgDetection *(*detect_finish) (CtgSetupActions *self, GAsyncResult *result, GError **error);
  /* The same from a file that the person opened; asks nobody. Ends in detect_finish. */
  void (*read_file_async) (CtgSetupActions *self, const char *path, const char *address, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);

  /* Whether the Exchange server that @text means is one (A83), asked without a password once nobody types any more.
   * Returns the address of its service. UNSUPPORTED "EXCHANGE_ONLINE", "exchange-too-old"; NOT_FOUND "not-exchange";
   * what a network can say. */
  void (*probe_exchange_async) (CtgSetupActions *self, const char *text, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
  char *(*probe_exchange_finish) (CtgSetupActions *self, GAsyncResult *result, GError **error);

  /* Logs in to both servers, lists the folders, chooses Sent. @step runs on the main context. Secrets are borrowed for
   * the length of the call. @outgoing_secret: NULL, the same. */
  void (*verify_async) (CtgSetupActions *self, const CtgMailboxSettings *settings, const char *secret,
                        const char *outgoing_secret, CtgStepFunc step, gpointer step_data,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  /* (nullable) Called before verify_finish: what was asked while the Exchange server was looked for, in order (A78);
   * (transfer full) (element-type CtgEvidence). */
  GPtrArray *(*verify_dup_trail) (CtgSetupActions *self, GAsyncResult *result);
  /* Returns the settings completed (Sent folder, user name that worked). On a certificate that does not verify:
   * CTG_ERROR_TLS and @refused. @failed_step: (out): where it stopped. @reached: (out) (nullable): the settings as far
   * as they passed, when that is a whole server: verified with these, only the other one is asked. */
  CtgMailboxSettings *(*verify_finish) (CtgSetupActions *self, GAsyncResult *result, CtgStep *failed_step,
                                        CtgCertificate **refused, CtgMailboxSettings **reached, GError **error);

  /* Puts the secrets into the keyring, then the account into the database, then starts it. Returns its id. */
  void (*save_async) (CtgSetupActions *self, const CtgMailboxSettings *settings, const char *secret,
                      const char *outgoing_secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  char *(*save_finish) (CtgSetupActions *self, GAsyncResult *result, GError **error);

  /* Signs in with the system browser; @open is called at once with what it has to open. Ends by itself after five
   * minutes. The secret is what verify and save take in place of a password. @address: who signed in. */
  void (*sign_in_async) (CtgSetupActions *self, const CtgSignInRequest *request, CtgOpenFunc open, gpointer open_data,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  char *(*sign_in_finish) (CtgSetupActions *self, GAsyncResult *result, char **address, GError **error);
  /* By hand, for a browser on another computer. */
  gboolean (*sign_in_paste) (CtgSetupActions *self, const char *text, GError **error);
};

CtgDetection *ctg_setup_actions_detect_locally (CtgSetupActions *self, const char *address);
void          ctg_setup_actions_detect_async   (CtgSetupActions *self, const char *address, CtgDetectHow how,
                                                CtgDetectionFunc note, gpointer note_data, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
CtgDetection *ctg_setup_actions_detect_finish  (CtgSetupActions *self, GAsyncResult *result, GError **error);
void          ctg_setup_actions_read_file_async (CtgSetupActions *self, const char *path, const char *address,
                                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                                gpointer user_data);
void          ctg_setup_actions_probe_exchange_async (CtgSetupActions *self, const char *text,
                                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                                      gpointer user_data);
char         *ctg_setup_actions_probe_exchange_finish (CtgSetupActions *self, GAsyncResult *result, GError **error);
void          ctg_setup_actions_verify_async   (CtgSetupActions *self, const CtgMailboxSettings *settings,
                                                const char *secret, const char *outgoing_secret, CtgStepFunc step,
                                                gpointer step_data, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *ctg_setup_actions_verify_dup_trail (CtgSetupActions *self, GAsyncResult *result);
CtgMailboxSettings *ctg_setup_actions_verify_finish (CtgSetupActions *self, GAsyncResult *result, CtgStep *failed_step,
                                                     CtgCertificate **refused, CtgMailboxSettings **reached,
                                                     GError **error);
void          ctg_setup_actions_save_async     (CtgSetupActions *self, const CtgMailboxSettings *settings,
                                                const char *secret, const char *outgoing_secret,
                                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                                gpointer user_data);
char         *ctg_setup_actions_save_finish    (CtgSetupActions *self, GAsyncResult *result, GError **error);
void          ctg_setup_actions_sign_in_async  (CtgSetupActions *self, const CtgSignInRequest *request,
                                                CtgOpenFunc open, gpointer open_data, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
char         *ctg_setup_actions_sign_in_finish (CtgSetupActions *self, GAsyncResult *result, char **address,
                                                GError **error);
gboolean      ctg_setup_actions_sign_in_paste  (CtgSetupActions *self, const char *text, GError **error);

G_END_DECLS
