/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-view.h"

G_BEGIN_DECLS

/* A deal: how far it is, what it is worth, whose it is, who is in it, its newest letters. */
#define CTG_TYPE_DEAL_VIEW (ctg_deal_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgDealView, ctg_deal_view, CTG, DEAL_VIEW, CtgRecordView)

G_END_DECLS
