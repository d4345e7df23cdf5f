/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an item is asked for. */
typedef enum
{
  CTG_EWS_SHAPE_DATE,      /* its id and when it came: enough to choose by */
  CTG_EWS_SHAPE_SIZE,
  CTG_EWS_SHAPE_HEADERS,   /* the header block as it came, and what one is written of where there is none */
  CTG_EWS_SHAPE_BRIEF,     /* the same without the header block: for those whose is too large */
  CTG_EWS_SHAPE_MIME,      /* the whole message */
} CtgEwsShape;

/* Which items of a folder. */
typedef struct
{
  const char *folder_id;
  gint64 since_utc_s;      /* received then or later; 0: any */
  gint64 until_utc_s;      /* and not later than that; 0: any */
  guint offset;            /* among those, newest first */
  guint n_max;
} CtgEwsSearch;

/* A letter to be sent, or to be put into a folder. */
typedef struct
{
  GBytes *bytes;                    /* with CRLF */
  const char *folder_id;            /* (nullable) where its copy goes; NULL: Sent Items */
  gboolean is_sent;                 /* it leaves; else it is only put there, as read and as no draft */
  gboolean has_copy;                /* of what leaves: it has one already or wants none, and gets none */
  const char *const *to;            /* (nullable) of what leaves: addr-specs */
  const char *const *cc;            /* (nullable) */
  const char *const *bcc;           /* (nullable) */
} CtgEwsLetter;

GBytes *ctg_ews_request_get_known_folders (const char *const *others, guint n_others);
GBytes *ctg_ews_request_get_folder        (const char *folder_id);
GBytes *ctg_ews_request_get_inbox_of      (const char *address);
GBytes *ctg_ews_request_find_folders      (guint offset);
GBytes *ctg_ews_request_sync_folders      (const char *state);
GBytes *ctg_ews_request_sync_items        (const char *folder_id, const char *state);
GBytes *ctg_ews_request_find_items        (const CtgEwsSearch *search);
GBytes *ctg_ews_request_find_message      (const char *folder_id, const char *message_id);
GBytes *ctg_ews_request_get_items         (const char *const *item_ids, guint n_ids, CtgEwsShape shape);
GBytes *ctg_ews_request_create_item       (const CtgEwsLetter *letter);
GBytes *ctg_ews_request_resolve_name      (const char *path);
GBytes *ctg_ews_request_subscribe         (const char *folder_id);
GBytes *ctg_ews_request_get_events        (const char *subscription_id, guint minutes);

/* The folders for new mail and for what was sent by the names every mailbox has for them; ids of folders are longer. */
#define CTG_EWS_INBOX "INBOX"
#define CTG_EWS_SENT "SENT"

/* Folders and changes come in pages of so many. */
#define CTG_EWS_FOLDERS_PAGE 500
#define CTG_EWS_CHANGES_PAGE 512

G_END_DECLS
