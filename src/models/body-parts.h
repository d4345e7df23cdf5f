/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A letter's text cut into what its sender wrote and what may be folded. */
typedef struct
{
  char *text;        /* (owned) */
  char *quote;       /* (owned) (nullable) what it answers, with the line that introduces it */
  char *signature;   /* (owned) (nullable) without its dashes */
} CtgBodyParts;

CtgBodyParts *ctg_body_parts_new  (const char *body);
void          ctg_body_parts_free (CtgBodyParts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgBodyParts, ctg_body_parts_free)

G_END_DECLS
