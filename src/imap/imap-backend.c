/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-backend.h"
#include "errors.h"
#include "fault.h"
#include "imap-append.h"
#include "imap-bodies.h"
#include "imap-create.h"
#include "imap-idle.h"
#include "imap-list.h"
#include "imap-login.h"
#include "imap-outline.h"
#include "imap-pull.h"
#include "imap-select.h"

struct _CtgImapBackend
{
  GObject parent_instance;

  CtgEndpoint *endpoint;      /* (owned) */
  CtgImapSession *session;    /* (owned) (nullable) NULL: closed */
};

static void ctg_imap_backend_iface_init (CtgBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgImapBackend, ctg_imap_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_BACKEND, ctg_imap_backend_iface_init))

typedef struct
{
  CtgStepFunc func;      /* (nullable) */
  gpointer data;
} Steps;

static void
tell (Steps *steps, CtgStep step, CtgStepState state)
{
  if (steps->func != NULL)
    steps->func (step, state, NULL, steps->data);
}

static gboolean
end_step (Steps *steps, CtgStep step, gboolean done, const char *fact)
{
  if (steps->func != NULL)
    steps->func (step, done ? CTG_STEP_DONE : CTG_STEP_FAILED, done ? fact : NULL, steps->data);
  return done;
}

/* With STARTTLS the greeting belongs to the answering of the server, with TLS it comes after the encryption. */
static gboolean
connect_in_clear (CtgImapBackend *self, GCancellable *cancellable, GError **error)
{
  CtgConnection *connection;

  if (!ctg_fault_point ("imap-connect", error))
    return FALSE;
  connection = ctg_connection_dial (self->endpoint, cancellable, error);
  if (connection == NULL)
    return FALSE;
  self->session = ctg_imap_session_new (connection);
  return self->endpoint->security == CTG_SECURITY_TLS ||
         ctg_imap_greet (self->session, cancellable, error);
}

static gboolean
encrypt (CtgImapBackend *self, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  if (self->endpoint->security == CTG_SECURITY_STARTTLS)
    return ctg_imap_secure (self->session, cancellable, refused, error);
  return ctg_connection_start_tls (self->session->connection, cancellable, refused, error) &&
         ctg_imap_greet (self->session, cancellable, error);
}

static gboolean
connect_and_encrypt (CtgImapBackend *self, Steps *steps, CtgCertificate **refused, GCancellable *cancellable,
                     GError **error)
{
  gboolean done;

  tell (steps, CTG_STEP_INCOMING_CONNECT, CTG_STEP_RUNNING);
  if (!end_step (steps, CTG_STEP_INCOMING_CONNECT, connect_in_clear (self, cancellable, error), NULL))
    return FALSE;
  if (self->endpoint->security == CTG_SECURITY_NONE)
    {
      tell (steps, CTG_STEP_INCOMING_SECURE, CTG_STEP_SKIPPED);
      return TRUE;
    }
  tell (steps, CTG_STEP_INCOMING_SECURE, CTG_STEP_RUNNING);
  done = encrypt (self, refused, cancellable, error);
  return end_step (steps, CTG_STEP_INCOMING_SECURE, done, ctg_connection_get_tls_version (self->session->connection));
}

static gboolean
log_in (CtgImapBackend *self, Steps *steps, const char *secret, GCancellable *cancellable, GError **error)
{
  const char *username = self->endpoint->username != NULL ? self->endpoint->username : "";
  g_autofree char *offered = NULL;
  gboolean done;

  tell (steps, CTG_STEP_INCOMING_LOG_IN, CTG_STEP_RUNNING);
  done = ctg_imap_login (self->session, username, secret != NULL ? secret : "", cancellable, error);
  offered = ctg_imap_capability_describe (self->session->capabilities);
  return end_step (steps, CTG_STEP_INCOMING_LOG_IN, done, offered);
}

static void
ctg_imap_backend_close (CtgBackend *backend)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  if (self->session != NULL)
    ctg_imap_logout (self->session);
  g_clear_pointer (&self->session, ctg_imap_session_free);
}

/* After a failure that broke the session nothing is left to say good-bye to. */
static gboolean
end_use (CtgImapBackend *self, gboolean done)
{
  if (self->session != NULL && self->session->is_broken)
    g_clear_pointer (&self->session, ctg_imap_session_free);
  return done;
}

