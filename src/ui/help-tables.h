/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "help-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A page of the help with what the program knows itself in it. NULL: there is none of that name. */
CtgHelpPage *ctg_help_tables_open (const char *id, GtkApplication *application);

G_END_DECLS
