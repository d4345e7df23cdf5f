/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

char  *ctg_key_of_address (const char *address);
char  *ctg_key_of_words   (const char *text);
char  *ctg_key_of_name    (const char *name);
gint64 ctg_key_of_id      (CtgDb *db, const char *message_id);

G_END_DECLS
