/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail.h"

G_BEGIN_DECLS

/* What an answer is to know of the letter it answers. Borrowed. */
typedef struct
{
  gboolean is_outgoing;          /* one of ours */
  GPtrArray *from;               /* (element-type CtgAddress) */
  GPtrArray *reply_to;           /* (element-type CtgAddress) */
  GPtrArray *to;                 /* (element-type CtgAddress) */
  GPtrArray *cc;                 /* (element-type CtgAddress) */
  GHashTable *own;               /* (element-type utf8) a set of our addresses' keys */
} CtgReplyFacts;

void     ctg_reply_rule_people      (const CtgReplyFacts *facts, gboolean to_all, GPtrArray **to, GPtrArray **cc);
char    *ctg_reply_rule_dup_base    (const char *subject);
char    *ctg_reply_rule_subject     (const char *subject, gboolean is_forward);
gboolean ctg_reply_rule_is_new_mail (char *const *before, char *const *now, gboolean has_quote);
gboolean ctg_reply_rule_misses_file (const char *text);

G_END_DECLS
