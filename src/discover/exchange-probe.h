/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "http.h"

G_BEGIN_DECLS

gboolean ctg_exchange_version_is_too_old (const char *version);
gboolean ctg_exchange_has_sign           (const CtgHttpAnswer *answer);
gboolean ctg_exchange_probe_judge        (const CtgHttpAnswer *answer, const char *host, GError **error);
gboolean ctg_exchange_probe              (const CtgEndpoint *endpoint, GCancellable *cancellable, GError **error);

G_END_DECLS
