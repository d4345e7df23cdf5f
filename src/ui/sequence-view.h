/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-view.h"

G_BEGIN_DECLS

/* A sequence: its letters with what became of them, and who is in it. */
#define CTG_TYPE_SEQUENCE_VIEW (ctg_sequence_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgSequenceView, ctg_sequence_view, CTG, SEQUENCE_VIEW, CtgRecordView)

G_END_DECLS
