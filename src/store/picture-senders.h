/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* Senders whose pictures from elsewhere a person wants to see whenever one of their letters is shown. */
gboolean ctg_picture_senders_has (CtgDb *db, const char *address);
gboolean ctg_picture_senders_set (CtgDb *db, const char *address, gboolean is_wanted, GError **error);
/* with a contact, who goes */
gboolean ctg_picture_senders_forget (CtgDb *db, gint64 contact_id, GError **error);

G_END_DECLS
