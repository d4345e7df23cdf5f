/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

char *ctg_references_dup_first (const char *text);
void  ctg_references_add_all   (GPtrArray *ids, const char *text);
char *ctg_references_normalise (const char *id, gsize length);
char **ctg_references_cap      (GPtrArray *ids, guint max, CtgProblems *problems);

G_END_DECLS
