/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "oauth-platform.h"
#include "oauth-refusal.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One authorization in progress: what was sent with the browser, and what has to come back. */
typedef struct
{
  const CtgOAuthPlatform *platform;
  const CtgOAuthService *service;
  CtgOAuthClient *client;     /* (owned) */
  char *address;              /* (owned) (nullable) whom it is for */
  char *redirect_uri;         /* (owned) */
  char *state;                /* (owned) 256 bits */
  char *verifier;             /* (owned) wiped; 256 bits */
} CtgOAuthRequest;

CtgOAuthRequest *ctg_oauth_request_new         (const CtgOAuthPlatform *platform, const CtgOAuthService *service,
                                                const CtgOAuthClient *client, const char *address, guint16 port);
void             ctg_oauth_request_free        (CtgOAuthRequest *self);
char            *ctg_oauth_request_dup_url     (const CtgOAuthRequest *self);
gboolean         ctg_oauth_request_is_answer   (const CtgOAuthRequest *self, const char *query);
char            *ctg_oauth_request_take_code   (const CtgOAuthRequest *self, const char *query, GError **error);
char            *ctg_oauth_request_read_pasted (const CtgOAuthRequest *self, const char *text, GError **error);
char            *ctg_oauth_request_dup_form    (const CtgOAuthRequest *self, const char *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgOAuthRequest, ctg_oauth_request_free)

G_END_DECLS
