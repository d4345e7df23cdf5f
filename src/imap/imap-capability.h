/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_IMAP_CAN_IMAP4         = 1 << 0,
  CTG_IMAP_CAN_STARTTLS      = 1 << 1,
  CTG_IMAP_LOGIN_DISABLED    = 1 << 2,
  CTG_IMAP_CAN_AUTH_PLAIN    = 1 << 3,
  CTG_IMAP_CAN_AUTH_OTHER    = 1 << 4,
  CTG_IMAP_CAN_SASL_IR       = 1 << 5,
  CTG_IMAP_CAN_ID            = 1 << 6,
  CTG_IMAP_CAN_ENABLE        = 1 << 7,
  CTG_IMAP_CAN_NAMESPACE     = 1 << 8,
  CTG_IMAP_CAN_IDLE          = 1 << 9,
  CTG_IMAP_CAN_LITERAL_PLUS  = 1 << 10,
  CTG_IMAP_CAN_LITERAL_MINUS = 1 << 11,
  CTG_IMAP_CAN_UTF8_ACCEPT   = 1 << 12,
  CTG_IMAP_CAN_CONDSTORE     = 1 << 13,
  CTG_IMAP_CAN_ESEARCH       = 1 << 14,
  CTG_IMAP_CAN_SPECIAL_USE   = 1 << 15,
  CTG_IMAP_CAN_LIST_EXTENDED = 1 << 16,
  CTG_IMAP_CAN_LIST_STATUS   = 1 << 17,
  CTG_IMAP_CAN_OAUTHBEARER   = 1 << 18,
  CTG_IMAP_CAN_XOAUTH2       = 1 << 19,
  CTG_IMAP_CAN_UIDPLUS       = 1 << 20,
  CTG_IMAP_CAN_GMAIL         = 1 << 21,
} CtgImapCapabilities;

guint ctg_imap_capability_parse    (const char *word);
char *ctg_imap_capability_describe (guint capabilities);

G_END_DECLS
