/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"

G_BEGIN_DECLS

char *ctg_html_write (const char *text, const CtgStyleSpan *spans, guint n_spans);

G_END_DECLS
