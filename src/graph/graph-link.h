/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

char    *ctg_graph_link_read     (const CtgEndpoint *endpoint, const char *link, GError **error);
gboolean ctg_graph_link_is_valid (const char *target);

G_END_DECLS
