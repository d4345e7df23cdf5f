/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

G_BEGIN_DECLS

/* Detection without a profile and without the network. */
CtgDetection *ctg_engine_detect_from_file (const char *path, const char *address, GError **error);

G_END_DECLS
