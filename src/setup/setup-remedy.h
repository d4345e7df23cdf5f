/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "setup-form.h"
#include "setup-machine.h"

G_BEGIN_DECLS

/* What mends a problem; the suggested button does it. */
typedef enum
{
  CTG_SETUP_REPAIR_NONE,
  CTG_SETUP_REPAIR_RETRY,
  CTG_SETUP_REPAIR_PASSWORD,
  CTG_SETUP_REPAIR_SERVERS,        /* the advanced options, opened */
  CTG_SETUP_REPAIR_CERTIFICATE,
  CTG_SETUP_REPAIR_OTHER_ADDRESS,
  CTG_SETUP_REPAIR_MICROSOFT365,   /* connected in that way instead */
  CTG_N_SETUP_REPAIRS
} CtgSetupRepair;

CtgSetupRepair ctg_setup_remedy_choose       (const GError *error, gboolean has_certificate);
gboolean       ctg_setup_remedy_is_elsewhere (const GError *error);
CtgSetupEvent  ctg_setup_remedy_get_event    (CtgSetupRepair repair);
CtgSetupField  ctg_setup_remedy_choose_field (CtgSetupRepair repair, const GError *problem, CtgStep failed_step,
                                              gboolean separate_outgoing);

G_END_DECLS
