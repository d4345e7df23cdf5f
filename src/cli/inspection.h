/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail.h"
#include "session.h"

G_BEGIN_DECLS

void ctg_inspection_add   (CtgJsonWriter *json, const CtgMail *mail);
void ctg_inspection_print (CtgSession *session, const CtgMail *mail);

G_END_DECLS
