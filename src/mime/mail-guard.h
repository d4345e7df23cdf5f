/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

#define CTG_MAIL_MAX_BYTES 50000000

GBytes *ctg_mail_guard_prepare (GBytes *bytes, CtgProblems *problems);

G_END_DECLS
