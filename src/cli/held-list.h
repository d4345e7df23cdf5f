/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

gboolean ctg_held_list_print (CtgSession *session, GArray *keys, GError **error);

G_END_DECLS
