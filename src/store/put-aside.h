/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A profile that gives way to another one: it is laid out like a profile, so that it can be opened with --profile. */
char *ctg_put_aside   (const char *data_dir, const char *prefix, GError **error);
void  ctg_remove_logs (const char *data_dir);

G_END_DECLS
