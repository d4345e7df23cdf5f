/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "template-records.h"

#include "texts.h"

/**
 * ctg_template_records_read:
 * @db: any connection
 * @company_id: a company, 0: the deal's
 * @deal_id: a deal, 0: none
 * @records: (out caller-allocates): what is known of them; what is gone meanwhile is not
 */
void
ctg_template_records_read (CtgDb *db, gint64 company_id, gint64 deal_id, CtgTemplateRecords *records)
{
  *records = (CtgTemplateRecords) { .deal = deal_id != 0 ? ctg_deals_get (db, deal_id, NULL) : NULL };
  if (company_id == 0 && records->deal != NULL)
    company_id = records->deal->company_id;
  records->company = company_id != 0 ? ctg_companies_get (db, company_id, NULL) : NULL;
  if (records->deal != NULL)
    records->amount = ctg_text_for_amount (records->deal->amount_cents, records->deal->currency);
}

/**
 * ctg_template_records_clear:
 * @self: what was read
 */
void
ctg_template_records_clear (CtgTemplateRecords *self)
{
  g_clear_pointer (&self->company, ctg_company_free);
  g_clear_pointer (&self->deal, ctg_deal_free);
  g_clear_pointer (&self->amount, g_free);
}

/**
 * ctg_template_records_tell:
 * @self: what was read
 * @facts: (inout): borrows from it
 */
void
ctg_template_records_tell (const CtgTemplateRecords *self, CtgTemplateFacts *facts)
{
  if (self->company != NULL)
    facts->company_name = self->company->name;
  if (self->deal == NULL)
    return;
  facts->deal_name = self->deal->name;
  facts->deal_stage = ctg_text_for_stage (self->deal->stage);
  facts->deal_amount = self->amount;
}
