/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ctg_flowed_text_join (const char *text, gboolean drops_space);

G_END_DECLS
