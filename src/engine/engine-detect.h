/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"
#include "engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Without a profile and without the network. */
CtgDetection *ctg_engine_detect_from_file       (const char *path, const char *address, GError **error);

/* Profiles of domains, in the folder of the person's own. Both block: files and the database. */
char         *ctg_engine_export_domain_profile  (CtgEngine *self, const char *domain, GError **error);
char        **ctg_engine_import_domain_profile  (CtgEngine *self, const char *path, GError **error);

void          ctg_engine_save_domain_profile_async  (CtgEngine *self, const char *domain, const char *path,
                                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean      ctg_engine_save_domain_profile_finish (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
