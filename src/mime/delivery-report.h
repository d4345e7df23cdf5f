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

CtgReportAction ctg_delivery_report_read (const CtgPart *part, char **recipient, char **status);
void            ctg_delivery_report_guess (const char *text, char **recipient, char **status);

G_END_DECLS
