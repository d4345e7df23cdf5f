/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"
#include "mail.h"

G_BEGIN_DECLS

/* The public half is in mail.h. */
void ctg_address_parse_into (GPtrArray *list, const char *text, CtgProblems *problems);

G_END_DECLS
