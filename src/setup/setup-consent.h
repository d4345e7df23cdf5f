/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ctg_setup_can_ask_for_consent (const GError *problem);
char    *ctg_setup_dup_consent_request (const char *kind, const char *address, const char *sign_in_url);

G_END_DECLS
