/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

void ctg_memory_prepare (void);
