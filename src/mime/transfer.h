/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-parts.h"

G_BEGIN_DECLS

GBytes *ctg_transfer_decode        (const CtgPart *part, GBytes *owner, CtgProblems *problems);
gint64  ctg_transfer_digest        (const CtgPart *part, char **sha256, CtgProblems *problems);

G_END_DECLS
