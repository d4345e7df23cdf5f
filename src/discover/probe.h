/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_PROBE_IMAP,
  CTG_PROBE_SMTP,
  CTG_PROBE_POP3,
} CtgProbeProtocol;

gboolean ctg_probe_run (CtgProbeProtocol protocol, const CtgEndpoint *endpoint, guint timeout_ms,
                        GCancellable *cancellable, GError **error);

G_END_DECLS
