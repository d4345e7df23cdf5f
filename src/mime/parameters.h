/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

/* A structured value: "text/plain; charset=utf-8; name*=utf-8''a%20b". */
typedef struct
{
  char *value;         /* (owned) lower case, what stands before the first semicolon */
  GPtrArray *pairs;    /* (owned) (element-type utf8) name, value, name, value ... names in lower case */
} CtgParameters;

CtgParameters *ctg_parameters_parse (const char *text, CtgProblems *problems);
void           ctg_parameters_free  (CtgParameters *self);
const char    *ctg_parameters_get   (const CtgParameters *self, const char *name);
char          *ctg_parameters_dup_decoded (const CtgParameters *self, const char *name, CtgProblems *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgParameters, ctg_parameters_free)

G_END_DECLS
