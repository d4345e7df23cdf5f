/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"
#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The fields of a letter: sender, people, subject, words, files. Signal `changed`. */
#define CTG_TYPE_COMPOSE_FORM (ctg_compose_form_get_type ())
G_DECLARE_FINAL_TYPE (CtgComposeForm, ctg_compose_form, CTG, COMPOSE_FORM, GtkBox)

void        ctg_compose_form_set_engine  (CtgComposeForm *self, CtgEngine *engine);
void        ctg_compose_form_show        (CtgComposeForm *self, const CtgDraft *draft);
void        ctg_compose_form_read        (CtgComposeForm *self, CtgDraft *draft);
const char *ctg_compose_form_get_subject (CtgComposeForm *self);
void        ctg_compose_form_insert      (CtgComposeForm *self, const char *subject, const char *text);
void        ctg_compose_form_replace     (CtgComposeForm *self, const char *shortcut, const char *subject,
                                          const char *text);
gboolean    ctg_compose_form_check       (CtgComposeForm *self, GError **error);
void        ctg_compose_form_attach      (CtgComposeForm *self);
void        ctg_compose_form_focus       (CtgComposeForm *self);

G_END_DECLS
