/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* How far something is, with a button that stops it. Whoever made it destroys it in the end; it may be gone before,
 * stopped: hold it by a weak pointer. */
GtkWindow *ctg_progress_dialog_new  (GtkWindow *parent, const char *heading, GCancellable *cancellable);
void       ctg_progress_dialog_tell (GtkWindow *dialog, gint64 n_done, gint64 n_total);

G_END_DECLS
