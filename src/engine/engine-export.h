/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* What is kept here, in forms that other programs read. */
void ctg_engine_export_contacts_async  (CtgEngine *self, const char *path, guint vcard_version, gboolean replaces,
                                        GAsyncReadyCallback callback, gpointer user_data);
int  ctg_engine_export_contacts_finish (CtgEngine *self, GAsyncResult *result, GError **error);   /* -1: failed */

/* Everything, or what belongs to one contact, in a new folder:
 *
 *   contacts.csv, contacts.vcf            who they are
 *   letters.csv                           a row a letter and contact: when, who, what about, why it was logged
 *   letters/Anna Bianchi.mbox             the letters as they came, oldest first
 *   attachments/Anna Bianchi/offer.pdf    their files, each content once
 */
typedef struct
{
  gint64 n_contacts;
  gint64 n_letters;
  gint64 n_attachments;
  gint64 n_incomplete;     /* letters of which only the text is here, or not even that */
  gint64 n_withheld;       /* letters that were left out, or of which only a part is shown (A52) */
} CtgExportCounts;

void     ctg_engine_export_async  (CtgEngine *self, const char *folder, gint64 contact_id, CtgProgressFunc progress,
                                   gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ctg_engine_export_finish (CtgEngine *self, GAsyncResult *result, CtgExportCounts *counts, GError **error);

G_END_DECLS
