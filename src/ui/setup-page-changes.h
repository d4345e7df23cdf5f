/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-page.h"

G_BEGIN_DECLS

/* There is no network, or a gate before it: what to do about it, and the way on without asking anybody. */
#define CTG_TYPE_SETUP_PAGE_CHANGES (ctg_setup_page_changes_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupPageChanges, ctg_setup_page_changes, CTG, SETUP_PAGE_CHANGES, CtgSetupPage)

G_END_DECLS
