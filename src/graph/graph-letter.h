/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transport.h"

G_BEGIN_DECLS

GBytes *ctg_graph_letter_write (const CtgDispatch *dispatch, GError **error);

G_END_DECLS
