/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-controller.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One question of the wizard: shows what the controller says and hands on what the person does. */
#define CTG_TYPE_SETUP_PAGE (ctg_setup_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (CtgSetupPage, ctg_setup_page, CTG, SETUP_PAGE, AdwBin)

struct _CtgSetupPageClass
{
  AdwBinClass parent_class;

  void       (*bind)        (CtgSetupPage *self, CtgSetupController *wizard);   /* once, before it is shown */
  void       (*enter)       (CtgSetupPage *self);   /* it is the page now: puts the focus where the work is */
  void       (*leave)       (CtgSetupPage *self);
  GtkWidget *(*get_default) (CtgSetupPage *self);   /* what Enter does, if not the header bar's button */
};

void       ctg_setup_page_bind        (CtgSetupPage *self, CtgSetupController *wizard);
void       ctg_setup_page_enter       (CtgSetupPage *self);
void       ctg_setup_page_leave       (CtgSetupPage *self);
GtkWidget *ctg_setup_page_get_default (CtgSetupPage *self);
CtgSetupController *ctg_setup_page_get_wizard (CtgSetupPage *self);

G_END_DECLS
