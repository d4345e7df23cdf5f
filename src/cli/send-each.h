/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-each.h"
#include "session.h"

G_BEGIN_DECLS

int ctg_send_each (CtgSession *session, const CtgOutgoingFields *fields, CtgEachMode mode);

G_END_DECLS
