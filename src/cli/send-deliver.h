/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

int ctg_send_deliver (CtgSession *session, gint64 id);

G_END_DECLS
