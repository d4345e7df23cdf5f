/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ctg_text_links_to_markup    (const char *text);
char *ctg_text_links_dup_said_host (const char *words, const char *uri);

G_END_DECLS
