/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ctg_text_clean          (const char *text, gsize max_bytes);
char *ctg_text_to_utf8        (const char *bytes, gssize length);
char *ctg_text_first_line     (const char *text, gsize max_bytes);
gboolean ctg_text_has_control (const char *text);
char *ctg_text_sha256_hex     (const void *bytes, gsize length);
gboolean ctg_text_has_line    (const char *text, gsize length, const char *const *beginnings);
gboolean ctg_text_has_letter_fields (const char *header, gsize length);
char *ctg_text_person         (const char *name, const char *address);
char *ctg_text_utc_rfc3339    (gint64 date_utc_s);

/* For passwords and tokens: wiped before their memory goes back. */
void  ctg_secret_free         (char *secret);

G_END_DECLS
