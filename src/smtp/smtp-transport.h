/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transport.h"

G_BEGIN_DECLS

#define CTG_TYPE_SMTP_TRANSPORT (ctg_smtp_transport_get_type ())
G_DECLARE_FINAL_TYPE (CtgSmtpTransport, ctg_smtp_transport, CTG, SMTP_TRANSPORT, GObject)

CtgTransport *ctg_smtp_transport_new (const CtgEndpoint *endpoint);

G_END_DECLS
