/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The files that go with a letter: chosen, or dropped on the window. Signal `changed`. */
#define CTG_TYPE_COMPOSE_FILES (ctg_compose_files_get_type ())
G_DECLARE_FINAL_TYPE (CtgComposeFiles, ctg_compose_files, CTG, COMPOSE_FILES, GtkBox)

void       ctg_compose_files_set    (CtgComposeFiles *self, GPtrArray *files);
GPtrArray *ctg_compose_files_get    (CtgComposeFiles *self);     /* (element-type CtgDraftFile) */
void       ctg_compose_files_add    (CtgComposeFiles *self, GFile *file);
void       ctg_compose_files_choose (CtgComposeFiles *self);

G_END_DECLS
