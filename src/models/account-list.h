/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

typedef enum { CTG_MAILBOX_CONNECTED, CTG_MAILBOX_PAUSED, CTG_MAILBOX_DISCONNECTED } CtgMailboxState;

/* Past correspondence that is being logged, or paused. */
typedef struct
{
  gint64 id;                   /* 0: none */
  gboolean is_paused;
  guint n_logged;
  double fraction;             /* of what is known to have to be looked at */
} CtgPastFacts;

/* A connected mailbox as the status, the settings and the bar at the window's foot show it. */
/* What a mailbox writes as. */
typedef struct
{
  char *name;                  /* possibly "" */
  char *address;
  gboolean is_default;         /* of the mailbox */
  gboolean is_own;             /* the mailbox's own address */
} CtgSenderFacts;

typedef struct
{
  char *id;
  char *address;
  char *display_name;          /* possibly "" */
  char *kind;                  /* "imap" */
  char *incoming_host;
  char *outgoing_host;         /* (nullable) */
  CtgEndpoint *incoming;       /* (nullable) */
  CtgEndpoint *outgoing;       /* (nullable) */
  gboolean separate_outgoing;
  CtgMailboxState state;
  char *problem_code;          /* (nullable) a CTG_ERROR name */
  char *problem_reason;        /* (nullable) */
  char *problem_server_text;   /* (nullable) */
  gint64 state_since_utc_s;
  gint64 last_pull_utc_s;      /* 0: never */
  char *sent_name;             /* (nullable) what people call the folder of sent mail */
  char *sent_reason;           /* (nullable) */
  gboolean automation;
  gboolean is_team;            /* several people use it */
  gboolean is_default;
  GPtrArray *senders;          /* (element-type CtgSenderFacts) its own address first */
  char *large_folders;         /* (nullable) names of folders over 100 000 messages, for people (B29) */
  CtgPastFacts past;
} CtgMailboxFacts;

/* Signal `changed`: its facts are others. */
#define CTG_TYPE_ACCOUNT_ITEM (ctg_account_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgAccountItem, ctg_account_item, CTG, ACCOUNT_ITEM, GObject)

const CtgMailboxFacts *ctg_account_item_get_facts (CtgAccountItem *self);

/* The mailboxes that are not removed, in the order they were connected. Property `is-loaded`. */
#define CTG_TYPE_ACCOUNT_LIST (ctg_account_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgAccountList, ctg_account_list, CTG, ACCOUNT_LIST, GObject)

CtgAccountList *ctg_account_list_new       (CtgStore *store);
gboolean        ctg_account_list_is_loaded (CtgAccountList *self);

G_END_DECLS
