/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-writer.h"
#include "store.h"

G_BEGIN_DECLS

/* Private to src/engine: what the exports share. */
gboolean ctg_export_write_companies (CtgStore *store, const char *folder, GError **error);
gboolean ctg_export_list_contacts  (CtgDb *db, gpointer contacts, GError **error);
gboolean ctg_export_write_contacts (GPtrArray *contacts, const char *path, CtgContactFormat format, gboolean replaces,
                                    GError **error);

G_END_DECLS
