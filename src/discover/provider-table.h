/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "candidate.h"

G_BEGIN_DECLS

/* A provider of data/providers.ini. Immutable, lives as long as the program. */
typedef struct
{
  char *id;
  char *name;
  char *kind;
  CtgEndpoint *incoming;   /* (nullable) without a user name */
  CtgEndpoint *outgoing;   /* (nullable) without a user name */
  gboolean username_is_local_part;
  char *hint;              /* (nullable) */
  char *reason;            /* (nullable) */
  char *status;            /* ok, preparation, broken */
  char *checked;
  gboolean is_unverified;
} CtgProviderEntry;

const CtgProviderEntry *ctg_provider_table_find (const char *domain);
GPtrArray              *ctg_provider_table_list (void);

G_END_DECLS
