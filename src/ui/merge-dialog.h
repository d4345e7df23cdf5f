/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

void ctg_merge_dialog_open (GtkWidget *from, CtgContactPage *page, gint64 thread);

G_END_DECLS
