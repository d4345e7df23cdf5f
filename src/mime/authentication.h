/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "header-fields.h"
#include "mail.h"

G_BEGIN_DECLS

CtgAuthentication ctg_authentication_read (const char *results, const char *author_address);

G_END_DECLS
