/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ews-backend.h"

#include "clock.h"
#include "errors.h"
#include "ews-bodies.h"
#include "ews-folders.h"
#include "ews-items.h"
#include "ews-notices.h"
#include "ews-pull.h"
#include "ews-request.h"
#include "ews-steps.h"

/* Where the server does not tell of news by itself, it is asked: soon after the last, when more is likely, and then
 * less and less. */
#define POLL_FIRST_MS (5 * 1000)
#define POLL_LAST_MS (30 * 1000)

/* How long an answer stays open that tells of news, and when one that ended without them was cut short. */
#define LISTEN_MINUTES 5
#define LISTEN_LEAST_MS (30 * 1000)
#define REFUSALS_MAX 2

struct _CtgEwsBackend
{
  GObject parent_instance;

  CtgEndpoint *endpoint;      /* (owned) */
  CtgEwsSession *session;     /* (owned) (nullable) NULL: closed */
  CtgEwsHierarchy *hierarchy; /* (owned) (nullable) as long as the session */
  GHashTable *listed;         /* (owned) (element-type utf8 CtgFolderInfo) by id, as they were last listed */
  char *subscription;         /* (owned) (nullable) to what happens in subscribed_folder */
  char *subscribed_folder;    /* (owned) (nullable) */
  guint n_refusals;           /* how often listening came to nothing; with REFUSALS_MAX the server is asked instead */
};

static void ctg_ews_backend_iface_init (CtgBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgEwsBackend, ctg_ews_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_BACKEND, ctg_ews_backend_iface_init))

static void
unsubscribe (CtgEwsBackend *self)
{
  g_clear_pointer (&self->subscription, g_free);
  g_clear_pointer (&self->subscribed_folder, g_free);
}

static void
ctg_ews_backend_close (CtgBackend *backend)
{
  unsubscribe (CTG_EWS_BACKEND (backend));
  g_clear_pointer (&CTG_EWS_BACKEND (backend)->hierarchy, ctg_ews_hierarchy_free);
  g_clear_pointer (&CTG_EWS_BACKEND (backend)->session, ctg_ews_session_free);
}

static gboolean
ctg_ews_backend_open (CtgBackend *backend, const char *secret, CtgStepFunc step, gpointer step_data,
                      CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);
  CtgEwsSteps steps = { CTG_STEP_INCOMING_CONNECT, step, step_data };

  ctg_ews_backend_close (backend);
  self->session = ctg_ews_session_new (self->endpoint);
  self->hierarchy = ctg_ews_hierarchy_new ();
  if (ctg_ews_steps_take (self->session, &steps, secret, refused, cancellable, error))
    return TRUE;
  ctg_ews_backend_close (backend);
  return FALSE;
}

static gboolean
check_open (CtgEwsBackend *self, GError **error)
{
  if (self->session != NULL)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The mailbox is not open");
  ctg_error_add_server (error, self->endpoint->host, NULL);
  return FALSE;
}

static GPtrArray *
ctg_ews_backend_list_folders (CtgBackend *backend, CtgListing what, GCancellable *cancellable, GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);
  GPtrArray *infos = NULL;

  if (check_open (self, error))
    infos = ctg_ews_list_folders (self->session, self->hierarchy, cancellable, error);
  g_hash_table_remove_all (self->listed);
  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      CtgFolderInfo *copy = ctg_folder_info_copy (g_ptr_array_index (infos, i));

      g_hash_table_insert (self->listed, copy->remote_name, copy);
    }
  return infos;
}

static gboolean
ctg_ews_backend_is_current (CtgBackend *backend, const CtgFolderInfo *folder, const char *token)
{
  return ctg_ews_is_current (folder->status, token);
}

static CtgEwsWanted
make_wanted (CtgEwsBackend *self, const char *remote_name, const char *token, gint64 since_utc_s)
{
  const CtgFolderInfo *info = g_hash_table_lookup (self->listed, remote_name);

  return (CtgEwsWanted) {
    .folder_id = remote_name,
    .status = info != NULL ? info->status : NULL,
    .n_messages = info != NULL ? info->n_messages : -1,
    .token = token,
    .since_utc_s = since_utc_s,
  };
}

