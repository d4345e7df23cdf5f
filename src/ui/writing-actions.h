/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The actions of a CtgReadingWindow that open a letter to be written: new, to a contact, as an answer, taken back. */
void ctg_writing_actions_install (GtkWidgetClass *widget_class);

G_END_DECLS
