/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

char *ctg_header_text_decode     (const char *value, CtgProblems *problems);
char *ctg_header_text_one_line   (const char *value, gsize max_bytes, CtgProblems *problems);
gsize ctg_header_text_word_length (const char *at);

G_END_DECLS
