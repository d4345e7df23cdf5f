/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "autoconfig.h"

G_BEGIN_DECLS

gsize          ctg_mobileconfig_skip_type (const char *text, gsize length);
gboolean       ctg_mobileconfig_is_signed (const char *text, gsize length);
const char    *ctg_mobileconfig_find_list (const char *text, gsize length, gsize *list_length);
gboolean       ctg_mobileconfig_is        (const CtgXml *xml);
CtgAutoconfig *ctg_mobileconfig_read      (const CtgXml *xml, const char *address, GError **error);

G_END_DECLS
