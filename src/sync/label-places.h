/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "backend.h"

G_BEGIN_DECLS

/* The folders of an account that are labels, by what a message's labels call them. */
typedef struct
{
  gint64 all_mail_id;
  GHashTable *by_name;     /* (owned) (element-type utf8 CtgFolder) */
  GHashTable *by_role;     /* (owned) (element-type int CtgFolder) */
} CtgLabelPlaces;

CtgLabelPlaces *ctg_label_places_new       (GPtrArray *folders, gint64 all_mail_id);
void            ctg_label_places_free      (CtgLabelPlaces *self);
gboolean        ctg_label_places_is_mail   (const CtgLabels *labels);
gint64          ctg_label_places_find_sent (const CtgLabelPlaces *self, const CtgLabels *labels);
gboolean        ctg_label_places_put       (const CtgLabelPlaces *self, CtgDb *db, gint64 key, const char *remote_id,
                                            const CtgLabels *labels, GError **error);
gboolean        ctg_label_places_relabel   (const CtgLabelPlaces *self, CtgDb *db, GHashTable *own,
                                            const CtgRemoteHeader *header, guint *n_entries, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLabelPlaces, ctg_label_places_free)

G_END_DECLS
