/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_PROVIDERS (ctg_setup_page_providers_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageProviders, ctg_setup_page_providers, CTG, SETUP_PAGE_PROVIDERS, CtgSetupPage)

G_END_DECLS