static gboolean
ctg_ews_backend_pull (CtgBackend *backend, const char *remote_name, const char *token, gint64 since_utc_s,
                      CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);
  CtgEwsWanted wanted = make_wanted (self, remote_name, token, since_utc_s);

  if (!check_open (self, error))
    return FALSE;
  ctg_ews_hierarchy_watch (self->hierarchy, remote_name);
  return ctg_ews_pull (self->session, &wanted, func, data, cancellable, error);
}

static gboolean
ctg_ews_backend_find (CtgBackend *backend, const char *remote_name, const char *token, const char *const *people,
                      gint64 since_utc_s, CtgDeltaFunc func, gpointer data, GCancellable *cancellable,
                      GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);
  CtgEwsWanted wanted = make_wanted (self, remote_name, token, since_utc_s);

  wanted.people = people;
  return check_open (self, error) && ctg_ews_find (self->session, &wanted, func, data, cancellable, error);
}

static gboolean
ctg_ews_backend_fetch (CtgBackend *backend, const char *remote_name, const char *token,
                       const char *const *remote_ids, CtgBodyFunc func, gpointer data, GCancellable *cancellable,
                       GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);

  return check_open (self, error) &&
         ctg_ews_fetch_bodies (self->session, remote_ids, func, data, cancellable, error);
}

static gboolean
sleep_until (gint64 until_us, GCancellable *cancellable, GError **error)
{
  gint64 left_ms = MAX (0, (until_us - ctg_clock_monotonic_us ()) / 1000);
  GPollFD fd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &fd))
    g_usleep ((gulong) left_ms * 1000);
  else
    {
      g_poll (&fd, 1, (int) left_ms);
      g_cancellable_release_fd (cancellable);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

typedef enum
{
  NEWS_FAILED,
  NEWS_NONE,
  NEWS_SOME,
  NEWS_UNKNOWN,     /* the server says nothing of a folder's changes */
} News;

/* What is held stands in the list: with the first question what came between listing and waiting is news already. */
static News
ask_for_news (CtgEwsBackend *self, const char *remote_name, GCancellable *cancellable, GError **error)
{
  const CtgFolderInfo *info = g_hash_table_lookup (self->listed, remote_name);
  g_autofree char *status = ctg_ews_get_folder_status (self->session, remote_name, cancellable, error);

  if (status == NULL)
    return NEWS_FAILED;
  if (*status == '\0' || info == NULL)
    return NEWS_UNKNOWN;
  return g_strcmp0 (info->status, status) != 0 ? NEWS_SOME : NEWS_NONE;
}

static gboolean
subscribe (CtgEwsBackend *self, const char *remote_name, GCancellable *cancellable, GError **error)
{
  if (self->subscription != NULL && g_str_equal (self->subscribed_folder, remote_name))
    return TRUE;
  unsubscribe (self);
  self->subscription = ctg_ews_notices_subscribe (self->session, remote_name, cancellable, error);
  self->subscribed_folder = g_strdup (remote_name);
  return self->subscription != NULL;
}

/* A proxy that keeps an answer until it is whole makes as if nothing ever happened, and a server may end it at once. */
static void
judge_listening (CtgEwsBackend *self, News news, gboolean was_told, gboolean was_cut)
{
  if (was_told)
    self->n_refusals = 0;
  else if (news == NEWS_SOME)
    self->n_refusals = REFUSALS_MAX;
  else if (was_cut)
    self->n_refusals++;
}

/* Until the server tells of news, or what it says of the folder is other than before. */
static News
listen_for_news (CtgEwsBackend *self, const char *remote_name, GCancellable *cancellable, GError **error)
{
  gint64 least_us = ctg_clock_monotonic_us () + (gint64) LISTEN_LEAST_MS * 1000;
  News news = ask_for_news (self, remote_name, cancellable, error);
  g_autoptr (GError) refusal = NULL;
  gboolean told = FALSE, listened;

  if (news == NEWS_FAILED || news == NEWS_SOME)
    return news;
  listened = ctg_ews_notices_wait (self->session, self->subscription, LISTEN_MINUTES, &told, cancellable, &refusal);
  if (!listened)
    unsubscribe (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NEWS_FAILED;
  news = ask_for_news (self, remote_name, cancellable, error);
  judge_listening (self, news, told, !listened || ctg_clock_monotonic_us () < least_us);
  return news;
}

static News
poll_for_news (CtgEwsBackend *self, const char *remote_name, gint64 end_us, GCancellable *cancellable, GError **error)
{
  gint64 poll_ms = POLL_FIRST_MS;
  News news = NEWS_NONE;

  while (news == NEWS_NONE && ctg_clock_monotonic_us () < end_us)
    {
      gint64 until_us = MIN (end_us, ctg_clock_monotonic_us () + poll_ms * 1000);

      poll_ms = MIN (2 * poll_ms, POLL_LAST_MS);
      news = sleep_until (until_us, cancellable, error) ? ask_for_news (self, remote_name, cancellable, error)
                                                        : NEWS_FAILED;
    }
  return news;
}

/* A folder of which the server says nothing is pulled each time. */
static gboolean
ctg_ews_backend_wait (CtgBackend *backend, const char *remote_name, guint timeout_s, GCancellable *cancellable,
                      GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);
  gint64 end_us = ctg_clock_monotonic_us () + (gint64) timeout_s * G_USEC_PER_SEC;
  News news = NEWS_NONE;

  if (!check_open (self, error))
    return FALSE;
  while (news == NEWS_NONE && self->n_refusals < REFUSALS_MAX && ctg_clock_monotonic_us () < end_us)
    {
      g_autoptr (GError) refusal = NULL;

      if (subscribe (self, remote_name, cancellable, &refusal))
        news = listen_for_news (self, remote_name, cancellable, error);
      else
        self->n_refusals = REFUSALS_MAX;
    }
  if (news == NEWS_NONE)
    news = poll_for_news (self, remote_name, end_us, cancellable, error);
  return news != NEWS_FAILED;
}

static gboolean
ctg_ews_backend_has (CtgBackend *backend, const char *remote_name, const char *message_id, gboolean *found,
                     GCancellable *cancellable, GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);

  *found = FALSE;
  return check_open (self, error) &&
         ctg_ews_has_message (self->session, remote_name, message_id, found, cancellable, error);
}

