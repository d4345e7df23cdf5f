/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

typedef enum { CTG_PARTY_FROM, CTG_PARTY_TO, CTG_PARTY_CC, CTG_PARTY_BCC, CTG_PARTY_REPLY_TO } CtgPartyKind;
typedef enum { CTG_DIRECTION_IN, CTG_DIRECTION_OUT } CtgDirection;
typedef enum { CTG_BODY_CACHE, CTG_BODY_LOGGED } CtgBodyClass;   /* 7 days, not indexed · kept and indexed */

typedef struct
{
  CtgPartyKind kind;
  char *name;
  char *address;
} CtgParty;

void ctg_party_free (CtgParty *self);

/* What a header block says, as the store keeps it. Filled and owned by the caller (sync). */
typedef struct
{
  const char *account_id;        /* (nullable) NULL: imported */
  const char *message_id;        /* never NULL */
  gboolean has_message_id;
  const char *content_hash;
  const char *const *ancestors;  /* ids of References then In-Reply-To, oldest first, no doubles */
  const char *subject;
  GPtrArray *parties;            /* (element-type CtgParty) */
  gint64 sort_utc_s;             /* becomes the key, next free second if taken */
  gint64 date_utc_s;             /* of the Date header, 0: none */
  gint64 size_bytes;
  CtgDirection direction;
  int automatic;                 /* a CtgAutomatic of mime */
  const char *sensitivity;       /* (nullable) */
  int authentication;            /* a CtgAuthentication of mime */
} CtgMessageHead;

typedef struct
{
  char *name;
  char *type;
  char *content_id;              /* (nullable) */
  char *sha256;
  gint64 size_bytes;
  gboolean is_inline;
  GBytes *content;               /* (nullable) NULL on reading, and where only metadata is kept */
  char *content_path;            /* (owned) (nullable) instead: a file of ctg_store_make_attachment_file() */
  gint64 id;                     /* on reading */
  gint64 message_key;            /* on reading */
  gboolean is_held;              /* on reading: its content is here */
} CtgAttachment;

void ctg_attachment_free (CtgAttachment *self);

typedef struct
{
  const char *text;
  gboolean has_html;
  GBytes *source;                /* (nullable) the whole message, kept compressed, attachments by reference */
  GPtrArray *attachments;        /* (element-type CtgAttachment) */
  CtgBodyClass body_class;
} CtgMessageBody;

/* A message as lists and pages show it. */
typedef struct
{
  gint64 key;
  char *account_id;              /* (nullable) */
  char *message_id;
  gboolean has_message_id;
  char *subject;
  char *from_name;
  char *from_address;
  char *snippet;                 /* beginning of the text, "" while there is none */
  gint64 date_utc_s;             /* the date to show */
  gint64 size_bytes;
  CtgDirection direction;
  int automatic;
  gboolean is_logged;
  gboolean has_body;
  guint n_attachments;
  gint64 thread;                 /* key of the thread's oldest message */
} CtgMessage;

void        ctg_message_free (CtgMessage *self);

/* Why a message is on a contact. Rules: "core", "contact", "folder", "bcc", "forward", "sent", "manual", "import",
 * "history", "confirmed" (by a person, from the tray). */
typedef struct
{
  gint64 message_key;
  gint64 contact_id;
  char *contact_name;
  char *rule;
  char *matched_message_id;      /* (nullable) */
  gint64 logged_utc_s;
} CtgLogEntry;

void        ctg_log_entry_free (CtgLogEntry *self);

/* Writing. put_head finds the row by account, Message-ID and content hash, or inserts one and joins its thread. */
gboolean    ctg_messages_put_head       (CtgDb *db, const CtgMessageHead *head, gint64 *key, gboolean *is_new,
                                         GError **error);
gboolean    ctg_messages_put_body       (CtgDb *db, gint64 key, const CtgMessageBody *body, GError **error);
gboolean    ctg_messages_add_location   (CtgDb *db, gint64 key, gint64 folder_id, const char *remote_id,
                                         GError **error);
