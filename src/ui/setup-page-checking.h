/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_CHECKING (ctg_setup_page_checking_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageChecking, ctg_setup_page_checking, CTG, SETUP_PAGE_CHECKING, CtgSetupPage)

G_END_DECLS
