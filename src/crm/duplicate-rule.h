/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A contact as the rule sees it. Borrowed. */
typedef struct
{
  gint64 id;
  const char *name;
  const char *phone;
  const char *const *addresses;
} CtgDuplicateFacts;

typedef enum
{
  CTG_DUPLICATE_ADDRESS,
  CTG_DUPLICATE_PHONE,
  CTG_DUPLICATE_NAME,
  CTG_N_DUPLICATE_REASONS
} CtgDuplicateReason;

/* Two that may be one; the first was there first. */
typedef struct
{
  gint64 first;
  gint64 second;
  CtgDuplicateReason reason;
} CtgDuplicate;

const char *ctg_duplicate_reason_to_string (CtgDuplicateReason reason);
GArray     *ctg_duplicate_rule_find        (const CtgDuplicateFacts *facts, guint n_facts);

G_END_DECLS
