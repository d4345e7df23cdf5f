/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection.h"
#include "imap-capability.h"
#include "imap-codec.h"
#include "imap-command.h"
#include "imap-error.h"
#include "imap-set.h"

G_BEGIN_DECLS

/* The folder that is open. */
typedef struct
{
  char *remote_name;      /* (owned) (nullable) NULL: none is */
  guint32 n_messages;
  guint32 uid_validity;   /* 0: not said */
  guint32 uid_next;
  guint64 mod_sequence;
  gboolean has_news;      /* messages came or went since it was opened */
} CtgImapSelected;

/* One session with a server: commands out, responses in. Confined to the thread that made it. What each command means
 * stands in files of its own (imap-login.c, imap-list.c, ...), which use the functions below. */
typedef struct
{
  /*< private >*/
  CtgConnection *connection;   /* (owned) */
  CtgImapCodec *codec;         /* (owned) */
  char *buffer;                /* (owned) for reading */
  GError *stream_error;        /* (owned) (nullable) what comes after the responses that are still whole */
  guint last_tag;
  GHashTable *outstanding;     /* (owned) tags sent and not answered yet */
  gboolean is_broken;          /* the stream is lost: only good for closing */
  gboolean is_leaving;         /* a BYE is no surprise */
  gboolean may_be_silent;      /* waiting for news: a time-out breaks nothing */

  /*< read-only >*/
  guint capabilities;          /* of #CtgImapCapabilities */
  gboolean has_capabilities;   /* said since they were last forgotten */
  gboolean utf8_accepted;
  char *personal_prefix;       /* (owned) (nullable) of NAMESPACE */
  GPtrArray *foreign_prefixes; /* (owned) (element-type utf8) of NAMESPACE: other people's and shared folders */
  char *all_mail;              /* (owned) (nullable) the folder all others are views of, of the last listing */
  CtgImapSelected selected;
} CtgImapSession;

/* Takes one untagged response. FALSE with @error set ends the wait; the rest of the answer is read and dropped before
 * the next command. */
typedef gboolean (*CtgImapDataFunc) (const CtgImapResponse *response, gpointer data, GError **error);

/* Gives the next command of a pipeline, NULL when there is none. */
typedef CtgImapCommand *(*CtgImapNextFunc) (gpointer data, GError **error);

/* A command of a pipeline was answered: the how-manieth, and how. */
typedef gboolean (*CtgImapDoneFunc) (guint index, const CtgImapResponse *response, gpointer data, GError **error);

CtgImapSession  *ctg_imap_session_new         (CtgConnection *connection);
void             ctg_imap_session_free        (CtgImapSession *self);
const char      *ctg_imap_session_get_host    (CtgImapSession *self);
gboolean         ctg_imap_session_can         (CtgImapSession *self, CtgImapCapabilities capability);
void             ctg_imap_session_forget      (CtgImapSession *self);
CtgImapCommand  *ctg_imap_session_new_command (CtgImapSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
CtgImapResponse *ctg_imap_session_read        (CtgImapSession *self, guint timeout_ms, GCancellable *cancellable,
                                               GError **error);
gboolean         ctg_imap_session_write       (CtgImapSession *self, const char *bytes, gsize length,
                                               GCancellable *cancellable, GError **error);
guint            ctg_imap_session_send        (CtgImapSession *self, CtgImapCommand *command,
                                               GCancellable *cancellable, GError **error);
CtgImapResponse *ctg_imap_session_finish      (CtgImapSession *self, guint tag, CtgImapDataFunc func, gpointer data,
                                               GCancellable *cancellable, GError **error);
gboolean         ctg_imap_session_run         (CtgImapSession *self, CtgImapCommand *command, CtgImapPhase phase,
                                               CtgImapDataFunc func, gpointer data, GCancellable *cancellable,
                                               GError **error);
gboolean         ctg_imap_session_pipeline    (CtgImapSession *self, guint n_in_flight, CtgImapNextFunc next,
                                               CtgImapDataFunc func, CtgImapDoneFunc done, gpointer data,
                                               GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgImapSession, ctg_imap_session_free)

G_END_DECLS
