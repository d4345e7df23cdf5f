/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "labels.h"
#include "outline.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_FOLDER_OTHER,
  CTG_FOLDER_INBOX,
  CTG_FOLDER_SENT,
  CTG_FOLDER_DRAFTS,
  CTG_FOLDER_TRASH,
  CTG_FOLDER_JUNK,
  CTG_FOLDER_ARCHIVE,
  CTG_FOLDER_ALL,
} CtgFolderRole;

/* One folder as the server lists it. Names are data, never paths (I4). */
typedef struct
{
  char *remote_name;     /* (owned) as the server spells it, the key for everything */
  char *name;            /* (owned) UTF-8, for people */
  char *delimiter;       /* (owned) (nullable) */
  CtgFolderRole role;    /* of SPECIAL-USE only; INBOX by its name */
  gboolean can_select;
  gint64 n_messages;     /* -1: not said */
  /* (owned) (nullable) opaque: what ctg_backend_folder_is_current() compares with a token */
  char *status;
} CtgFolderInfo;

void           ctg_folder_info_free (CtgFolderInfo *self);
CtgFolderInfo *ctg_folder_info_copy (const CtgFolderInfo *self);

/* A message's headers, as they came. */
typedef struct
{
  char *remote_id;           /* (owned) the provider's name for it inside its folder */
  gint64 received_utc_s;     /* INTERNALDATE */
  gint64 size_bytes;         /* of the whole message */
  GBytes *header;            /* (owned) the header block with its empty line */
  CtgLabels *labels;         /* (owned) (nullable) not said, or folders are no labels there */
} CtgRemoteHeader;

void ctg_remote_header_free (CtgRemoteHeader *self);

/* A step of a pull: what to commit in ONE transaction with the token that stands for it. */
typedef struct
{
  gboolean reset;            /* known remote ids of this folder are void (UIDVALIDITY): the rows stay, found again by
                                Message-ID and content hash */
  GPtrArray *added;          /* (owned) (element-type CtgRemoteHeader) newest first */
  GPtrArray *relabelled;     /* (owned) (element-type CtgRemoteHeader) held ones whose labels may be others now,
                                without their headers */
  GPtrArray *gone;           /* (owned) (element-type utf8) remote ids the server no longer has */
  GPtrArray *unreadable;     /* (owned) (element-type utf8) remote ids of new ones that the server itself fails at */
  char *token;               /* (owned) opaque to everyone but the provider */
  gint64 n_done;             /* of this pull so far */
  gint64 n_total;            /* what this pull will bring, as far as known */
  gint64 n_messages;         /* in the folder: more than 100 000 makes a warning (B29) */
} CtgDelta;

CtgDelta *ctg_delta_new  (void);
void      ctg_delta_free (CtgDelta *self);

/* What is asked of the folders. How each stands can cost a server a second, where a folder is large. */
typedef enum
{
  CTG_LISTING_NAMES,
  CTG_LISTING_STATUS,   /* with n_messages and status */
} CtgListing;

/* Commits one step. FALSE with @error set stops the pull. Called on the backend's thread. */
typedef gboolean (*CtgDeltaFunc) (const CtgDelta *delta, gpointer data, GError **error);

/* Takes one whole message, or the reason why it could not be had (too large, gone). */
typedef gboolean (*CtgBodyFunc) (const char *remote_id, GBytes *bytes, const GError *failure, gpointer data,
                                 GError **error);

/* A mailbox that can be read: one session, owned by one worker thread, blocking. Nothing on the server is ever altered
 * through it; what is added is the copy of what was sent and, when a person asks for it, a folder for that. Every
 * method's errors are CTG_ERROR or cancellation. After NETWORK, TIMED_OUT, TLS or PROTOCOL the session is closed and
 * has to be opened again. */
#define CTG_TYPE_BACKEND (ctg_backend_get_type ())
G_DECLARE_INTERFACE (CtgBackend, ctg_backend, CTG, BACKEND, GObject)

struct _CtgBackendInterface
{
  GTypeInterface parent;

