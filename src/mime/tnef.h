/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;       /* (owned) as it came, valid UTF-8, possibly "" */
  GBytes *content;  /* (owned) */
} CtgTnefFile;

typedef struct
{
  GPtrArray *files;   /* (owned) (element-type CtgTnefFile) */
  char *text;         /* (owned) (nullable) the letter's words */
} CtgTnef;

gboolean ctg_tnef_is   (const char *type, const char *name, GBytes *content);
CtgTnef *ctg_tnef_open (GBytes *content, CtgProblems *problems);
void     ctg_tnef_free (CtgTnef *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTnef, ctg_tnef_free)

G_END_DECLS
