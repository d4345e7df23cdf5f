/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "store.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_ACCOUNT_CONNECTED,
  CTG_ACCOUNT_PAUSED,         /* by the person */
  CTG_ACCOUNT_DISCONNECTED,   /* needs the person: problem_code says why */
  CTG_ACCOUNT_REMOVED,        /* secrets gone, logged entries kept */
} CtgAccountState;

typedef struct
{
  char *id;                   /* (owned) a UUID, names its secrets too */
  char *address;              /* (owned) as typed, domain in lower case */
  char *display_name;         /* (owned) possibly "" */
  char *kind;                 /* (owned) "imap" */
  CtgEndpoint *incoming;      /* (owned) */
  CtgEndpoint *outgoing;      /* (owned) (nullable) */
  gboolean separate_outgoing; /* outgoing has a password of its own */
  gboolean automation;
  gboolean is_team;           /* several people use it (A10) */
  gboolean is_default;
  CtgAccountState state;
  char *problem_code;         /* (owned) (nullable) a CTG_ERROR name */
  char *problem_reason;       /* (owned) (nullable) */
  char *problem_server_text;  /* (owned) (nullable) */
  gint64 state_since_utc_s;
  gint64 created_utc_s;
  gint64 last_pull_utc_s;     /* 0: never */
  char *sent_remote_name;     /* (owned) (nullable) */
  char *sent_reason;          /* (owned) (nullable) */
  gint64 removal_utc_s;       /* of a removed one: when what it brought goes; 0: it stays */
} CtgAccount;

CtgAccount *ctg_account_copy  (const CtgAccount *self);
void        ctg_account_free  (CtgAccount *self);
const char *ctg_account_state_to_string (CtgAccountState state);

/* The normalised address is unique among accounts that are not removed: CTG_ERROR_CONFLICT. */
gboolean    ctg_accounts_insert         (CtgDb *db, const CtgAccount *account, GError **error);
/* all but state */
gboolean    ctg_accounts_update         (CtgDb *db, const CtgAccount *account, GError **error);
gboolean    ctg_accounts_set_state      (CtgDb *db, const char *id, CtgAccountState state, const GError *cause,
                                         GError **error);
gboolean    ctg_accounts_set_removal    (CtgDb *db, const char *id, gint64 utc_s, GError **error);
gboolean    ctg_accounts_set_pulled     (CtgDb *db, const char *id, gint64 utc_s, GError **error);
gboolean    ctg_accounts_set_default    (CtgDb *db, const char *id, GError **error);
gboolean    ctg_accounts_set_team       (CtgDb *db, const char *id, gboolean is_team, GError **error);
/* with all it brought */
gboolean    ctg_accounts_delete         (CtgDb *db, const char *id, GError **error);
CtgAccount *ctg_accounts_get            (CtgDb *db, const char *id, GError **error);           /* NOT_FOUND */
CtgAccount *ctg_accounts_get_by_address (CtgDb *db, const char *address, GError **error);      /* NOT_FOUND */
/* (element-type CtgAccount) */
GPtrArray  *ctg_accounts_list           (CtgDb *db, GError **error);

typedef struct
{
  gint64 id;
  char *account_id;
  char *remote_name;
  char *name;
  int role;                  /* a CtgFolderRole of mail */
  gboolean is_watched;
  char *token;               /* (owned) (nullable) NULL: nothing is held */
  gint64 n_messages;         /* on the server, -1 unknown */
  gint64 last_pull_utc_s;
} CtgFolder;

void       ctg_folder_free          (CtgFolder *self);
/* by account and remote_name; sets id; keeps token */
gboolean   ctg_folders_upsert       (CtgDb *db, CtgFolder *folder, GError **error);
gboolean   ctg_folders_move_token   (CtgDb *db, gint64 folder_id, const char *from, const char *to, gint64 n_messages,
                                     gint64 pulled_utc_s, GError **error);
GPtrArray *ctg_folders_list         (CtgDb *db, const char *account_id, GError **error);
gboolean   ctg_folders_is_sent      (CtgDb *db, gint64 folder_id);
char      *ctg_folders_dup_sent_name (CtgDb *db, const char *account_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAccount, ctg_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgFolder, ctg_folder_free)

G_END_DECLS
