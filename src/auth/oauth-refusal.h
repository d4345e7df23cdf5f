/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ctg_oauth_refuse       (GError **error, int fallback, const char *name, const char *description, const char *host);
void ctg_oauth_refuse_first (GError **error, int fallback, const char *name, const char *description, const char *host);

G_END_DECLS
