/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-view.h"

G_BEGIN_DECLS

/* A company: who is there, its deals, its newest letters. */
#define CTG_TYPE_COMPANY_VIEW (ctg_company_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgCompanyView, ctg_company_view, CTG, COMPANY_VIEW, CtgRecordView)

G_END_DECLS
