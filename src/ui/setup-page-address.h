/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_ADDRESS (ctg_setup_page_address_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageAddress, ctg_setup_page_address, CTG, SETUP_PAGE_ADDRESS, CtgSetupPage)

G_END_DECLS
