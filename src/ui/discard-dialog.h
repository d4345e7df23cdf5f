/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks before a letter is thrown away: its response is "discard" or another. */
AdwMessageDialog *ctg_discard_dialog_new (GtkWindow *parent);

G_END_DECLS
