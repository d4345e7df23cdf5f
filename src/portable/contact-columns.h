/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portable-contact.h"

G_BEGIN_DECLS

GPtrArray *ctg_contact_columns_read (GPtrArray *rows, GError **error);

G_END_DECLS
