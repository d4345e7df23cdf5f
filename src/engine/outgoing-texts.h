/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known of a letter on its way, by the names of its states. */
typedef struct
{
  const char *state;         /* queued, dialling, leaving, unknown, accepted, failed, cancelled */
  const char *copy;          /* none, pending, saved, server, failed */
  const char *fate;          /* none, bounced, answered */
  const char *host;          /* (nullable) who has taken it */
  gint64 due_utc_s;
  guint n_tries;
  guint n_refused;           /* recipients */
} CtgOutgoingFacts;

char       *ctg_text_for_outgoing      (const CtgOutgoingFacts *facts, gint64 now_utc_s);
const char *ctg_text_for_outgoing_copy (const char *copy);
/* @news: certified, not-certified, delivered, not-delivered, read, discarded; @who: "": all of them */
char       *ctg_text_for_receipt       (const char *news, const char *who, const char *when);

G_END_DECLS
