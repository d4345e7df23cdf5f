/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

G_BEGIN_DECLS

GPtrArray *ctg_address_warnings_list (const char *address);

void       ctg_address_warnings_add_private (GPtrArray *warnings, const char *address, const char *const *connected);

G_END_DECLS