static gboolean
ctg_ews_backend_append (CtgBackend *backend, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                        GCancellable *cancellable, GError **error)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);
  CtgEwsLetter letter = { .bytes = bytes, .folder_id = remote_name };
  g_autoptr (GBytes) request = ctg_ews_request_create_item (&letter);
  g_autoptr (CtgEwsAnswer) answer = NULL;

  if (!check_open (self, error))
    return FALSE;
  answer = ctg_ews_session_ask (self->session, request, CTG_EWS_CHANGES, cancellable, error);
  return answer != NULL && ctg_ews_answer_check (answer->first, self->endpoint->host, error);
}

static char *
ctg_ews_backend_describe (CtgBackend *backend)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (backend);

  return self->session != NULL ? ctg_ews_session_describe (self->session) : g_strdup ("");
}

static void
ctg_ews_backend_iface_init (CtgBackendInterface *iface)
{
  iface->open = ctg_ews_backend_open;
  iface->close = ctg_ews_backend_close;
  iface->list_folders = ctg_ews_backend_list_folders;
  iface->is_current = ctg_ews_backend_is_current;
  iface->pull = ctg_ews_backend_pull;
  iface->find = ctg_ews_backend_find;
  iface->fetch = ctg_ews_backend_fetch;
  iface->wait = ctg_ews_backend_wait;
  iface->has = ctg_ews_backend_has;
  iface->append = ctg_ews_backend_append;
  iface->describe = ctg_ews_backend_describe;
}

static void
ctg_ews_backend_finalize (GObject *object)
{
  CtgEwsBackend *self = CTG_EWS_BACKEND (object);

  ctg_ews_backend_close (CTG_BACKEND (self));
  g_hash_table_unref (self->listed);
  ctg_endpoint_free (self->endpoint);
  G_OBJECT_CLASS (ctg_ews_backend_parent_class)->finalize (object);
}

static void
ctg_ews_backend_class_init (CtgEwsBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_ews_backend_finalize;
}

static void
ctg_ews_backend_init (CtgEwsBackend *self)
{
  self->listed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ctg_folder_info_free);
}

/**
 * ctg_ews_backend_new:
 * @endpoint: where the service is, with its path, and whom to log in as
 *
 * Makes a closed mailbox. No network yet.
 *
 * Returns: (transfer full): the mailbox
 */
CtgBackend *
ctg_ews_backend_new (const CtgEndpoint *endpoint)
{
  CtgEwsBackend *self = g_object_new (CTG_TYPE_EWS_BACKEND, NULL);

  self->endpoint = ctg_endpoint_copy (endpoint);
  return CTG_BACKEND (self);
}
