/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "contacts.h"
#include "session.h"

G_BEGIN_DECLS

/* What people name on the command line, found in the database; inside a read job. */
CtgContact *ctg_lookup_contact (CtgDb *db, const char *text, GError **error);
gint64      ctg_lookup_message (CtgDb *db, const char *text, GError **error);
CtgAccount *ctg_lookup_account (CtgDb *db, const char *text, GError **error);

/* The same with a read job of their own. */
gboolean    ctg_session_find_template (CtgSession *session, const char *text, gint64 *id, GError **error);
gboolean    ctg_session_find_contact (CtgSession *session, const char *text, gint64 *id, GError **error);
gboolean    ctg_session_find_message (CtgSession *session, const char *text, gint64 *key, GError **error);
CtgAccount *ctg_session_find_account (CtgSession *session, const char *text, GError **error);

G_END_DECLS
