/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_BEARER_OAUTHBEARER,   /* RFC 7628 */
  CTG_BEARER_XOAUTH2,       /* Google's and Microsoft's own, older */
} CtgBearerMechanism;

char    *ctg_bearer_dup_response (CtgBearerMechanism mechanism, const char *username, const char *token,
                                  const char *host, guint16 port, GError **error);
gboolean ctg_bearer_may_meet     (const char *kind, const char *host, GError **error);
void     ctg_bearer_refuse       (GError **error, const char *challenge, const char *host);

G_END_DECLS
