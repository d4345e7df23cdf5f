/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Whose attachments are not logged (B08). Settings, since they are few: "attachments", "attachments.account.UUID",
 * "attachments.contact.7" are "off", or not there. */
typedef enum
{
  CTG_ATTACHMENTS_OF_ALL,
  CTG_ATTACHMENTS_OF_ACCOUNT,
  CTG_ATTACHMENTS_OF_CONTACT,
} CtgAttachmentScope;

/* What a rule wants to know of a message. */
typedef struct
{
  gint64 size_bytes;
  gboolean is_asked_for;
  gboolean is_off;
  gboolean is_off_for_account;
  guint n_contacts;
  guint n_contacts_off;
} CtgAttachmentPolicy;

gboolean ctg_attachment_policy_is_off  (CtgDb *db, CtgAttachmentScope scope, const char *whose);
gboolean ctg_attachment_policy_set     (CtgDb *db, CtgAttachmentScope scope, const char *whose, gboolean is_off,
                                        GError **error);
void     ctg_attachment_policy_read    (CtgDb *db, gint64 key, CtgAttachmentPolicy *policy);
/* For one message, until it has come. */
gboolean ctg_attachment_policy_ask     (CtgDb *db, gint64 key, GError **error);
gboolean ctg_attachment_policy_settle  (CtgDb *db, gint64 key, GError **error);

gint64   ctg_attachment_policy_get_left_out (CtgDb *db, gint64 key, gint64 from_bytes);

G_END_DECLS
