/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known of a letter and of the one it answers. Borrowed. */
typedef struct
{
  const char *subject;
  const char *parent_subject;
  gboolean shares_people;      /* anybody but ourselves is named by both */
  const char *text;            /* (nullable): not known */
  gboolean encloses_letter;    /* one is attached */
} CtgTrapFacts;

gboolean ctg_trap_rule_is_stray       (const CtgTrapFacts *facts);
gboolean ctg_trap_rule_has_subject_of (const char *subject, const char *other);

G_END_DECLS
