/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "errors.h"
#include "oauth-platform.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What opens one service for a while. */
typedef struct
{
  char *service;           /* (owned) its name */
  char *token;             /* (owned) wiped */
  char **scopes;           /* (owned) what was granted */
  gint64 expires_utc_s;
} CtgAccess;

/* What a platform grants: how a mailbox signed in to with the browser is logged in to. As text it is one item of the
 * keyring, so that it changes as a whole. */
typedef struct
{
  char *kind;              /* (owned) of the platform */
  char *client_id;         /* (owned) whom it was granted to */
  char *client_secret;     /* (owned) (nullable) */
  char *tenant;            /* (owned) (nullable) */
  char *service;           /* (owned) what was signed in for */
  GPtrArray *accesses;     /* (owned) (element-type CtgAccess) one a service that was asked for */
  char *refresh_token;     /* (owned) (nullable) wiped: for all services */
  char *address;           /* (owned) (nullable) who signed in, as the platform says */
  char *refused;           /* (owned) (nullable) a reason: it was taken back, and nothing more is tried (O4) */
  CtgErrorCode refused_code;   /* with the reason, so that what is said later is what was said at once */
  char *refused_text;      /* (owned) (nullable) what the platform said */
} CtgToken;

CtgToken *ctg_token_from_answer      (const CtgOAuthPlatform *platform, const CtgOAuthService *service,
                                      const CtgOAuthClient *client, guint status, const char *bytes, gsize length,
                                      const CtgToken *before, GError **error);
CtgToken *ctg_token_from_text        (const char *text, GError **error);
char     *ctg_token_to_text          (const CtgToken *self);
void      ctg_token_free             (CtgToken *self);
const char *ctg_token_get_access     (const CtgToken *self, const CtgOAuthService *service);
gboolean  ctg_token_is_fresh         (const CtgToken *self, const CtgOAuthService *service);
const char *ctg_token_get_first_access (const CtgToken *self);
gboolean  ctg_token_expire           (CtgToken *self);
char    **ctg_token_dup_missing      (const CtgToken *self, const CtgOAuthService *service, const char *const *wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgToken, ctg_token_free)

G_END_DECLS
