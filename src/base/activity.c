/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "activity.h"

/**
 * ctg_activity_copy:
 * @self: what a mailbox is doing
 *
 * Returns: (transfer full): a copy
 */
CtgActivity *
ctg_activity_copy (const CtgActivity *self)
{
  CtgActivity *copy = g_new0 (CtgActivity, 1);

  *copy = *self;
  copy->folder = g_strdup (self->folder);
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  return copy;
}

/**
 * ctg_activity_free:
 * @self: (transfer full) (nullable): what a mailbox was doing
 */
void
ctg_activity_free (CtgActivity *self)
{
  if (self == NULL)
    return;
  g_free (self->folder);
  g_clear_error (&self->error);
  g_free (self);
}
