/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ctg_server_texts_set_by_words (GError **error, const char *text);
gboolean ctg_server_texts_set_by_code  (GError **error, const char *code);

G_END_DECLS
