/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "company-list.h"
#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A company: who is there, its deals, its newest letters. A row leads to the contact's page. */
#define CTG_TYPE_COMPANY_VIEW (ctg_company_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgCompanyView, ctg_company_view, CTG, COMPANY_VIEW, GtkWidget)

void ctg_company_view_show  (CtgCompanyView *self, CtgEngine *engine, CtgCompanyItem *item);
void ctg_company_view_focus (CtgCompanyView *self);

G_END_DECLS
