/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

CtgEndpoint *ctg_exchange_url_parse     (const char *text, GError **error);
char        *ctg_exchange_url_to_string (const CtgEndpoint *endpoint);

G_END_DECLS
