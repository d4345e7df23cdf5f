/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* A provider of data/providers.ini. Immutable, lives as long as the program. */
typedef struct
{
  char *id;
  char *name;
  char *kind;                /* of CtgCandidate, or "filter": its MX says nothing about where the mailbox is */
  CtgEndpoint *incoming;     /* (nullable) without a user name */
  CtgEndpoint *outgoing;     /* (nullable) without a user name */
  char **auth;               /* words of CtgCandidate's `auth`, best first */
  gboolean username_is_local_part;
  char *hint;                /* (nullable) */
  char *reason;              /* (nullable) */
  char *status;              /* ok, preparation, broken */
  char *last_checked;        /* (nullable) a date; NULL: nobody has logged in with these settings */
  char **documentation;      /* (nullable) addresses of the provider's pages */
  char **mx;                 /* (nullable) patterns of the hosts that receive mail for it and its customers' domains */
  char **hosts;              /* (nullable) patterns of its servers' names, where they decide how to sign in */
} CtgProviderEntry;

const CtgProviderEntry *ctg_provider_table_find      (const char *domain);
const CtgProviderEntry *ctg_provider_table_find_mx   (const char *host);
const CtgProviderEntry *ctg_provider_table_find_host (const char *host);
GPtrArray              *ctg_provider_table_list      (void);

G_END_DECLS
