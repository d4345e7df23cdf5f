/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "xml.h"

G_BEGIN_DECLS

CtgRemoteHeader *ctg_ews_header_read       (const CtgXmlElement *item, GHashTable *names);
void             ctg_ews_header_list_paths (const CtgXmlElement *item, GHashTable *paths);

G_END_DECLS
