/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* What the inbox lists of messages logged on nobody: those in INBOX or Sent, CTG_FOLDER_INBOX and CTG_FOLDER_SENT of
 * mail. @key: an SQL expression, a literal. */
#define CTG_SQL_IS_LISTED(key)                                                    \
  "EXISTS (SELECT 1 FROM location AS l JOIN folder AS f ON f.id = l.folder"       \
  "        WHERE l.message = " key " AND f.role IN (1, 2))"

gboolean ctg_log_refresh_contact (CtgDb *db, gint64 contact, int n_more, GError **error);

G_END_DECLS
