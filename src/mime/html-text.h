/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

char *ctg_html_to_text (const char *html, CtgProblems *problems);

G_END_DECLS
