/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

#define CTG_TYPE_SETUP_PAGE_REFUSAL (ctg_setup_page_refusal_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageRefusal, ctg_setup_page_refusal, CTG, SETUP_PAGE_REFUSAL, CtgSetupPage)

G_END_DECLS
