/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "backend.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_PLAN_LEAVE,     /* not watched */
  CTG_PLAN_LABEL,     /* not read: its messages are told by their labels */
  CTG_PLAN_CURRENT,   /* watched, nothing new */
  CTG_PLAN_PULL,
} CtgPlan;

CtgPlan ctg_plan_folder (CtgBackend *backend, const CtgFolderInfo *info, const CtgFolderInfo *sent,
                         const CtgFolder *held);

G_END_DECLS
