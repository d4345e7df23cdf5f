/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "correspondence.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Twelve months of a correspondence: what came above a line, what went below it, and a sentence for those who do not
 * see it. */
#define CTG_TYPE_CORRESPONDENCE_CHART (ctg_correspondence_chart_get_type ())
G_DECLARE_FINAL_TYPE (CtgCorrespondenceChart, ctg_correspondence_chart, CTG, CORRESPONDENCE_CHART, GtkWidget)

void ctg_correspondence_chart_show (CtgCorrespondenceChart *self, const CtgCorrespondence *correspondence);

G_END_DECLS
