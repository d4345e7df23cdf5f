/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-parts.h"
#include "mail.h"

G_BEGIN_DECLS

void ctg_news_read (CtgMail *mail, const CtgFields *header, const CtgParts *parts);

G_END_DECLS
