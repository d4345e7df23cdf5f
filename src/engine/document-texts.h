/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an error's code and reason are in words, to be translated. */
typedef struct
{
  const char *code;
  const char *reason;        /* NULL: any other */
  const char *headline;      /* may hold one %s: the host, or what was typed */
  const char *explanation;
  const char *next;
} CtgErrorRow;

const CtgErrorRow *ctg_document_text_find (const char *code, const char *reason);
const CtgErrorRow *ctg_document_text_get  (gsize position);

G_END_DECLS