  /* Connects, encrypts, logs in, asks for capabilities. @refused: (out) (optional) the certificate that did not
   * verify. */
  gboolean   (*open)         (CtgBackend *self, const char *secret, CtgStepFunc step, gpointer step_data,
                              CtgCertificate **refused, GCancellable *cancellable, GError **error);
  void       (*close)        (CtgBackend *self);
  /* One round trip where the server has LIST-STATUS: (element-type CtgFolderInfo) in the server's order. */
  GPtrArray *(*list_folders) (CtgBackend *self, CtgListing what, GCancellable *cancellable, GError **error);
  /* (nullable) Of the folders just listed: the one that has all mail, each message once with its labels, where the
   * others are views of it; NULL: folders are folders. Pure. */
  const char *(*get_all_mail)  (CtgBackend *self);
  /* Whether a pull with @token would bring nothing. Pure. */
  gboolean   (*is_current)   (CtgBackend *self, const CtgFolderInfo *folder, const char *token);
  /* Brings what came since @token (NULL: nothing is held) and is not older than @since_utc_s by INTERNALDATE, newest
   * first, in steps of 200 to 500. A pull interrupted between two steps goes on with the last committed token. */
  gboolean   (*pull)         (CtgBackend *self, const char *remote_name, const char *token, gint64 since_utc_s,
                              CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error);
  /* The same for what is older than what is watched: headers that name any of @people (NULL or empty: all), not older
   * than @since_utc_s. @token: of the last committed step of this very search; NULL: from its beginning. */
  gboolean   (*find)         (CtgBackend *self, const char *remote_name, const char *token,
                              const char *const *people, gint64 since_utc_s, CtgDeltaFunc func, gpointer data,
                              GCancellable *cancellable, GError **error);
  /* Whole messages, pipelined, in any order. @remote_ids: NULL-terminated. */
  gboolean   (*fetch)        (CtgBackend *self, const char *remote_name, const char *token,
                              const char *const *remote_ids, CtgBodyFunc func, gpointer data,
                              GCancellable *cancellable, GError **error);
  /* (nullable) A message's headers and texts, for one that is too large to be fetched whole. */
  CtgOutline *(*get_outline)   (CtgBackend *self, const char *remote_name, const char *token, const char *remote_id,
                                GCancellable *cancellable, GError **error);
  /* (nullable) A part that is not in the outline, piece by piece, whatever its size. */
  gboolean   (*fetch_part)   (CtgBackend *self, const char *remote_name, const char *token, const char *remote_id,
                              const CtgOutlinePart *part, CtgPieceFunc func, gpointer data, GCancellable *cancellable,
                              GError **error);
  /* Waits for news in a folder (IDLE, else a NOOP every @poll_s). Cancelling is the way to end it early and leaves the
   * session usable. TRUE: something changed or the time is over. */
  gboolean   (*wait)         (CtgBackend *self, const char *remote_name, guint timeout_s, GCancellable *cancellable,
                              GError **error);
  /* Whether a folder holds a message with this Message-ID, now. */
  gboolean   (*has)          (CtgBackend *self, const char *remote_name, const char *message_id, gboolean *found,
                              GCancellable *cancellable, GError **error);
  /* Puts a message of ours into a folder, marked as read. */
  gboolean   (*append)       (CtgBackend *self, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                              GCancellable *cancellable, GError **error);
  /* (nullable) Makes a folder of this name (ASCII letters) among the person's own. */
  gboolean   (*make_folder)  (CtgBackend *self, const char *name, GCancellable *cancellable, GError **error);
  /* "IDLE CONDSTORE ..." for `doctor`; (transfer full). */
  char      *(*describe)     (CtgBackend *self);
};

gboolean   ctg_backend_open         (CtgBackend *self, const char *secret, CtgStepFunc step, gpointer step_data,
                                     CtgCertificate **refused, GCancellable *cancellable, GError **error);
void       ctg_backend_close        (CtgBackend *self);
GPtrArray *ctg_backend_list_folders (CtgBackend *self, CtgListing what, GCancellable *cancellable, GError **error);
const char *ctg_backend_get_all_mail (CtgBackend *self);
gboolean   ctg_backend_is_current   (CtgBackend *self, const CtgFolderInfo *folder, const char *token);
gboolean   ctg_backend_pull         (CtgBackend *self, const char *remote_name, const char *token, gint64 since_utc_s,
                                     CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error);
gboolean   ctg_backend_find         (CtgBackend *self, const char *remote_name, const char *token,
                                     const char *const *people, gint64 since_utc_s, CtgDeltaFunc func, gpointer data,
                                     GCancellable *cancellable, GError **error);
gboolean   ctg_backend_fetch        (CtgBackend *self, const char *remote_name, const char *token,
                                     const char *const *remote_ids, CtgBodyFunc func, gpointer data,
                                     GCancellable *cancellable, GError **error);
CtgOutline *ctg_backend_get_outline (CtgBackend *self, const char *remote_name, const char *token,
                                     const char *remote_id, GCancellable *cancellable, GError **error);
gboolean   ctg_backend_fetch_part   (CtgBackend *self, const char *remote_name, const char *token,
                                     const char *remote_id, const CtgOutlinePart *part, CtgPieceFunc func,
                                     gpointer data, GCancellable *cancellable, GError **error);
gboolean   ctg_backend_wait         (CtgBackend *self, const char *remote_name, guint timeout_s,
                                     GCancellable *cancellable, GError **error);
gboolean   ctg_backend_has          (CtgBackend *self, const char *remote_name, const char *message_id,
                                     gboolean *found, GCancellable *cancellable, GError **error);
gboolean   ctg_backend_append       (CtgBackend *self, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                                     GCancellable *cancellable, GError **error);
gboolean   ctg_backend_make_folder  (CtgBackend *self, const char *name, GCancellable *cancellable, GError **error);
char      *ctg_backend_describe     (CtgBackend *self);

/* Why a folder was taken for sent mail (B34, B35). */
typedef enum
{
  CTG_SENT_NONE,
  CTG_SENT_SPECIAL_USE,   /* the server says so */
  CTG_SENT_WORD,          /* a word of its name begins with "sent" */
  CTG_SENT_LOCALISED,     /* Posta inviata, Gesendet, ... */
  CTG_SENT_CONTAINS,      /* merely holds the letters: asked for before use */
  CTG_SENT_PERSON,        /* a person has said so */
} CtgSentReason;

const CtgFolderInfo *ctg_sent_folder_choose (GPtrArray *folders, CtgSentReason *reason);
const char          *ctg_sent_reason_to_string (CtgSentReason reason);
gboolean             ctg_sent_is_kept_by_server (const char *kind, const char *outgoing_host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgFolderInfo, ctg_folder_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgRemoteHeader, ctg_remote_header_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDelta, ctg_delta_free)

G_END_DECLS
