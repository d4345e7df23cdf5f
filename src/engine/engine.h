/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "activity.h"
#include "profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* The program without its window: the composition root and the one facade for ui and cli. Lives on the main thread;
 * every method that may wait is a pair of _async and _finish, cancellable. It implements CtgSetupActions.
 *
 * Signal `activity (const char *account_id)`: what ctg_engine_get_activity() says of this account has changed. What
 * changed in the database is said by the store's `changed`. */
#define CTG_TYPE_ENGINE (ctg_engine_get_type ())
G_DECLARE_FINAL_TYPE (CtgEngine, ctg_engine, CTG, ENGINE, GObject)

/* opens the database; blocks briefly */
CtgEngine   *ctg_engine_new               (const CtgProfile *profile, GError **error);
CtgStore    *ctg_engine_get_store         (CtgEngine *self);
const CtgProfile *ctg_engine_get_profile  (CtgEngine *self);
/* Takes the lock and begins to pull and watch every connected account. CTG_ERROR_BUSY: another process does. */
gboolean     ctg_engine_start             (CtgEngine *self, GError **error);
gboolean     ctg_engine_is_started        (CtgEngine *self);
/* cancels, waits for its threads, closes the database */
void         ctg_engine_stop              (CtgEngine *self);
CtgActivity *ctg_engine_get_activity      (CtgEngine *self, const char *account_id);   /* (transfer full) */

