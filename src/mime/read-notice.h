/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-build.h"
#include "mail-parts.h"

G_BEGIN_DECLS

typedef struct _GMimeObject GMimeObject;

void         ctg_read_notice_find_wish (CtgMail *mail, const CtgFields *header);
gboolean     ctg_read_notice_check     (const CtgReadNotice *notice, GError **error);
GMimeObject *ctg_read_notice_make_body (const CtgReadNotice *notice, GMimeObject *words);

G_END_DECLS