static gboolean
ctg_imap_backend_open (CtgBackend *backend, const char *secret, CtgStepFunc step, gpointer step_data,
                       CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);
  Steps steps = { step, step_data };
  gboolean done;

  ctg_imap_backend_close (backend);
  done = connect_and_encrypt (self, &steps, refused, cancellable, error) &&
         log_in (self, &steps, secret, cancellable, error);
  if (!done)
    ctg_imap_backend_close (backend);
  return done;
}

static gboolean
check_open (CtgImapBackend *self, GError **error)
{
  if (self->session != NULL)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The mailbox is not open");
  ctg_error_add_server (error, self->endpoint->host, NULL);
  return FALSE;
}

static GPtrArray *
ctg_imap_backend_list_folders (CtgBackend *backend, CtgListing what, GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);
  GPtrArray *folders;

  if (!check_open (self, error))
    return NULL;
  folders = ctg_imap_list_folders (self->session, what, cancellable, error);
  end_use (self, folders != NULL);
  return folders;
}

static const char *
ctg_imap_backend_get_all_mail (CtgBackend *backend)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  return self->session != NULL ? self->session->all_mail : NULL;
}

static gboolean
ctg_imap_backend_is_current (CtgBackend *backend, const CtgFolderInfo *folder, const char *token)
{
  g_autoptr (CtgImapSyncToken) held = ctg_imap_sync_token_parse (token);

  return ctg_imap_status_is_current (folder->status, held,
                                     g_strcmp0 (folder->remote_name, ctg_backend_get_all_mail (backend)) == 0);
}

static gboolean
ctg_imap_backend_pull (CtgBackend *backend, const char *remote_name, const char *token, gint64 since_utc_s,
                       CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  return check_open (self, error) &&
         end_use (self, ctg_imap_pull (self->session, remote_name, token, since_utc_s, func, data, cancellable, error));
}

static gboolean
ctg_imap_backend_find (CtgBackend *backend, const char *remote_name, const char *token, const char *const *people,
                       gint64 since_utc_s, CtgDeltaFunc func, gpointer data, GCancellable *cancellable,
                       GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);
  CtgImapWanted wanted = { people, since_utc_s };

  return check_open (self, error) &&
         end_use (self, ctg_imap_find (self->session, remote_name, token, &wanted, func, data, cancellable, error));
}

static CtgImapSet *
read_ids (const char *const *remote_ids, GError **error)
{
  g_autoptr (CtgImapSet) uids = ctg_imap_set_new ();

  for (guint i = 0; remote_ids[i] != NULL; i++)
    {
      guint64 uid;

      if (!g_ascii_string_to_unsigned (remote_ids[i], 10, 1, G_MAXUINT32, &uid, NULL))
        {
          ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "Not a message of this mailbox");
          return NULL;
        }
      ctg_imap_set_add (uids, (guint32) uid, (guint32) uid);
    }
  return g_steal_pointer (&uids);
}

static gboolean
open_for_fetch (CtgImapBackend *self, const char *remote_name, const char *token, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (CtgImapSyncToken) held = ctg_imap_sync_token_parse (token);
  CtgImapSession *session = self->session;

  if (g_strcmp0 (session->selected.remote_name, remote_name) != 0 &&
      !ctg_imap_examine (session, remote_name, cancellable, error))
    return FALSE;
  if (held != NULL && held->uid_validity == session->selected.uid_validity)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, NULL, "The server has numbered this folder anew");
  ctg_error_add_server (error, self->endpoint->host, NULL);
  return FALSE;
}

static gboolean
ctg_imap_backend_fetch (CtgBackend *backend, const char *remote_name, const char *token,
                        const char *const *remote_ids, CtgBodyFunc func, gpointer data, GCancellable *cancellable,
                        GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);
  g_autoptr (CtgImapSet) uids = read_ids (remote_ids, error);

  if (uids == NULL || !check_open (self, error))
    return FALSE;
  if (!open_for_fetch (self, remote_name, token, cancellable, error))
    return end_use (self, FALSE);
  return end_use (self, ctg_imap_fetch_bodies (self->session, uids, func, data, cancellable, error));
}

/* 0 with @error: it cannot be asked for. */
static guint32
open_for_one (CtgImapBackend *self, const char *remote_name, const char *token, const char *remote_id,
              GCancellable *cancellable, GError **error)
{
  const char *const ids[] = { remote_id, NULL };
  g_autoptr (CtgImapSet) uids = read_ids (ids, error);

  if (uids == NULL || !check_open (self, error))
    return 0;
  return end_use (self, open_for_fetch (self, remote_name, token, cancellable, error)) ? ctg_imap_set_get_first (uids)
                                                                                       : 0;
}

