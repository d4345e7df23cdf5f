/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"

G_BEGIN_DECLS

#define CTG_TYPE_GRAPH_BACKEND (ctg_graph_backend_get_type ())
G_DECLARE_FINAL_TYPE (CtgGraphBackend, ctg_graph_backend, CTG, GRAPH_BACKEND, GObject)

CtgBackend *ctg_graph_backend_new (const CtgEndpoint *endpoint);

G_END_DECLS
