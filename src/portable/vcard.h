/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portable-contact.h"

G_BEGIN_DECLS

GPtrArray *ctg_vcard_parse_contacts (const char *data, gsize length, GError **error);

G_END_DECLS