static CtgOutline *
ctg_imap_backend_get_outline (CtgBackend *backend, const char *remote_name, const char *token, const char *remote_id,
                              GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);
  guint32 uid = open_for_one (self, remote_name, token, remote_id, cancellable, error);
  CtgOutline *outline = uid != 0 ? ctg_imap_fetch_outline (self->session, uid, cancellable, error) : NULL;

  end_use (self, outline != NULL);
  return outline;
}

static gboolean
ctg_imap_backend_fetch_part (CtgBackend *backend, const char *remote_name, const char *token, const char *remote_id,
                             const CtgOutlinePart *part, CtgPieceFunc func, gpointer data, GCancellable *cancellable,
                             GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);
  guint32 uid = open_for_one (self, remote_name, token, remote_id, cancellable, error);

  return uid != 0 &&
         end_use (self, ctg_imap_fetch_part (self->session, uid, part->section, func, data, cancellable, error));
}

static gboolean
ctg_imap_backend_wait (CtgBackend *backend, const char *remote_name, guint timeout_s, GCancellable *cancellable,
                       GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  if (!check_open (self, error))
    return FALSE;
  if (g_strcmp0 (self->session->selected.remote_name, remote_name) != 0 &&
      !ctg_imap_examine (self->session, remote_name, cancellable, error))
    return end_use (self, FALSE);
  return end_use (self, ctg_imap_wait (self->session, timeout_s, cancellable, error));
}

static gboolean
ctg_imap_backend_has (CtgBackend *backend, const char *remote_name, const char *message_id, gboolean *found,
                      GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  return check_open (self, error) &&
         end_use (self, ctg_imap_find_message (self->session, remote_name, message_id, found, cancellable, error));
}

static gboolean
ctg_imap_backend_append (CtgBackend *backend, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                         GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  return check_open (self, error) &&
         end_use (self, ctg_imap_append (self->session, remote_name, bytes, date_utc_s, cancellable, error));
}

static gboolean
ctg_imap_backend_make_folder (CtgBackend *backend, const char *name, GCancellable *cancellable, GError **error)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  return check_open (self, error) && end_use (self, ctg_imap_create (self->session, name, cancellable, error));
}

static char *
ctg_imap_backend_describe (CtgBackend *backend)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (backend);

  return self->session != NULL ? ctg_imap_capability_describe (self->session->capabilities) : g_strdup ("");
}

static void
ctg_imap_backend_iface_init (CtgBackendInterface *iface)
{
  iface->open = ctg_imap_backend_open;
  iface->close = ctg_imap_backend_close;
  iface->list_folders = ctg_imap_backend_list_folders;
  iface->get_all_mail = ctg_imap_backend_get_all_mail;
  iface->is_current = ctg_imap_backend_is_current;
  iface->pull = ctg_imap_backend_pull;
  iface->find = ctg_imap_backend_find;
  iface->fetch = ctg_imap_backend_fetch;
  iface->get_outline = ctg_imap_backend_get_outline;
  iface->fetch_part = ctg_imap_backend_fetch_part;
  iface->wait = ctg_imap_backend_wait;
  iface->has = ctg_imap_backend_has;
  iface->append = ctg_imap_backend_append;
  iface->make_folder = ctg_imap_backend_make_folder;
  iface->describe = ctg_imap_backend_describe;
}

static void
ctg_imap_backend_finalize (GObject *object)
{
  CtgImapBackend *self = CTG_IMAP_BACKEND (object);

  ctg_imap_backend_close (CTG_BACKEND (self));
  ctg_endpoint_free (self->endpoint);
  G_OBJECT_CLASS (ctg_imap_backend_parent_class)->finalize (object);
}

static void
ctg_imap_backend_class_init (CtgImapBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_imap_backend_finalize;
}

static void
ctg_imap_backend_init (CtgImapBackend *self)
{
}

/**
 * ctg_imap_backend_new:
 * @endpoint: where the server is and whom to log in as
 *
 * Makes a closed mailbox. No network yet.
 *
 * Returns: (transfer full): the mailbox
 */
CtgBackend *
ctg_imap_backend_new (const CtgEndpoint *endpoint)
{
  CtgImapBackend *self = g_object_new (CTG_TYPE_IMAP_BACKEND, NULL);

  self->endpoint = ctg_endpoint_copy (endpoint);
  return CTG_BACKEND (self);
}
