/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* Asks for a backup and puts it in the place of the profile: the windows close for it and come back. */
void ctg_restoring_run (CtgApplication *application, GtkWindow *parent);

G_END_DECLS
