/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* B06: of the whole letter, as its server counts; strictly below it attachments are logged. */
#define CTG_ATTACHMENTS_BELOW_BYTES G_GINT64_CONSTANT (50000000)

typedef struct
{
  gint64 size_bytes;           /* of the whole letter; 0: not known */
  gboolean is_asked_for;       /* a person wants what this very letter has */
  gboolean is_off;             /* everywhere */
  gboolean is_off_for_mailbox;
  guint n_contacts;            /* it is logged on */
  guint n_contacts_off;        /* of those */
} CtgAttachmentRuleFacts;

gboolean ctg_attachment_rule_fetches (const CtgAttachmentRuleFacts *facts);
gboolean ctg_attachment_rule_keeps   (const CtgAttachmentRuleFacts *facts);

G_END_DECLS
