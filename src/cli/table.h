/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Rows of text in columns that align on a terminal. */
typedef struct _CtgTable CtgTable;

CtgTable *ctg_table_new   (guint n_columns);
void      ctg_table_free  (CtgTable *self);
void      ctg_table_add   (CtgTable *self, ...) G_GNUC_NULL_TERMINATED;
void      ctg_table_print (CtgTable *self, CtgSession *session, gboolean first_is_heading);

char     *ctg_terminal_text (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTable, ctg_table_free)

G_END_DECLS
