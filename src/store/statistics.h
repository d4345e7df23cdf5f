/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* How much there is, for a report: numbers only. */
typedef struct
{
  gint64 n_contacts;
  gint64 n_messages;         /* known, with or without a body */
  gint64 n_logged;           /* of them, on a contact's page */
  gint64 n_bodies;
  gint64 n_attachments;
  gint64 n_folders;
  gint64 database_bytes;
  gint64 schema_version;
  const char *library_version;
} CtgStatistics;

/* A CtgStoreFunc: @statistics is the CtgStatistics to fill in. */
gboolean ctg_statistics_read (CtgDb *db, gpointer statistics, GError **error);

G_END_DECLS
