/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "loopback-listener.h"
#include "oauth-request.h"
#include "token-source.h"

G_BEGIN_DECLS

/* One sign-in in the system browser: begun on any thread, finished on a worker, helped by a paste from a third. */
typedef struct _CtgSignIn CtgSignIn;

CtgSignIn  *ctg_sign_in_new     (const CtgOAuthPlatform *platform, const CtgOAuthService *service,
                                 const CtgOAuthClient *client, const char *address, GError **error);
void        ctg_sign_in_free    (CtgSignIn *self);
const char *ctg_sign_in_get_url (CtgSignIn *self);
gboolean    ctg_sign_in_paste   (CtgSignIn *self, const char *text, GError **error);
CtgToken   *ctg_sign_in_wait    (CtgSignIn *self, const char *page, CtgTokenPostFunc post, gpointer data,
                                 GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSignIn, ctg_sign_in_free)

G_END_DECLS
