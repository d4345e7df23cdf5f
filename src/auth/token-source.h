/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "secret-store.h"
#include "token.h"

G_BEGIN_DECLS

/* The keyring's purpose under which a token is kept. */
#define CTG_TOKEN_PURPOSE "oauth"

/* Asks a token endpoint: posts a form. Blocks. NULL with @error set when there is no answer at all. */
typedef GBytes *(*CtgTokenPostFunc) (const char *url, const char *form, guint *status, gpointer data,
                                     GCancellable *cancellable, GError **error);

GBytes *ctg_token_post (const char *url, const char *form, guint *status, gpointer data, GCancellable *cancellable,
                        GError **error);

/* Gives access tokens to whoever logs in, and renews them. For any thread. */
typedef struct _CtgTokenSource CtgTokenSource;

CtgTokenSource *ctg_token_source_new    (CtgSecretStore *secrets, CtgTokenPostFunc post, gpointer data);
void            ctg_token_source_free   (CtgTokenSource *self);
char           *ctg_token_source_get    (CtgTokenSource *self, const char *account_id, const char *host,
                                         GCancellable *cancellable, GError **error);
void            ctg_token_source_expire (CtgTokenSource *self, const char *account_id, GCancellable *cancellable);
gboolean        ctg_token_source_keep   (CtgTokenSource *self, const char *account_id, const char *label,
                                         const CtgToken *token, GCancellable *cancellable, GError **error);
gboolean        ctg_token_source_give_up (CtgTokenSource *self, const char *account_id, GCancellable *cancellable,
                                         GError **error);
gboolean        ctg_token_source_revoke (CtgTokenSource *self, const char *account_id, GCancellable *cancellable,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTokenSource, ctg_token_source_free)

G_END_DECLS
