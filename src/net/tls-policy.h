/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void       ctg_tls_policy_set_minimum (gboolean only_newest);
gboolean   ctg_tls_policy_allows      (GTlsProtocolVersion version);
GIOStream *ctg_tls_policy_handshake (GIOStream *clear, const CtgEndpoint *endpoint, const char *ascii_host,
                                     GCancellable *cancellable, CtgCertificate **refused, GError **error);

G_END_DECLS
