/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What goes on around the program: network, sleep, other applications. Main thread.
 *
 * Property `is-online`. Signals `suspending` and `resumed`, around a sleep of the computer. */
#define CTG_TYPE_ENVIRONMENT (ctg_environment_get_type ())
G_DECLARE_FINAL_TYPE (CtgEnvironment, ctg_environment, CTG, ENVIRONMENT, GObject)

CtgEnvironment *ctg_environment_new             (void);
CtgEnvironment *ctg_environment_new_null        (void);
gboolean        ctg_environment_is_online       (CtgEnvironment *self);
void            ctg_environment_open_uri_async  (CtgEnvironment *self, const char *uri, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean        ctg_environment_open_uri_finish (CtgEnvironment *self, GAsyncResult *result, GError **error);

G_END_DECLS
