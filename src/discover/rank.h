/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

G_BEGIN_DECLS

#define CTG_FIT_COMPLETE 60

void     ctg_rank_detection   (CtgDetection *detection);
int      ctg_rank_class       (const CtgCandidate *candidate);
int      ctg_rank_class_of    (CtgTrust trust);
gboolean ctg_rank_is_complete (const CtgCandidate *candidate);
void     ctg_rank_confirm     (CtgCandidate *candidate, const char *domain);

G_END_DECLS
