/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "labels.h"

/**
 * ctg_labels_copy:
 * @self: (nullable): a message's labels
 *
 * Returns: (transfer full) (nullable): a copy
 */
CtgLabels *
ctg_labels_copy (const CtgLabels *self)
{
  CtgLabels *copy;

  if (self == NULL)
    return NULL;
  copy = g_new (CtgLabels, 1);
  *copy = (CtgLabels) { g_strdup (self->unique_id), self->roles, g_strdupv (self->names) };
  return copy;
}

/**
 * ctg_labels_free:
 * @self: (transfer full) (nullable): a message's labels
 */
void
ctg_labels_free (CtgLabels *self)
{
  if (self == NULL)
    return;
  g_free (self->unique_id);
  g_strfreev (self->names);
  g_free (self);
}
