/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portable-contact.h"

G_BEGIN_DECLS

GPtrArray *ctg_csv_parse            (const char *text, char separator, GError **error);
char       ctg_csv_detect_separator (const char *text);
GPtrArray *ctg_csv_parse_contacts   (const char *text, GError **error);

G_END_DECLS
