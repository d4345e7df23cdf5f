/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands on a message where folders are labels: it is held once, in the folder that has all mail, and these say
 * where else it is shown. */
typedef struct
{
  char *unique_id;       /* (owned) (nullable) its name in the whole mailbox, whatever a folder's numbers are */
  guint roles;           /* a bit for each #CtgFolderRole it has: 1 << role */
  char **names;          /* (owned) labels that a person made, spelt as CtgFolderInfo.name */
} CtgLabels;

CtgLabels *ctg_labels_copy (const CtgLabels *self);
void       ctg_labels_free (CtgLabels *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLabels, ctg_labels_free)

G_END_DECLS
