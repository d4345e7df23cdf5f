/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From here on every host name leads to 127.0.0.1. */
void loopback_resolver_install (void);

G_END_DECLS
