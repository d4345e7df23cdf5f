/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-backend.h"

#include "clock.h"
#include "errors.h"
#include "graph-bodies.h"
#include "graph-folders.h"
#include "graph-messages.h"
#include "graph-pull.h"
#include "graph-request.h"
#include "graph-steps.h"
#include "graph-sync-token.h"

/* The server is asked for news: soon after the last, when more is likely, and then less and less. */
#define POLL_FIRST_MS (5 * 1000)
#define POLL_LAST_MS (30 * 1000)

struct _CtgGraphBackend
{
  GObject parent_instance;

  CtgEndpoint *endpoint;      /* (owned) */
  CtgGraphSession *session;   /* (owned) (nullable) NULL: closed */
  GHashTable *n_messages;     /* (owned) (element-type utf8 gint64) by folder, as they were last listed */
  GHashTable *targets;        /* (owned) (element-type utf8 utf8) by folder, where the last pull ended */
};

static void ctg_graph_backend_iface_init (CtgBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgGraphBackend, ctg_graph_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_BACKEND, ctg_graph_backend_iface_init))

static void
ctg_graph_backend_close (CtgBackend *backend)
{
  g_clear_pointer (&CTG_GRAPH_BACKEND (backend)->session, ctg_graph_session_free);
}

static gboolean
ctg_graph_backend_open (CtgBackend *backend, const char *secret, CtgStepFunc step, gpointer step_data,
                        CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);
  CtgGraphSteps steps = { CTG_STEP_INCOMING_CONNECT, step, step_data };

  ctg_graph_backend_close (backend);
  self->session = ctg_graph_session_new (self->endpoint);
  if (ctg_graph_steps_take (self->session, &steps, secret, refused, cancellable, error))
    return TRUE;
  ctg_graph_backend_close (backend);
  return FALSE;
}

static gboolean
check_open (CtgGraphBackend *self, GError **error)
{
  if (self->session != NULL)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The mailbox is not open");
  ctg_error_add_server (error, self->endpoint->host, NULL);
  return FALSE;
}

static GPtrArray *
ctg_graph_backend_list_folders (CtgBackend *backend, CtgListing what, GCancellable *cancellable, GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);
  GPtrArray *infos = check_open (self, error) ? ctg_graph_list_folders (self->session, cancellable, error) : NULL;

  g_hash_table_remove_all (self->n_messages);
  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      const CtgFolderInfo *info = g_ptr_array_index (infos, i);

      g_hash_table_insert (self->n_messages, g_strdup (info->remote_name),
                           g_memdup2 (&info->n_messages, sizeof info->n_messages));
    }
  return infos;
}

/* How many messages a folder has says nothing of one that came and one that went. */
static gboolean
ctg_graph_backend_is_current (CtgBackend *backend, const CtgFolderInfo *folder, const char *token)
{
  return FALSE;
}

static CtgGraphWanted
make_wanted (CtgGraphBackend *self, const char *remote_name, const char *token, gint64 since_utc_s)
{
  const gint64 *n_messages = g_hash_table_lookup (self->n_messages, remote_name);

  return (CtgGraphWanted) {
    .folder_id = remote_name,
    .n_messages = n_messages != NULL ? *n_messages : -1,
    .token = token,
    .since_utc_s = since_utc_s,
  };
}

/* Where a pull ended is where news are asked for. */
typedef struct
{
  CtgDeltaFunc func;
  gpointer data;
  GHashTable *targets;
  const char *folder_id;
} Pulling;

static void
note_target (Pulling *pulling, const char *text)
{
  g_autoptr (CtgGraphSyncToken) token = ctg_graph_sync_token_parse (text);

  if (token != NULL && token->target != NULL)
    g_hash_table_replace (pulling->targets, g_strdup (pulling->folder_id), g_strdup (token->target));
}

static gboolean
step_cb (const CtgDelta *delta, gpointer data, GError **error)
{
  Pulling *pulling = data;

  if (!pulling->func (delta, pulling->data, error))
    return FALSE;
  note_target (pulling, delta->token);
  return TRUE;
}

static gboolean
ctg_graph_backend_pull (CtgBackend *backend, const char *remote_name, const char *token, gint64 since_utc_s,
                        CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);
  CtgGraphWanted wanted = make_wanted (self, remote_name, token, since_utc_s);
  Pulling pulling = { func, data, self->targets, remote_name };

  g_hash_table_remove (self->targets, remote_name);
  note_target (&pulling, token);
  return check_open (self, error) && ctg_graph_pull (self->session, &wanted, step_cb, &pulling, cancellable, error);
}

static gboolean
ctg_graph_backend_find (CtgBackend *backend, const char *remote_name, const char *token, const char *const *people,
                        gint64 since_utc_s, CtgDeltaFunc func, gpointer data, GCancellable *cancellable,
                        GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);
  CtgGraphWanted wanted = make_wanted (self, remote_name, token, since_utc_s);

  wanted.people = people;
  return check_open (self, error) && ctg_graph_find (self->session, &wanted, func, data, cancellable, error);
}

