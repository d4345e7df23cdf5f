/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

char *ctg_password_read (CtgSession *session, const char *file, const char *prompt, GError **error);

G_END_DECLS
