/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of a style sheet may stay. @remote: (element-type utf8): a set; addresses that would have been loaded are
 * added. */
void ctg_css_append_declarations (GString *out, const char *css, gsize length, GHashTable *remote);
void ctg_css_append_sheet        (GString *out, const char *css, gsize length, GHashTable *remote);
void ctg_css_note_remote         (GHashTable *remote, const char *text, gsize length);
gboolean ctg_css_is_media        (const char *text, gsize length);

G_END_DECLS