static gboolean
ctg_graph_backend_fetch (CtgBackend *backend, const char *remote_name, const char *token,
                         const char *const *remote_ids, CtgBodyFunc func, gpointer data, GCancellable *cancellable,
                         GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);

  return check_open (self, error) &&
         ctg_graph_fetch_bodies (self->session, remote_ids, func, data, cancellable, error);
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
} News;

/* The same question as the next pull's. A folder that was not pulled, or whose state the server forgot, is pulled. */
static News
ask_for_news (CtgGraphBackend *self, const char *remote_name, GCancellable *cancellable, GError **error)
{
  const char *target = g_hash_table_lookup (self->targets, remote_name);
  g_autoptr (CtgGraphMessages) page = NULL;
  g_autoptr (GError) failure = NULL;

  if (target == NULL)
    return NEWS_SOME;
  page = ctg_graph_messages_get (self->session, target, cancellable, &failure);
  if (page != NULL)
    return page->refs->len > 0 || page->gone->len > 0 || page->next != NULL ? NEWS_SOME : NEWS_NONE;
  if (ctg_error_has_reason (failure, "sync-state"))
    return NEWS_SOME;
  g_propagate_error (error, g_steal_pointer (&failure));
  return NEWS_FAILED;
}

static gboolean
ctg_graph_backend_wait (CtgBackend *backend, const char *remote_name, guint timeout_s, GCancellable *cancellable,
                        GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);
  gint64 end_us = ctg_clock_monotonic_us () + (gint64) timeout_s * G_USEC_PER_SEC;
  gint64 poll_ms = POLL_FIRST_MS;
  News news = NEWS_NONE;

  if (!check_open (self, error))
    return FALSE;
  while (news == NEWS_NONE && ctg_clock_monotonic_us () < end_us)
    {
      gint64 until_us = MIN (end_us, ctg_clock_monotonic_us () + poll_ms * 1000);

      poll_ms = MIN (2 * poll_ms, POLL_LAST_MS);
      news = sleep_until (until_us, cancellable, error) ? ask_for_news (self, remote_name, cancellable, error)
                                                        : NEWS_FAILED;
    }
  return news != NEWS_FAILED;
}

static gboolean
ctg_graph_backend_has (CtgBackend *backend, const char *remote_name, const char *message_id, gboolean *found,
                       GCancellable *cancellable, GError **error)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (backend);
  g_autofree char *target = ctg_graph_request_find_message (remote_name, message_id);
  g_autoptr (CtgGraphPage) page = NULL;

  *found = FALSE;
  if (!check_open (self, error))
    return FALSE;
  page = ctg_graph_session_get_page (self->session, target, 0, cancellable, error);
  if (page == NULL)
    return FALSE;
  *found = ctg_json_value_get_length (page->values) > 0;
  return TRUE;
}

/* The permissions asked for are to read and to send; and what is sent, the server keeps by itself. */
static gboolean
ctg_graph_backend_append (CtgBackend *backend, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                          GCancellable *cancellable, GError **error)
{
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "graph-append", "Nothing is put into this mailbox");
  ctg_error_add_server (error, CTG_GRAPH_BACKEND (backend)->endpoint->host, NULL);
  return FALSE;
}

static char *
ctg_graph_backend_describe (CtgBackend *backend)
{
  return g_strdup (CTG_GRAPH_BACKEND (backend)->session != NULL ? "Microsoft Graph Bearer" : "");
}

static void
ctg_graph_backend_iface_init (CtgBackendInterface *iface)
{
  iface->open = ctg_graph_backend_open;
  iface->close = ctg_graph_backend_close;
  iface->list_folders = ctg_graph_backend_list_folders;
  iface->is_current = ctg_graph_backend_is_current;
  iface->pull = ctg_graph_backend_pull;
  iface->find = ctg_graph_backend_find;
  iface->fetch = ctg_graph_backend_fetch;
  iface->wait = ctg_graph_backend_wait;
  iface->has = ctg_graph_backend_has;
  iface->append = ctg_graph_backend_append;
  iface->describe = ctg_graph_backend_describe;
}

static void
ctg_graph_backend_finalize (GObject *object)
{
  CtgGraphBackend *self = CTG_GRAPH_BACKEND (object);

  ctg_graph_backend_close (CTG_BACKEND (self));
  g_hash_table_unref (self->n_messages);
  g_hash_table_unref (self->targets);
  ctg_endpoint_free (self->endpoint);
  G_OBJECT_CLASS (ctg_graph_backend_parent_class)->finalize (object);
}

static void
ctg_graph_backend_class_init (CtgGraphBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_graph_backend_finalize;
}

static void
ctg_graph_backend_init (CtgGraphBackend *self)
{
  self->n_messages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * ctg_graph_backend_new:
 * @endpoint: where the service is, with its path, and of which kind its token is
 *
 * Makes a closed mailbox. No network yet.
 *
 * Returns: (transfer full): the mailbox
 */
CtgBackend *
ctg_graph_backend_new (const CtgEndpoint *endpoint)
{
  CtgGraphBackend *self = g_object_new (CTG_TYPE_GRAPH_BACKEND, NULL);

  self->endpoint = ctg_endpoint_copy (endpoint);
  return CTG_BACKEND (self);
}
