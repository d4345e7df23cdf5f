/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known of somebody in a sequence, by the names of its states. */
typedef struct
{
  const char *state;         /* active, paused, asking, finished, stopped */
  const char *reason;        /* (nullable) */
  guint position;            /* of the step that comes next, from 0 */
  guint n_steps;
  gint64 due_utc_s;
} CtgEnrolmentTextFacts;

char       *ctg_text_for_enrolment        (const CtgEnrolmentTextFacts *facts);
const char *ctg_text_for_enrolment_remedy (const char *reason);
const char *ctg_text_for_enrolment_refusal (const char *reason);

G_END_DECLS
