/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "backend.h"
#include "errors.h"

G_DEFINE_INTERFACE (CtgBackend, ctg_backend, G_TYPE_OBJECT)

static void
ctg_backend_default_init (CtgBackendInterface *iface)
{
}

/**
 * ctg_folder_info_free:
 * @self: (transfer full) (nullable): a folder
 */
void
ctg_folder_info_free (CtgFolderInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->remote_name);
  g_free (self->name);
  g_free (self->delimiter);
  g_free (self->status);
  g_free (self);
}

/**
 * ctg_folder_info_copy:
 * @self: (nullable): a folder
 *
 * Returns: (transfer full) (nullable): a copy
 */
CtgFolderInfo *
ctg_folder_info_copy (const CtgFolderInfo *self)
{
  CtgFolderInfo *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (CtgFolderInfo, 1);
  *copy = *self;
  copy->remote_name = g_strdup (self->remote_name);
  copy->name = g_strdup (self->name);
  copy->delimiter = g_strdup (self->delimiter);
  copy->status = g_strdup (self->status);
  return copy;
}

/**
 * ctg_remote_header_free:
 * @self: (transfer full) (nullable): a message's headers
 */
void
ctg_remote_header_free (CtgRemoteHeader *self)
{
  if (self == NULL)
    return;
  g_free (self->remote_id);
  g_clear_pointer (&self->header, g_bytes_unref);
  ctg_labels_free (self->labels);
  g_free (self);
}

/**
 * ctg_delta_new:
 *
 * Returns: (transfer full): a step that brings nothing yet
 */
CtgDelta *
ctg_delta_new (void)
{
  CtgDelta *self = g_new0 (CtgDelta, 1);

  self->added = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_remote_header_free);
  self->relabelled = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_remote_header_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->unreadable = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * ctg_delta_free:
 * @self: (transfer full) (nullable): a step of a pull
 */
void
ctg_delta_free (CtgDelta *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->relabelled);
  g_ptr_array_unref (self->gone);
  g_ptr_array_unref (self->unreadable);
  g_free (self->token);
  g_free (self);
}

/**
 * ctg_backend_open:
 * @self: a mailbox
 * @secret: the password; not kept
 * @step: (nullable): told of each step
 * @step_data: for @step
 * @refused: (out) (optional): the certificate that did not verify
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR; everything a connection can meet
 *
 * Connects, encrypts, logs in. Blocks; on the thread that owns @self, like all the others.
 *
 * Returns: whether the mailbox is open
 */
gboolean
ctg_backend_open (CtgBackend *self, const char *secret, CtgStepFunc step, gpointer step_data,
                  CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->open (self, secret, step, step_data, refused, cancellable, error);
}

/**
 * ctg_backend_close:
 * @self: a mailbox
 *
 * Says good-bye and closes the connection, in a few seconds at most. It can be opened again.
 */
void
ctg_backend_close (CtgBackend *self)
{
  g_return_if_fail (CTG_IS_BACKEND (self));
  CTG_BACKEND_GET_IFACE (self)->close (self);
}

/**
 * ctg_backend_list_folders:
 * @self: an open mailbox
 * @what: the least that is needed; a backend may say more
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type CtgFolderInfo): its folders in the server's order, the person's own
 *   before shared ones
 */
GPtrArray *
ctg_backend_list_folders (CtgBackend *self, CtgListing what, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), NULL);
  return CTG_BACKEND_GET_IFACE (self)->list_folders (self, what, cancellable, error);
}

/**
 * ctg_backend_get_all_mail:
 * @self: a mailbox whose folders have been listed
 *
 * Where folders are labels, reading the one that has all mail brings each message once, with what stands on it.
 *
 * Returns: (nullable): the remote name of that folder; %NULL: folders are folders
 */
const char *
ctg_backend_get_all_mail (CtgBackend *self)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), NULL);
  return CTG_BACKEND_GET_IFACE (self)->get_all_mail != NULL ? CTG_BACKEND_GET_IFACE (self)->get_all_mail (self) : NULL;
}

/**
 * ctg_backend_is_current:
 * @self: a mailbox, open or not
 * @folder: a folder as it was just listed
 * @token: (nullable): of the last pull
 *
 * Returns: whether a pull with @token would bring nothing
 */
gboolean
ctg_backend_is_current (CtgBackend *self, const CtgFolderInfo *folder, const char *token)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->is_current (self, folder, token);
}

/**
 * ctg_backend_pull:
 * @self: an open mailbox
 * @remote_name: a folder
 * @token: (nullable): of the last committed step; %NULL if nothing is held
 * @since_utc_s: nothing that came before is brought; 0 for everything
 * @func: commits one step
 * @data: for @func
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, or what @func set
 *
 * Brings what came since @token, newest first.
 *
 * Returns: whether the pull is complete
 */
gboolean
ctg_backend_pull (CtgBackend *self, const char *remote_name, const char *token, gint64 since_utc_s, CtgDeltaFunc func,
                  gpointer data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->pull (self, remote_name, token, since_utc_s, func, data, cancellable, error);
}

/**
 * ctg_backend_find:
 * @self: an open mailbox
 * @remote_name: a folder
 * @token: (nullable): of the last committed step of this search; %NULL to begin
 * @people: (nullable) (array zero-terminated=1): addresses; none means everybody
 * @since_utc_s: nothing that came before is brought; 0 for everything
 * @func: commits one step; among its messages may be some of other people, which it looks at itself
 * @data: for @func
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, or what @func set
 *
 * Brings the headers of past correspondence, newest first, in steps.
 *
 * Returns: whether the search is complete
 */
