/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole of a sign-in, in order:
 *
 *   listen -> the browser opens the address -> the person signs in and consents -> the browser comes back, or the
 *   person pastes where it ended -> the code is exchanged -> what was granted is compared with what is needed
 *
 * Five minutes from the beginning of the wait; then the person has gone. */

#include "sign-in.h"
#include "deadline.h"
#include "errors.h"
#include "text.h"

#define WAIT_MS (5 * 60 * 1000)

struct _CtgSignIn
{
  CtgLoopbackListener *listener;   /* (owned) */
  CtgOAuthRequest *request;        /* (owned) */
  char *url;                       /* (owned) */

  GMutex mutex;
  char *pasted;                    /* (owned) (nullable) (mutex) a query */
  GCancellable *interrupt;         /* (owned) fires when something was pasted */
};

/**
 * ctg_sign_in_new:
 * @platform: where to sign in
 * @service: what for
 * @client: who we are there
 * @address: (nullable): the mail address
 * @error: set when no port is to be had
 *
 * Begins to listen.
 *
 * Specification: RFC 8252
 * Returns: (transfer full) (nullable): the sign-in
 */
CtgSignIn *
ctg_sign_in_new (const CtgOAuthPlatform *platform, const CtgOAuthService *service, const CtgOAuthClient *client,
                 const char *address, GError **error)
{
  CtgLoopbackListener *listener = ctg_loopback_listener_new (error);
  CtgSignIn *self;

  if (listener == NULL)
    return NULL;
  self = g_new0 (CtgSignIn, 1);
  self->listener = listener;
  self->request = ctg_oauth_request_new (platform, service, client, address,
                                         ctg_loopback_listener_get_port (listener));
  self->url = ctg_oauth_request_dup_url (self->request);
  self->interrupt = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  return self;
}

/**
 * ctg_sign_in_free:
 * @self: (transfer full) (nullable): a sign-in that nobody waits for any more
 */
void
ctg_sign_in_free (CtgSignIn *self)
{
  if (self == NULL)
    return;
  ctg_loopback_listener_free (self->listener);
  ctg_oauth_request_free (self->request);
  g_free (self->url);
  ctg_secret_free (self->pasted);
  g_object_unref (self->interrupt);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * ctg_sign_in_get_url:
 * @self: a sign-in
 *
 * Returns: (transfer none): the address for the browser
 */
const char *
ctg_sign_in_get_url (CtgSignIn *self)
{
  return self->url;
}

/**
 * ctg_sign_in_paste:
 * @self: a sign-in
 * @text: the address at which a browser ended that could not reach this computer
 * @error: %CTG_ERROR_INVALID_INPUT "not-the-answer"
 *
 * Takes the answer by hand. Any thread.
 *
 * Returns: whether it is the answer; then the wait ends
 */
gboolean
ctg_sign_in_paste (CtgSignIn *self, const char *text, GError **error)
{
  char *query = ctg_oauth_request_read_pasted (self->request, text, error);

  if (query == NULL)
    return FALSE;
  g_mutex_lock (&self->mutex);
  ctg_secret_free (self->pasted);
  self->pasted = query;
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->interrupt);
  return TRUE;
}

static gboolean
is_answer_cb (const char *query, gpointer data)
{
  return ctg_oauth_request_is_answer (data, query);
}

static void
forward_cancel_cb (GCancellable *cancellable, gpointer target)
{
  g_cancellable_cancel (target);
}

/* The query the browser came back with, or the one that was pasted. */
static char *
wait_for_answer (CtgSignIn *self, const char *page, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (WAIT_MS, cancellable);
  g_autoptr (GError) failure = NULL;
  GCancellable *limit = ctg_deadline_get_cancellable (deadline);
  gulong handler = g_cancellable_connect (self->interrupt, G_CALLBACK (forward_cancel_cb), g_object_ref (limit),
                                          g_object_unref);
  char *query = ctg_loopback_listener_wait (self->listener, page, is_answer_cb, self->request, limit, &failure);

  g_cancellable_disconnect (self->interrupt, handler);
  if (query != NULL)
    return query;
  g_mutex_lock (&self->mutex);
  query = g_steal_pointer (&self->pasted);
  g_mutex_unlock (&self->mutex);
  if (query != NULL)
    return query;
  ctg_deadline_convert (deadline, NULL, &failure);
  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_TIMED_OUT))
    {
      g_clear_error (&failure);
      ctg_error_set (&failure, CTG_ERROR_TIMED_OUT, "sign-in-late", "The browser did not come back in five minutes");
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static CtgToken *
exchange (CtgSignIn *self, const char *code, CtgTokenPostFunc post, gpointer data, GCancellable *cancellable,
          GError **error)
{
  const CtgOAuthPlatform *platform = self->request->platform;
  const CtgOAuthClient *client = self->request->client;
  g_autofree char *url = ctg_oauth_platform_dup_url (platform, platform->token, client->tenant);
  char *form = ctg_oauth_request_dup_form (self->request, code);
  guint status = 0;
  g_autoptr (GBytes) answer = post (url, form, &status, data, cancellable, error);

  ctg_secret_free (form);
  if (answer == NULL)
    return NULL;
  return ctg_token_from_answer (platform, self->request->service, client, status, g_bytes_get_data (answer, NULL),
                                g_bytes_get_size (answer), NULL, error);
}

/* A44: people can take single marks away on the page of consent. */
static gboolean
check_granted (const CtgOAuthService *service, const CtgToken *token, GError **error)
{
  g_auto (GStrv) missing = ctg_token_dup_missing (token, service, (const char *const *) service->needed);
  g_autofree char *names = g_strjoinv (" ", missing);

  if (*names != '\0')
    {
      ctg_error_set (error, CTG_ERROR_CONSENT_REQUIRED, "scope-missing", "Not granted: %s", names);
      ctg_error_add_server (error, NULL, names);
      return FALSE;
    }
  if (token->refresh_token != NULL)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "no-refresh-token", "The sign-in would end within the hour");
  return FALSE;
}

/**
 * ctg_sign_in_wait:
 * @self: a sign-in
 * @page: the page the browser shows in the end, in HTML; the same whatever came
 * @post: how the token endpoint is asked
 * @data: for @post
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_TIMED_OUT "sign-in-late"; what the platform refused with; %CTG_ERROR_CONSENT_REQUIRED
 *   "scope-missing" with their names as the server's words; %CTG_ERROR_PROTOCOL; what a connection can meet
 *
 * Waits for the browser and exchanges what it brings. Blocks, five minutes and the exchange at most. Whether the right
 * account was signed in to is for the caller: the token has its address.
 *
 * Specification: RFC 8252, RFC 7636, RFC 6749 section 4.1
 * Returns: (transfer full) (nullable): the token, not kept yet
 */
CtgToken *
ctg_sign_in_wait (CtgSignIn *self, const char *page, CtgTokenPostFunc post, gpointer data, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (CtgToken) token = NULL;
  char *query = wait_for_answer (self, page, cancellable, error);
  char *code;

  if (query == NULL)
    return NULL;
  code = ctg_oauth_request_take_code (self->request, query, error);
  ctg_secret_free (query);
  if (code == NULL)
    return NULL;
  token = exchange (self, code, post, data, cancellable, error);
  ctg_secret_free (code);
  if (token == NULL || !check_granted (self->request->service, token, error))
    return NULL;
  return g_steal_pointer (&token);
}
