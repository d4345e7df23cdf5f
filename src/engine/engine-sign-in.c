/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in with the system browser, for the wizard and `connect`. What comes of it is one text, the mailbox's secret
 * until it is saved; nothing is kept before. */

#include "engine-private.h"
#include "engine-sign-in.h"

#include "errors.h"
#include "sign-in.h"
#include "text.h"

#include <glib/gi18n.h>

typedef struct
{
  CtgSignIn *sign_in;      /* (owned) */
  char *page;              /* (owned) */
  char *address;           /* (owned) (nullable) who signed in */
} SignInJob;

static void
sign_in_job_free (SignInJob *job)
{
  ctg_sign_in_free (job->sign_in);
  g_free (job->page);
  g_free (job->address);
  g_free (job);
}

/* O1: fixed, whatever came; A45. Light and dark by the browser's own choice. */
static char *
make_page (void)
{
  g_autofree char *title = g_markup_escape_text (_("Back to Carteggio"), -1);
  g_autofree char *text = g_markup_escape_text (_("Carteggio has the browser’s answer and goes on by itself. "
                                                  "This page can be closed."), -1);

  return g_strdup_printf ("<!doctype html><meta charset=utf-8><meta name=color-scheme content='light dark'>"
                          "<title>%s</title><style>body{font:1.1em sans-serif;max-width:34em;margin:15vh auto;"
                          "padding:0 1em;line-height:1.5}</style><h1>%s</h1><p>%s</p>", title, title, text);
}

static CtgOAuthClient *
find_client (const CtgOAuthPlatform *platform, const CtgSignInRequest *request, GError **error)
{
  g_autoptr (CtgOAuthClient) own = ctg_oauth_client_new (request->client_id, request->client_secret, request->tenant);
  CtgOAuthClient *client = ctg_oauth_client_find (platform, own);

  if (client == NULL)
    ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-client-id", "This build is not registered with %s",
                   platform->name);
  return client;
}

static CtgSignIn *
begin (const CtgOAuthPlatform *platform, const CtgOAuthClient *client, const CtgSignInRequest *request, GError **error)
{
  const CtgOAuthService *service = ctg_oauth_platform_get_service (platform, request->service);

  if (service != NULL)
    return ctg_sign_in_new (platform, service, client, request->address, error);
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("%s has no way “%s”."), platform->name, request->service);
  return NULL;
}

static gpointer
sign_in_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SignInJob *job = data;
  g_autoptr (CtgToken) token = ctg_sign_in_wait (job->sign_in, job->page, ctg_token_post, NULL, cancellable, error);

  if (token == NULL)
    return NULL;
  job->address = g_strdup (token->address);
  return ctg_token_to_text (token);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CtgEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *secret = ctg_worker_run_finish (result, &error);

  self->sign_in = NULL;
  if (secret == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) ctg_secret_free);
}

/**
 * ctg_engine_sign_in_async:
 * @actions: the engine
 * @request: what to sign in to, and as whom
 * @open: called before this returns, with the address for the browser
 * @open_data: for @open
 * @cancellable: (nullable): ends the wait
 * @callback: called when the browser came back, or did not in five minutes
 * @user_data: for @callback
 *
 * Signs in with the system browser.
 */
void
ctg_engine_sign_in_async (CtgSetupActions *actions, const CtgSignInRequest *request, CtgOpenFunc open,
                          gpointer open_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CtgEngine *self = CTG_ENGINE (actions);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (request->kind);
  g_autoptr (CtgOAuthClient) client = NULL;
  GError *error = NULL;
  CtgSignIn *sign_in = NULL;
  SignInJob *job;

  if (platform == NULL)
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", "Such a mailbox has a password");
  else if (self->sign_in != NULL)
    ctg_error_set (&error, CTG_ERROR_BUSY, "sign-in-open", "Another sign-in waits for its browser");
  else if (ctg_engine_check_kind (self, request->kind, &error))
    client = find_client (platform, request, &error);
  if (client != NULL)
    sign_in = begin (platform, client, request, &error);
  if (sign_in == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  job = g_new0 (SignInJob, 1);
  job->sign_in = sign_in;
  job->page = make_page ();
  g_task_set_task_data (task, job, (GDestroyNotify) sign_in_job_free);
  self->sign_in = sign_in;
  ctg_worker_run_async (self->setup, sign_in_job, job, NULL, (GDestroyNotify) ctg_secret_free, cancellable,
                        signed_in_cb, g_object_ref (task));
  open (ctg_sign_in_get_url (sign_in), open_data);
}

/**
 * ctg_engine_sign_in_finish:
 * @actions: the engine
 * @result: what the callback got
 * @address: (out) (nullable): who signed in, if the platform says so: perhaps somebody else than was typed
 * @error: %CTG_ERROR_UNSUPPORTED "no-client-id"; what ctg_sign_in_wait() meets
 *
 * Returns: (transfer full) (nullable): the mailbox's secret, for ctg_secret_free()
 */
char *
ctg_engine_sign_in_finish (CtgSetupActions *actions, GAsyncResult *result, char **address, GError **error)
{
  SignInJob *job = g_task_get_task_data (G_TASK (result));
  char *secret = g_task_propagate_pointer (G_TASK (result), error);

  if (secret != NULL)
    *address = g_steal_pointer (&job->address);
  return secret;
}

/**
 * ctg_engine_sign_in_paste:
 * @actions: the engine
 * @text: the address at which a browser ended that cannot reach this computer
 * @error: %CTG_ERROR_INVALID_INPUT "not-the-answer"
 *
 * Gives the open sign-in its answer by hand.
 *
 * Returns: whether it was the answer
 */
gboolean
ctg_engine_sign_in_paste (CtgSetupActions *actions, const char *text, GError **error)
{
  CtgEngine *self = CTG_ENGINE (actions);

  if (self->sign_in != NULL)
    return ctg_sign_in_paste (self->sign_in, text, error);
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-the-answer", "No sign-in waits");
  return FALSE;
}
