/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "companies.h"
#include "deals.h"
#include "template-rule.h"

G_BEGIN_DECLS

/* The company and the deal a letter is written from, and what its tokens stand for. */
typedef struct
{
  CtgCompany *company;     /* (owned) (nullable) */
  CtgDeal *deal;           /* (owned) (nullable) */
  char *amount;            /* (owned) (nullable) of the deal, in words */
} CtgTemplateRecords;

void ctg_template_records_read  (CtgDb *db, gint64 company_id, gint64 deal_id, CtgTemplateRecords *records);
void ctg_template_records_clear (CtgTemplateRecords *self);
void ctg_template_records_tell  (const CtgTemplateRecords *self, CtgTemplateFacts *facts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtgTemplateRecords, ctg_template_records_clear)

G_END_DECLS
