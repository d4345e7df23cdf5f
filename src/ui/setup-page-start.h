/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_START (ctg_setup_page_start_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageStart, ctg_setup_page_start, CTG, SETUP_PAGE_START, CtgSetupPage)

G_END_DECLS
