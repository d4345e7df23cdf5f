/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-parts.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_REPORT_NONE,
  CTG_REPORT_FAILED,
  CTG_REPORT_DELAYED,
  CTG_REPORT_DELIVERED,
} CtgReportAction;

typedef struct
{
  CtgReportAction action;
  char *recipient;       /* (owned) (nullable) whom the worst news is about */
  char *status;          /* (owned) (nullable) e.g. "5.1.1" */
  char *diagnostic;      /* (owned) (nullable) the refusing server's words */
} CtgDeliveryReport;

void ctg_delivery_report_read           (const CtgPart *part, CtgDeliveryReport *report);
void ctg_delivery_report_read_recipient (const CtgPart *part, CtgDeliveryReport *report);
void ctg_delivery_report_clear          (CtgDeliveryReport *report);

G_END_DECLS
