/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "company-list.h"
#include "record-editor.h"

G_BEGIN_DECLS

/* Asks what a company is called and which domains are its own. */
#define CTG_TYPE_COMPANY_EDITOR (ctg_company_editor_get_type ())
G_DECLARE_FINAL_TYPE (CtgCompanyEditor, ctg_company_editor, CTG, COMPANY_EDITOR, CtgRecordEditor)

CtgCompanyEditor *ctg_company_editor_open (GtkWindow *parent, CtgEngine *engine, const CtgCompanyRow *company);

G_END_DECLS
