/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void       ctg_tls_policy_prepare    (void);
void       ctg_tls_policy_set_minimum (gboolean only_newest);
gboolean   ctg_tls_policy_allows      (GTlsProtocolVersion version);
const char *ctg_tls_policy_find_fault_of_unverified (const CtgEndpoint *endpoint, const char *ascii_host,
                                                     GTlsCertificate *certificate, GTlsCertificateFlags flags);
const char *ctg_tls_policy_find_fault (const CtgEndpoint *endpoint, GTlsCertificate *certificate);
GIOStream *ctg_tls_policy_handshake (GIOStream *clear, const CtgEndpoint *endpoint, const char *ascii_host,
                                     GCancellable *cancellable, CtgCertificate **refused, GError **error);

G_END_DECLS
