/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "json.h"

G_BEGIN_DECLS

gboolean         ctg_graph_header_is_complete (const CtgJsonValue *message);
CtgRemoteHeader *ctg_graph_header_read        (const CtgJsonValue *message);

G_END_DECLS