gboolean
ctg_backend_find (CtgBackend *self, const char *remote_name, const char *token, const char *const *people,
                  gint64 since_utc_s, CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->find (self, remote_name, token, people, since_utc_s, func, data, cancellable,
                                             error);
}

/**
 * ctg_backend_fetch:
 * @self: an open mailbox
 * @remote_name: a folder
 * @token: under which the ids were given
 * @remote_ids: (array zero-terminated=1): which messages
 * @func: takes each
 * @data: for @func
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, %CTG_ERROR_CONFLICT when the folder was renumbered since, or what @func set
 *
 * Brings whole messages. @func is called exactly once for each id, with the bytes or with a failure, unless the whole
 * fails.
 *
 * Returns: whether it went through
 */
gboolean
ctg_backend_fetch (CtgBackend *self, const char *remote_name, const char *token, const char *const *remote_ids,
                   CtgBodyFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->fetch (self, remote_name, token, remote_ids, func, data, cancellable, error);
}

/**
 * ctg_backend_get_outline:
 * @self: an open mailbox
 * @remote_name: a folder
 * @token: under which the id was given
 * @remote_id: a message that is too large to be fetched whole
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR; %CTG_ERROR_UNSUPPORTED where the service, or this server, does not know parts
 *
 * Returns: (transfer full) (nullable): its headers and texts, and what else it has
 */
CtgOutline *
ctg_backend_get_outline (CtgBackend *self, const char *remote_name, const char *token, const char *remote_id,
                         GCancellable *cancellable, GError **error)
{
  CtgBackendInterface *iface;

  g_return_val_if_fail (CTG_IS_BACKEND (self), NULL);
  iface = CTG_BACKEND_GET_IFACE (self);
  if (iface->get_outline != NULL)
    return iface->get_outline (self, remote_name, token, remote_id, cancellable, error);
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-structure", "The service gives whole messages only");
  return NULL;
}

/**
 * ctg_backend_fetch_part:
 * @self: an open mailbox that gave an outline
 * @remote_name: a folder
 * @token: under which the id was given
 * @remote_id: the outline's message
 * @part: one of the outline's parts
 * @func: takes its pieces
 * @data: for @func
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, or what @func set
 *
 * Returns: whether all of it was taken
 */
gboolean
ctg_backend_fetch_part (CtgBackend *self, const char *remote_name, const char *token, const char *remote_id,
                        const CtgOutlinePart *part, CtgPieceFunc func, gpointer data, GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self) && CTG_BACKEND_GET_IFACE (self)->fetch_part != NULL, FALSE);
  return CTG_BACKEND_GET_IFACE (self)->fetch_part (self, remote_name, token, remote_id, part, func, data, cancellable,
                                                   error);
}

/**
 * ctg_backend_wait:
 * @self: an open mailbox
 * @remote_name: a folder
 * @timeout_s: how long to wait at most
 * @cancellable: (nullable): ends it; the mailbox stays usable
 * @error: %CTG_ERROR, or cancellation
 *
 * Waits for news.
 *
 * Returns: %TRUE when something changed or the time is over
 */
gboolean
ctg_backend_wait (CtgBackend *self, const char *remote_name, guint timeout_s, GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->wait (self, remote_name, timeout_s, cancellable, error);
}

/**
 * ctg_backend_has:
 * @self: an open mailbox
 * @remote_name: a folder
 * @message_id: without <>
 * @found: (out): whether it holds a message with this id
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, or cancellation
 *
 * Looks for a message as the server has it now, not as the last pull saw it.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_backend_has (CtgBackend *self, const char *remote_name, const char *message_id, gboolean *found,
                 GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->has (self, remote_name, message_id, found, cancellable, error);
}

/**
 * ctg_backend_append:
 * @self: an open mailbox
 * @remote_name: a folder
 * @bytes: a message with CRLF
 * @date_utc_s: when it was sent
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, or cancellation
 *
 * Puts the copy of what was sent where the mailbox keeps it.
 *
 * Returns: whether it is there
 */
gboolean
ctg_backend_append (CtgBackend *self, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                    GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  return CTG_BACKEND_GET_IFACE (self)->append (self, remote_name, bytes, date_utc_s, cancellable, error);
}

/**
 * ctg_backend_make_folder:
 * @self: an open mailbox
 * @name: of a new folder, ASCII letters
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR, %CTG_ERROR_UNSUPPORTED: not in mailboxes of this kind; or cancellation
 *
 * Makes a folder among the person's own, who has asked for it.
 *
 * Returns: whether it is there
 */
gboolean
ctg_backend_make_folder (CtgBackend *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), FALSE);
  if (CTG_BACKEND_GET_IFACE (self)->make_folder != NULL)
    return CTG_BACKEND_GET_IFACE (self)->make_folder (self, name, cancellable, error);
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, NULL, "No folders are made in mailboxes of this kind");
  return FALSE;
}

/**
 * ctg_backend_describe:
 * @self: a mailbox
 *
 * Returns: (transfer full): what its server can do, for the doctor; "" when it is closed
 */
char *
ctg_backend_describe (CtgBackend *self)
{
  g_return_val_if_fail (CTG_IS_BACKEND (self), NULL);
  return CTG_BACKEND_GET_IFACE (self)->describe (self);
}