/* NULL: all */
gboolean    ctg_messages_drop_locations (CtgDb *db, gint64 folder_id, GPtrArray *remote_ids, GError **error);
gboolean    ctg_messages_set_file       (CtgDb *db, gint64 key, const char *path, gint64 offset, gint64 length,
                                         GError **error);
/* idempotent; indexes a held body */
gboolean    ctg_messages_log            (CtgDb *db, gint64 key, gint64 contact_id, const char *rule,
                                         const char *matched_message_id, GError **error);
gboolean    ctg_messages_unlog          (CtgDb *db, gint64 key, gint64 contact_id, GError **error);  /* 0: of all */
/* asked for no more */
gboolean    ctg_messages_set_body_failed (CtgDb *db, gint64 key, const char *reason, GError **error);

/* What rules need to know. */
/* of one message, for the rules: what the provider said of its sender, how its sender marked it */
gboolean    ctg_messages_get_marks      (CtgDb *db, gint64 key, int *authentication, char **sensitivity,
                                         GError **error);
gboolean    ctg_messages_is_logged      (CtgDb *db, gint64 key);
gboolean    ctg_messages_is_in_logged_thread (CtgDb *db, gint64 key);
/* what is logged on nobody, newest first, from this date on; automatic mail too */
GArray     *ctg_messages_list_since     (CtgDb *db, gint64 since_utc_s, GError **error);
/* keys (gint64) of logged messages and of mail sent from here */
GArray     *ctg_messages_find_logged    (CtgDb *db, const char *const *message_ids, GError **error);
/* keys of unlogged heads that name it */
GArray     *ctg_messages_find_referring (CtgDb *db, const char *message_id, GError **error);
/* keys of unlogged heads with ancestors that name this person */
GArray     *ctg_messages_find_by_address (CtgDb *db, const char *address, GError **error);
/* (element-type utf8) address keys */
GPtrArray  *ctg_messages_thread_parties (CtgDb *db, gint64 thread, gboolean logged_only, GError **error);
GArray     *ctg_messages_get_contact_ids (CtgDb *db, gint64 key, GError **error);
char       *ctg_messages_dup_hash_of_sent (CtgDb *db, const char *account_id, const char *message_id);
gboolean    ctg_messages_is_known       (CtgDb *db, const char *account_id, const char *message_id,
                                         const char *content_hash, gint64 *key);
/* Logged messages whose body is still to be fetched from this folder, newest first. */
typedef struct { gint64 key; char *remote_id; } CtgWantedBody;
void        ctg_wanted_body_free        (CtgWantedBody *self);
GPtrArray  *ctg_messages_list_wanted    (CtgDb *db, gint64 folder_id, guint limit, GError **error);
GPtrArray  *ctg_messages_list_large     (CtgDb *db, gint64 folder_id, gint64 from_bytes, guint limit,
                                         GError **error);
/* Reports on undelivered mail, while something sent from here may come back; as above */
GPtrArray  *ctg_messages_list_bounces   (CtgDb *db, gint64 folder_id, guint limit, GError **error);
/* Where a message can be fetched again; NOT_FOUND. Either a folder or a file. */
typedef struct
{
  char *account_id;
  gint64 folder_id;
  char *remote_name;
  char *remote_id;
  char *path;
  gint64 offset;
  gint64 length;
} CtgLocation;
gint64       ctg_messages_find_at       (CtgDb *db, gint64 folder_id, const char *remote_id);
char       **ctg_messages_list_places   (CtgDb *db, gint64 key, GError **error);
void         ctg_location_free          (CtgLocation *self);
CtgLocation *ctg_messages_get_location  (CtgDb *db, gint64 key, GError **error);

