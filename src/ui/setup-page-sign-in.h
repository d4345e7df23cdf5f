/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

/* The browser is open, and its answer is waited for; or what it answered did not do. */
#define CTG_TYPE_SETUP_PAGE_SIGN_IN (ctg_setup_page_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageSignIn, ctg_setup_page_sign_in, CTG, SETUP_PAGE_SIGN_IN, CtgSetupPage)

G_END_DECLS
