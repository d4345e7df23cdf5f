/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ctg_bounce_text_find_status   (const char *text);
char *ctg_bounce_text_status_of_reply (const char *text);
char *ctg_bounce_text_dup_report    (const char *text);
char *ctg_bounce_text_find_recipient (const char *report, GPtrArray *others);
char *ctg_bounce_text_dup_words     (const char *report, const char *recipient);

G_END_DECLS
