/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* What came since the program was started and was logged by itself. Signal `answered (gint64 contact_id, gint64 thread,
 * gint64 key, const char *who, const char *subject)`: once a letter. */
#define CTG_TYPE_ANSWER_NEWS (ctg_answer_news_get_type ())
G_DECLARE_FINAL_TYPE (CtgAnswerNews, ctg_answer_news, CTG, ANSWER_NEWS, GObject)

CtgAnswerNews *ctg_answer_news_new (CtgStore *store);

G_END_DECLS
