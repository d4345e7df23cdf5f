/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ews-session.h"

G_BEGIN_DECLS

/* Folders whose part is the same in every mailbox, in the order of ctg_ews_request_get_known_folders(). */
typedef enum
{
  CTG_EWS_KNOWN_INBOX,
  CTG_EWS_KNOWN_SENT,
  CTG_EWS_KNOWN_DRAFTS,
  CTG_EWS_KNOWN_TRASH,
  CTG_EWS_KNOWN_JUNK,
  CTG_EWS_KNOWN_OUTBOX,
  CTG_EWS_N_KNOWN
} CtgEwsKnown;

typedef struct
{
  char *id;                  /* (owned) */
  char *parent_id;           /* (owned) (nullable) */
  char *name;                /* (owned) */
  char *class;               /* (owned) (nullable) */
  char *status;              /* (owned) (nullable) NULL: the server does not say, or was not asked this time */
  gint64 n_items;            /* -1: not said */
  gboolean is_search;
} CtgEwsFolder;

/* The folders of a mailbox, as far as a session knows them. */
typedef struct
{
  char *known[CTG_EWS_N_KNOWN];   /* (owned) (nullable) ids */
  GPtrArray *folders;             /* (owned) (element-type CtgEwsFolder) in the server's order */
  GHashTable *by_id;              /* (owned) (element-type utf8 CtgEwsFolder) borrowed from folders */
  char *state;                    /* (owned) (nullable) the server's own word for what is known */
  GHashTable *watched;            /* (owned) (element-type utf8) ids whose status is asked for each time */
  gboolean is_refused;            /* the server does not tell what changed: all are listed each time */
} CtgEwsHierarchy;

CtgEwsHierarchy *ctg_ews_hierarchy_new     (void);
void             ctg_ews_hierarchy_free    (CtgEwsHierarchy *self);
void             ctg_ews_hierarchy_watch   (CtgEwsHierarchy *self, const char *folder_id);
gboolean         ctg_ews_hierarchy_update  (CtgEwsHierarchy *self, CtgEwsSession *session, GCancellable *cancellable,
                                            GError **error);
char            *ctg_ews_folder_dup_status (const CtgXmlElement *element);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEwsHierarchy, ctg_ews_hierarchy_free)

G_END_DECLS
