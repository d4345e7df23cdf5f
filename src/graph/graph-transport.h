/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transport.h"

G_BEGIN_DECLS

#define CTG_TYPE_GRAPH_TRANSPORT (ctg_graph_transport_get_type ())
G_DECLARE_FINAL_TYPE (CtgGraphTransport, ctg_graph_transport, CTG, GRAPH_TRANSPORT, GObject)

CtgTransport *ctg_graph_transport_new (const CtgEndpoint *endpoint);

G_END_DECLS
