/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

char *ctg_body_read (FILE *file, GError **error);

G_END_DECLS
