/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"

G_BEGIN_DECLS

gboolean ctg_mailto_read (const char *uri, CtgDraft *draft, GError **error);

G_END_DECLS
