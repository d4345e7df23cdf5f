/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"

G_BEGIN_DECLS

/* A message as a row shows it. */
typedef struct
{
  gint64 key;
  char *who;            /* the sender, or of mail sent the receivers: names where known, else addresses */
  char *subject;
  char *snippet;        /* possibly "" */
  gint64 date_utc_s;
  guint n_attachments;
  gboolean is_outgoing;
} CtgMessageRow;

#define CTG_TYPE_MESSAGE_ITEM (ctg_message_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgMessageItem, ctg_message_item, CTG, MESSAGE_ITEM, CtgLazyItem)

const CtgMessageRow *ctg_message_item_get_row (CtgMessageItem *self);

/* The inbox: recent mail that is logged on nobody, newest first. */
#define CTG_TYPE_MESSAGE_LIST (ctg_message_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgMessageList, ctg_message_list, CTG, MESSAGE_LIST, CtgLazyList)

CtgMessageList *ctg_message_list_new            (CtgStore *store);
/* What a rule leaves to a person, newest first. */
CtgMessageList *ctg_message_list_new_to_confirm (CtgStore *store);

G_END_DECLS
