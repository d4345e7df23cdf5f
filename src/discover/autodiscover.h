/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "autoconfig.h"
#include "json.h"
#include "xml.h"

G_BEGIN_DECLS

gboolean       ctg_autodiscover_is        (const CtgXml *xml);
CtgAutoconfig *ctg_autodiscover_read      (const CtgXml *xml, const char *address, GError **error);
CtgAutoconfig *ctg_autodiscover_read_json (const CtgJsonValue *root, GError **error);

G_END_DECLS
