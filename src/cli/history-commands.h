/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* What `sync --history` does. */
int ctg_history_log (CtgSession *session, const CtgInvocation *invocation);

G_END_DECLS
