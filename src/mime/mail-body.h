/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-parts.h"
#include "mail.h"

G_BEGIN_DECLS

void  ctg_mail_body_fill   (CtgMail *mail, const CtgParts *parts, GBytes *bytes, CtgMailFlags flags,
                            CtgProblems *problems);
char *ctg_mail_body_decode_text (const CtgPart *part, gsize max_bytes, CtgProblems *problems);

G_END_DECLS