/* Reading. */
CtgMessage *ctg_messages_get            (CtgDb *db, gint64 key, GError **error);                    /* NOT_FOUND */
gint64      ctg_messages_find           (CtgDb *db, const char *id_or_message_id);                  /* 0: none */
GPtrArray  *ctg_messages_get_many       (CtgDb *db, const gint64 *keys, guint n_keys, GError **error);
/* NOT_FOUND: no body held */
char       *ctg_messages_get_text       (CtgDb *db, gint64 key, GError **error);
gboolean    ctg_messages_has_html       (CtgDb *db, gint64 key);
GBytes     *ctg_messages_get_source     (CtgDb *db, gint64 key, GError **error);                    /* NOT_FOUND */
GPtrArray  *ctg_messages_get_parties    (CtgDb *db, gint64 key, GError **error);                    /* CtgParty */
GPtrArray  *ctg_messages_get_ancestors  (CtgDb *db, gint64 key, GError **error);                    /* utf8 */
GPtrArray  *ctg_messages_get_log        (CtgDb *db, gint64 key, GError **error);                    /* CtgLogEntry */
/* keys, newest first; NULL: all accounts; INBOX and Sent only */
GArray     *ctg_messages_list_unlogged  (CtgDb *db, const char *account_id, GError **error);

typedef struct
{
  gint64 thread;               /* what it is called: the key of its oldest message */
  gint64 row;                  /* stays the same when an older one comes */
  char *subject;               /* of its oldest message */
  gint64 first_utc_s, last_utc_s;
  guint n_messages;
  guint n_attachments;
  guint n_bodies;              /* messages whose text is held */
} CtgThread;

void        ctg_thread_free             (CtgThread *self);
/* newest first; contact 0: all */
GPtrArray  *ctg_threads_list            (CtgDb *db, gint64 contact_id, gboolean unlogged_too, GError **error);
/* keys, oldest first; contact 0: all */
GArray     *ctg_threads_get_messages    (CtgDb *db, gint64 thread, gint64 contact_id, GError **error);
/* By a person, to be taken back: what is said here wins, and holds for what comes. */
gboolean    ctg_threads_split           (CtgDb *db, gint64 key, GError **error);
gboolean    ctg_threads_merge           (CtgDb *db, gint64 thread, gint64 other, GError **error);
gboolean    ctg_threads_take_back       (CtgDb *db, gint64 action, GError **error);
/* anybody but one's own addresses */
gboolean    ctg_messages_share_people   (CtgDb *db, gint64 key, gint64 other);
/* keys, newest first */
GArray     *ctg_messages_list_by_contact (CtgDb *db, gint64 contact_id, GError **error);

/* Attachments; paths are made by the store from the digest. */
GPtrArray  *ctg_attachments_by_message  (CtgDb *db, gint64 key, GError **error);
/* newest first */
GPtrArray  *ctg_attachments_by_contact  (CtgDb *db, gint64 contact_id, GError **error);
CtgAttachment *ctg_attachments_get      (CtgDb *db, gint64 id, GError **error);
/* a new file to write a large one into, for content_path */
int         ctg_store_make_attachment_file (CtgStore *store, char **path, GError **error);
char       *ctg_store_dup_attachment_path (CtgStore *store, const char *sha256);

/* What a person typed, see search-query.c; newest first. */
typedef struct { gint64 key; char *snippet; /* matches between U+2068 and U+2069 */ } CtgHit;
void        ctg_hit_free                (CtgHit *self);
GPtrArray  *ctg_search                  (CtgDb *db, const char *typed, guint limit, GError **error);
GPtrArray  *ctg_search_best             (CtgDb *db, const char *typed, guint limit, GError **error);
/* keys, newest first, of what ctg_messages_list_unlogged() lists */
GArray     *ctg_search_unlogged         (CtgDb *db, const char *typed, guint limit, GError **error);

/* A message that could not be parsed: kept raw, never tried again, shown in diagnostics. */
gboolean    ctg_quarantine_add          (CtgDb *db, const char *account_id, const char *where, const char *reason,
                                         GBytes *raw, GError **error);
gint64      ctg_quarantine_count        (CtgDb *db);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgParty, ctg_party_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAttachment, ctg_attachment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgMessage, ctg_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLogEntry, ctg_log_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLocation, ctg_location_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgThread, ctg_thread_free)

G_END_DECLS
