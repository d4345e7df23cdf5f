/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* Tells the desktop who has answered, while nobody looks at the program. */
#define CTG_TYPE_ANSWER_NOTICE (ctg_answer_notice_get_type ())
G_DECLARE_FINAL_TYPE (CtgAnswerNotice, ctg_answer_notice, CTG, ANSWER_NOTICE, GObject)

CtgAnswerNotice *ctg_answer_notice_new (GApplication *application, CtgEngine *engine);

G_END_DECLS
