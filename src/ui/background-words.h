/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "background.h"

G_BEGIN_DECLS

const char *ctg_background_words_for_state (CtgBackgroundState state);

G_END_DECLS
