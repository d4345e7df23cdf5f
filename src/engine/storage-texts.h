/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-texts.h"

G_BEGIN_DECLS

const CtgErrorRow *ctg_storage_text_find  (const char *code, const char *reason);
gsize              ctg_storage_text_count (void);
const CtgErrorRow *ctg_storage_text_get   (gsize position);

G_END_DECLS
