/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "candidate.h"

G_BEGIN_DECLS

GPtrArray *ctg_any_document_list (const char *text, gsize length, const char *address, const char **remark,
                                  GError **error);

G_END_DECLS
