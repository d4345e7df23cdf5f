/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ctg_imap_utf7_decode (const char *text);
char *ctg_imap_utf7_encode (const char *text);

G_END_DECLS
