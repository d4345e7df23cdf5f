/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "companies.h"
#include "deals.h"
#include "session.h"

G_BEGIN_DECLS

gboolean ctg_session_find_company (CtgSession *session, const char *text, gint64 *id, GError **error);
gboolean ctg_session_find_deal    (CtgSession *session, const char *text, gint64 *id, GError **error);

G_END_DECLS