/* Accounts. */
void     ctg_engine_set_paused_async      (CtgEngine *self, const char *account_id, gboolean paused,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_set_paused_finish     (CtgEngine *self, GAsyncResult *result, GError **error);
/* What it brought stays, goes in 90 days (B24), or goes now. Also of one that is removed already, as long as it is
 * there: to keep it after all, or not. */
typedef enum { CTG_REMOVE_KEEP, CTG_REMOVE_GRACE, CTG_REMOVE_NOW } CtgRemoval;
#define CTG_GRACE_S (90 * 24 * 3600)
void     ctg_engine_remove_account_async  (CtgEngine *self, const char *account_id, CtgRemoval removal,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_remove_account_finish (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_revoke_access_async   (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_revoke_access_finish  (CtgEngine *self, GAsyncResult *result, gboolean *at_platform,
                                           GError **error);
const char *ctg_engine_find_permissions_page (const char *kind);
void     ctg_engine_set_team_async        (CtgEngine *self, const char *account_id, gboolean is_team,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_set_team_finish       (CtgEngine *self, GAsyncResult *result, GError **error);
/* The mailbox new letters are written from, and what each mailbox writes as: its own address and further ones. */
void     ctg_engine_set_default_account_async  (CtgEngine *self, const char *account_id, GAsyncReadyCallback callback,
                                                gpointer user_data);
gboolean ctg_engine_set_default_account_finish (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_put_identity_async    (CtgEngine *self, const char *account_id, const char *address,
                                           const char *name, gboolean is_default, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean ctg_engine_put_identity_finish   (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_remove_identity_async (CtgEngine *self, const char *account_id, const char *address,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_remove_identity_finish (CtgEngine *self, GAsyncResult *result, GError **error);
/* What else a mailbox may write as (A29). */
typedef struct
{
  guint n_added;            /* senders the provider named, that are new */
  GPtrArray *candidates;    /* (owned) (element-type utf8) addresses for a person to confirm */
} CtgSenderSearch;

void             ctg_sender_search_free         (CtgSenderSearch *self);
void             ctg_engine_find_senders_async  (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
CtgSenderSearch *ctg_engine_find_senders_finish (CtgEngine *self, GAsyncResult *result, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSenderSearch, ctg_sender_search_free)

/* Trusts an account's certificate by its authority alone again (A101); the connection is made anew. */
void     ctg_engine_withdraw_trust_async  (CtgEngine *self, const char *account_id, gboolean outgoing,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_withdraw_trust_finish (CtgEngine *self, GAsyncResult *result, GError **error);
/* Tries a WAITING or STOPPED account at once; NULL: all. Unlocks the keyring if that was the cause. */
void     ctg_engine_retry                 (CtgEngine *self, const char *account_id);

/* One pull of an account (NULL: all), to its end. As the lock's holder through the running account; else as a request
 * to the holder; else, if nobody holds the lock, here and now. Result: JSON-ready counts, per account. */
typedef struct
{
  char *account_id;
  char *address;
  gint64 n_seen, n_logged, n_skipped, n_failed;
  double seconds;
  GError *error;              /* (owned) (nullable) */
} CtgSyncCounts;
void       ctg_sync_counts_free           (CtgSyncCounts *self);
void       ctg_engine_sync_async          (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/* CtgSyncCounts */
GPtrArray *ctg_engine_sync_finish         (CtgEngine *self, GAsyncResult *result, GError **error);

/* Past correspondence, from before what a first pull brings. What was asked for stands in the database: whoever holds
 * the lock does it, and goes on after a pause, a crash or a new start. */
typedef struct
{
  const char *account_id;     /* (nullable) NULL: every connected mailbox */
  gint64 contact_id;          /* 0: of all contacts */
  guint n_days;               /* how far back, 0: to the beginning */
  gboolean waits;             /* until it is done; cancelling then pauses it */
} CtgPastOptions;
typedef struct
{
  gint64 id;
  char *account_id;
  char *address;
  const char *state;          /* "open", "paused", "done", "given-up" */
  gint64 n_seen, n_logged, n_failed;
  double seconds;
  GError *error;              /* (owned) (nullable) */
} CtgPastCounts;
typedef enum { CTG_PAST_PAUSE, CTG_PAST_RESUME, CTG_PAST_GIVE_UP } CtgPastChange;
/* main context; n_total 0: unknown */
typedef void (*CtgProgressFunc) (gint64 n_done, gint64 n_total, gpointer data);
void       ctg_past_counts_free           (CtgPastCounts *self);
void       ctg_engine_log_past_async      (CtgEngine *self, const CtgPastOptions *options, CtgProgressFunc progress,
                                           gpointer progress_data, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/* CtgPastCounts */
GPtrArray *ctg_engine_log_past_finish     (CtgEngine *self, GAsyncResult *result, GError **error);
/* id 0: all that are not finished */
void       ctg_engine_change_past_async   (CtgEngine *self, gint64 id, CtgPastChange change,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   ctg_engine_change_past_finish  (CtgEngine *self, GAsyncResult *result, GError **error);

/* Contacts. Addresses are normalised and checked: INVALID_INPUT, CONFLICT. After adding, what is already here and
 * refers to logged mail is looked at again. */
typedef struct { const char *name, *company, *phone, *note; const char *const *addresses; } CtgContactFields;
void     ctg_engine_save_contact_async    (CtgEngine *self, gint64 id, const CtgContactFields *fields,
                                           /* id 0: a new one */
                                           GAsyncReadyCallback callback, gpointer user_data);
/* 0: failed */
gint64   ctg_engine_save_contact_finish   (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_delete_contact_async  (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean ctg_engine_delete_contact_finish (CtgEngine *self, GAsyncResult *result, GError **error);
/* Makes one of two; ctg_engine_undo_async() takes it back. */
void     ctg_engine_merge_contacts_async  (CtgEngine *self, gint64 into, gint64 from, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean ctg_engine_merge_contacts_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* Threads by hand; taken back by ctg_engine_undo_async(). */
void     ctg_engine_split_thread_async    (CtgEngine *self, gint64 message_key, GAsyncReadyCallback callback,
                                           gpointer user_data);
void     ctg_engine_merge_threads_async   (CtgEngine *self, gint64 thread, gint64 other, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean ctg_engine_threads_finish        (CtgEngine *self, GAsyncResult *result, GError **error);
typedef struct { guint n_added, n_merged, n_skipped, n_bad_addresses; } CtgContactCounts;
void     ctg_engine_import_contacts_async (CtgEngine *self, const char *path, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_import_contacts_finish (CtgEngine *self, GAsyncResult *result,
                                            CtgContactCounts *counts, GError **error);

/* Logging by hand. contact 0: every contact among its people; if there is none, CTG_ERROR_NOT_FOUND reason "no-contact"
 * (the caller offers to add one). Also logs what is here and answers it. Returns how many entries were made. */
void     ctg_engine_log_async             (CtgEngine *self, gint64 message_key, gint64 contact_id,
                                           GAsyncReadyCallback callback, gpointer user_data);
/* -1: failed */
int      ctg_engine_log_finish            (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_unlog_async           (CtgEngine *self, gint64 message_key, gint64 contact_id,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_unlog_finish          (CtgEngine *self, GAsyncResult *result, GError **error);

/* What waits for a decision: accept logs it, finished by ctg_engine_log_finish(); CTG_ERROR_NOT_FOUND reason
 * "not-in-tray". What is refused, and what is taken off, no rule logs again. */
void     ctg_engine_accept_async          (CtgEngine *self, gint64 message_key, gint64 contact_id,
                                           GAsyncReadyCallback callback, gpointer user_data);
void     ctg_engine_refuse_async          (CtgEngine *self, gint64 message_key, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean ctg_engine_refuse_finish         (CtgEngine *self, GAsyncResult *result, GError **error);

/* The never-log list; a pattern is checked: INVALID_INPUT reason "pattern". Returns whether anything changed. */
void     ctg_engine_set_never_log_async   (CtgEngine *self, const char *pattern, gboolean is_listed,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_set_never_log_finish  (CtgEngine *self, GAsyncResult *result, gboolean *changed, GError **error);
/* Which of the people, as typed, the never-log list names; NULL: none, or it cannot be told. */
void     ctg_engine_find_never_logged_async (CtgEngine *self, const char *people, GAsyncReadyCallback callback,
                                             gpointer user_data);
char    *ctg_engine_find_never_logged_finish (CtgEngine *self, GAsyncResult *result);

/* Rules that log by themselves: core, contact, folder, bcc, forward. */
typedef struct { char *name; gboolean is_on; } CtgRuleState;
void       ctg_rule_state_free            (CtgRuleState *self);
GPtrArray *ctg_engine_list_rules          (CtgEngine *self, GError **error);         /* CtgRuleState; blocks */
void     ctg_engine_set_rule_async        (CtgEngine *self, const char *name, gboolean is_on,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_set_rule_finish       (CtgEngine *self, GAsyncResult *result, GError **error);
/* Keys (gint64) of what is held from the last days, is logged on nobody and this rule would log; nothing is changed. */
void     ctg_engine_preview_rule_async    (CtgEngine *self, const char *name, guint n_days, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GArray  *ctg_engine_preview_rule_finish   (CtgEngine *self, GAsyncResult *result, GError **error);

/* Takes back what was done last to the log. Returns its kind, see CtgAction; NOT_FOUND reason "nothing-to-undo". */
void     ctg_engine_undo_async            (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data);
char    *ctg_engine_undo_finish           (CtgEngine *self, GAsyncResult *result, GError **error);

/* Retention (B21 to B26). What has its age goes once a day while this process holds the lock, and when it is asked for.
 * Says what went, or with @only_look would go. CTG_ERROR_POLICY reason "clock-ahead" when ages cannot be told, until
 * somebody says that the date is right. */
typedef struct { const char *what; gint64 n; gint64 limit_utc_s; } CtgPurgeCount;
#define CTG_TRASH_S (90 * 24 * 3600)   /* for how long a deleted entry can be had back */
void       ctg_engine_purge_async         (CtgEngine *self, gboolean only_look, gboolean date_is_right,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
GArray    *ctg_engine_purge_finish        (CtgEngine *self, GAsyncResult *result, GError **error);
/* Logs again what was deleted; contact 0: of all. NOT_FOUND reason "not-in-trash". Returns how many are back. */
void       ctg_engine_undelete_async      (CtgEngine *self, gint64 message_key, gint64 contact_id,
                                           GAsyncReadyCallback callback, gpointer user_data);
int        ctg_engine_undelete_finish     (CtgEngine *self, GAsyncResult *result, GError **error);   /* -1: failed */

/* The body of a message, from the database or, for an unlogged one, fetched and kept for 7 days. */
void     ctg_engine_load_text_async       (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
char    *ctg_engine_load_text_finish      (CtgEngine *self, GAsyncResult *result, GError **error);

/* A letter's HTML, made harmless (see ctg_html_clean()), and the pictures that came with it. NOT_FOUND "no-html". */
typedef struct { GBytes *bytes; char *type; } CtgPicture;
typedef struct
{
  char *html;             /* (owned) */
  GPtrArray *remote;      /* (owned) (element-type utf8) what it would have loaded from elsewhere */
  GPtrArray *links;       /* (owned) (element-type utf8) where its links lead, in their order */
  GHashTable *pictures;   /* (owned) (element-type utf8 CtgPicture) by Content-ID */
  gboolean with_remote;   /* pictures from elsewhere are in @html, under the scheme "remote:" */
  char *sender;           /* (owned) the address */
  gboolean is_trusted;    /* pictures of this sender are always wanted */
} CtgLetterHtml;
void     ctg_letter_html_free             (CtgLetterHtml *self);
void     ctg_engine_load_html_async       (CtgEngine *self, gint64 message_key, gboolean with_remote,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
/* Whether pictures from elsewhere are always in the letters of a sender; not in those that are forged. */
void     ctg_engine_trust_pictures_async  (CtgEngine *self, const char *sender, gboolean is_trusted,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_trust_pictures_finish (CtgEngine *self, GAsyncResult *result, GError **error);
/* One picture from the web, asked for without cookies, credentials or where it is wanted for; https only. */
void     ctg_engine_fetch_picture_async   (CtgEngine *self, const char *url, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
CtgPicture *ctg_engine_fetch_picture_finish (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_picture_free                 (CtgPicture *self);
CtgLetterHtml *ctg_engine_load_html_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* A letter as it was sent, byte for byte: kept of what is logged. NOT_FOUND reason "no-source". save: into a file that
 * must not exist yet. */
void     ctg_engine_load_source_async     (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GBytes  *ctg_engine_load_source_finish    (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_save_source_async     (CtgEngine *self, gint64 message_key, const char *path,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_save_source_finish    (CtgEngine *self, GAsyncResult *result, GError **error);

/* Attachments. save: writes to a file that must not exist yet (a folder: under its safe name, numbered when taken), not
 * executable; returns the path. prepare_open: a private read-only copy under its safe name to hand to the desktop, or
 * CTG_ERROR_POLICY reason "dangerous-attachment". */
void     ctg_engine_save_attachment_async   (CtgEngine *self, gint64 attachment_id, const char *path,
                                             GAsyncReadyCallback callback, gpointer user_data);
char    *ctg_engine_save_attachment_finish  (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_prepare_open_async      (CtgEngine *self, gint64 attachment_id, GAsyncReadyCallback callback,
                                             gpointer user_data);
char    *ctg_engine_prepare_open_finish     (CtgEngine *self, GAsyncResult *result, GError **error);

/* Mail files. seen = logged + unlogged + failed. */
typedef struct
{
  const char *const *paths;
  gboolean log;                 /* on matching contacts; else metadata only */
  const char *const *me;        /* (nullable) own addresses besides the connected mailboxes' */
  gboolean create_contacts;     /* one per human correspondent */
} CtgImportOptions;
typedef struct
{
  gint64 n_seen, n_logged, n_unlogged, n_failed, n_contacts_created;
  gint64 n_known;   /* were here before, whether logged or not */
  double seconds;
} CtgImportCounts;
void     ctg_engine_import_mail_async     (CtgEngine *self, const CtgImportOptions *options, CtgProgressFunc progress,
                                           gpointer progress_data, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_import_mail_finish    (CtgEngine *self, GAsyncResult *result,
                                           CtgImportCounts *counts, GError **error);

/* Everything in order? (element-type CtgCheck): the database, the keyring, the network, and each account's servers step
 * by step with the secrets that are kept; nothing is altered anywhere. */
typedef struct
{
  char *name;        /* (owned) "database", "incoming-log-in" */
  char *account;     /* (owned) (nullable) its address */
  gboolean ok;
  gint64 ms;
  char *message;     /* (owned) (nullable) */
  char *code;        /* (owned) (nullable) why not: a CTG_ERROR name */
  char *reason;      /* (owned) (nullable) */
} CtgCheck;
void       ctg_check_free                 (CtgCheck *self);
void       ctg_engine_diagnose_async      (CtgEngine *self, const char *account_id, gboolean dials,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
GPtrArray *ctg_engine_diagnose_finish     (CtgEngine *self, GAsyncResult *result, GError **error);
/* What may be sent to whoever helps: versions, states, steps, servers; nobody's address, name, word or secret. */
void       ctg_engine_report_async        (CtgEngine *self, GPtrArray *checks, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
char      *ctg_engine_report_finish       (CtgEngine *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLetterHtml, ctg_letter_html_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPicture, ctg_picture_free)

G_END_DECLS
