/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http.h"

G_BEGIN_DECLS

/* The host that must be allowed to see the token. */
#define CTG_GMAIL_API_HOST "gmail.googleapis.com"

/* An address that Gmail lets the mailbox write as. */
typedef struct
{
  char *address;           /* (owned) as Gmail spells it: not checked */
  char *name;              /* (owned) one line, possibly "" */
  gboolean is_primary;     /* the mailbox's own */
} CtgGmailAlias;

/* Asks the web: ctg_http_get() but in tests. */
typedef CtgHttpAnswer *(*CtgGmailGetFunc) (const CtgHttpRequest *request, GCancellable *cancellable, GError **error);

void       ctg_gmail_alias_free   (CtgGmailAlias *self);
GPtrArray *ctg_gmail_aliases_ask  (CtgGmailGetFunc get, const char *token, GCancellable *cancellable, GError **error);
GPtrArray *ctg_gmail_aliases_read (guint status, const char *text, gsize length, gint64 retry_after_s, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgGmailAlias, ctg_gmail_alias_free)

G_END_DECLS
