/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What mail can be written as. A mailbox's own address is always one, with the name that the account's row keeps;
 * further addresses of the same mailbox (aliases) have rows of their own. */
typedef struct
{
  char *account_id;        /* (owned) */
  char *name;              /* (owned) for the From field, possibly "" */
  char *address;           /* (owned) */
  gboolean is_default;     /* of its mailbox; exactly one is */
  gboolean is_own;         /* the mailbox's own address, which cannot be removed */
} CtgIdentity;

void         ctg_identity_free          (CtgIdentity *self);

/* (element-type CtgIdentity); NULL: of all mailboxes that are not removed, the default mailbox first */
GPtrArray   *ctg_identities_list        (CtgDb *db, const char *account_id, GError **error);
CtgIdentity *ctg_identities_find        (CtgDb *db, const char *address, GError **error);      /* NOT_FOUND */
CtgIdentity *ctg_identities_get_default (CtgDb *db, const char *account_id, GError **error);   /* NOT_FOUND */
/* (element-type utf8) addresses that are none yet */
GPtrArray   *ctg_identities_list_candidates (CtgDb *db, const char *account_id, guint limit, GError **error);
gboolean     ctg_identities_put         (CtgDb *db, const CtgIdentity *identity, GError **error);
gboolean     ctg_identities_remove      (CtgDb *db, const char *account_id, const char *address, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgIdentity, ctg_identity_free)

G_END_DECLS
