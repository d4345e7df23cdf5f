/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "help-page.h"

G_BEGIN_DECLS

/* ids of the pages, in the order in which they are read; ends with NULL */
const char *const *ctg_help_book_list_pages (void);
CtgHelpPage       *ctg_help_book_open       (const char *id);
char              *ctg_help_book_dup_source (const char *id);

G_END_DECLS
