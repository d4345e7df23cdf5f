/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

char *ctg_charset_to_utf8 (const char *charset, const char *bytes, gsize length, CtgProblems *problems);

G_END_DECLS
