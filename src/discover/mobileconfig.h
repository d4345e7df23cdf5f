/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "autoconfig.h"

G_BEGIN_DECLS

gboolean       ctg_mobileconfig_skip_type (const char *text, gsize length, gsize *skip);
CtgAutoconfig *ctg_mobileconfig_read      (const CtgXml *xml, const char *address, GError **error);

G_END_DECLS
