/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

CtgCertificate *ctg_leaf_describe   (GTlsCertificate *certificate, const char *host, guint16 port);
const char     *ctg_leaf_find_fault (GTlsCertificate *certificate);
const char     *ctg_leaf_why_refused (GTlsCertificate *certificate, const char *ascii_host, GTlsCertificateFlags flags);
char           *ctg_leaf_sha256     (GTlsCertificate *certificate);

G_END_DECLS
