/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portable-contact.h"

G_BEGIN_DECLS

/* Without it spreadsheets read accents as something else. */
#define CTG_UTF8_MARK "\xef\xbb\xbf"

GPtrArray *ctg_csv_parse            (const char *text, char separator, GError **error);
char       ctg_csv_detect_separator (const char *text);
void       ctg_csv_append_cell      (GString *row, const char *value);
GPtrArray *ctg_csv_parse_contacts   (const char *text, GError **error);

G_END_DECLS
