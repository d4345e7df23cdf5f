/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <glib.h>

G_BEGIN_DECLS

/* A way to a mailbox at a platform: what one access token is good for. Immutable. */
typedef struct
{
  char *name;             /* imap, graph */
  char **scopes;
  char **needed;
  char **optional;        /* (nullable) */
  char **hosts;           /* who may see its tokens */
  CtgEndpoint *incoming;  /* without a user name */
  CtgEndpoint *outgoing;
} CtgOAuthService;

/* A platform of data/sign-in-platforms.ini. Immutable, lives as long as the program. */
typedef struct
{
  char *kind;             /* gmail, microsoft365 */
  char *name;
  char *issuer;           /* one * stands for the tenant */
  char *authorize;        /* {tenant} where the tenant goes */
  char *token;
  char *revoke;           /* (nullable) */
  char *permissions;
  char *tenant;           /* (nullable) */
  char *redirect_host;
  char **parameters;      /* name=value */
  char **scopes;          /* whatever the service */
  GPtrArray *services;    /* (element-type CtgOAuthService) the usual one first */
} CtgOAuthPlatform;

const CtgOAuthPlatform *ctg_oauth_platform_find        (const char *kind);
const CtgOAuthService  *ctg_oauth_platform_get_service (const CtgOAuthPlatform *self, const char *name);
const CtgOAuthService  *ctg_oauth_platform_get_service_of_host (const CtgOAuthPlatform *self, const char *host);
char                   *ctg_oauth_platform_dup_scope   (const CtgOAuthPlatform *self, const CtgOAuthService *service);
gboolean                ctg_oauth_platform_is_issuer   (const CtgOAuthPlatform *self, const char *issuer);
char                   *ctg_oauth_platform_dup_url     (const CtgOAuthPlatform *self, const char *pattern,
                                                        const char *tenant);

/* Who we are to a platform. Desktop clients have no secret in the sense of the word: Google demands that they send what
 * it calls one, and says itself that it is none. */
typedef struct
{
  char *client_id;        /* (owned) */
  char *client_secret;    /* (owned) (nullable) */
  char *tenant;           /* (owned) (nullable) */
} CtgOAuthClient;

CtgOAuthClient *ctg_oauth_client_new  (const char *client_id, const char *client_secret, const char *tenant);
CtgOAuthClient *ctg_oauth_client_find (const CtgOAuthPlatform *platform, const CtgOAuthClient *own);
CtgOAuthClient *ctg_oauth_client_copy (const CtgOAuthClient *self);
void            ctg_oauth_client_free (CtgOAuthClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgOAuthClient, ctg_oauth_client_free)

G_END_DECLS
