/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CtgDb CtgDb;

gboolean ctg_stray_letter_is (CtgDb *db, gint64 key);

G_END_DECLS
