/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"
#include "invocation.h"

G_BEGIN_DECLS

extern const CtgOption ctg_connect_options[];

gboolean            ctg_connect_needs_detection (const CtgInvocation *invocation);
CtgMailboxSettings *ctg_connect_settings        (const CtgInvocation *invocation, const char *address,
                                                 const CtgDetection *detection, GError **error);
gboolean            ctg_connect_is_accepted     (const CtgInvocation *invocation, const CtgMailboxSettings *settings);
const char         *ctg_connect_find_pin        (const CtgInvocation *invocation, const CtgCertificate *certificate);

G_END_DECLS
