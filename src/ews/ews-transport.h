/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transport.h"

G_BEGIN_DECLS

#define CTG_TYPE_EWS_TRANSPORT (ctg_ews_transport_get_type ())
G_DECLARE_FINAL_TYPE (CtgEwsTransport, ctg_ews_transport, CTG, EWS_TRANSPORT, GObject)

CtgTransport *ctg_ews_transport_new (const CtgEndpoint *endpoint);

G_END_DECLS
