/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_CREDENTIALS (ctg_setup_page_credentials_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageCredentials, ctg_setup_page_credentials, CTG, SETUP_PAGE_CREDENTIALS, CtgSetupPage)

G_END_DECLS
