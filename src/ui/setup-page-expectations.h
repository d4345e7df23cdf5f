/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_EXPECTATIONS (ctg_setup_page_expectations_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageExpectations, ctg_setup_page_expectations, CTG, SETUP_PAGE_EXPECTATIONS, CtgSetupPage)

G_END_DECLS
