/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "candidate.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *ctg_candidate_row_new (const CtgCandidate *candidate);

G_END_DECLS
