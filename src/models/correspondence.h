/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CTG_CORRESPONDENCE_MONTHS 12

typedef struct
{
  gint64 start_utc_s;   /* its first moment where the person is */
  guint n_received;
  guint n_sent;
} CtgMonth;

/* How much was written in the last twelve months, this one included: a plain value. */
typedef struct
{
  CtgMonth months[CTG_CORRESPONDENCE_MONTHS];   /* oldest first */
  guint n_received;
  guint n_sent;
} CtgCorrespondence;

void ctg_correspondence_begin (CtgCorrespondence *self, gint64 now_utc_s);
void ctg_correspondence_add   (CtgCorrespondence *self, gint64 date_utc_s, gboolean is_outgoing);

G_END_DECLS
