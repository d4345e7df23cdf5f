/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "header-fields.h"

G_BEGIN_DECLS

char *ctg_content_hash_make   (const CtgFields *header);
char *ctg_content_hash_dup_id (const CtgFields *header);

G_END_DECLS
