/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a pull does with each folder of the server:
 *
 *   selectable | INBOX, Sent or named Carteggio | held with a token | server says current | plan
 *   -----------+--------------------------------+-------------------+---------------------+--------
 *   no         | any                            | any               | any                 | LEAVE
 *   yes        | no                             | any               | any                 | LEAVE
 *   yes        | yes                            | no                | any                 | PULL
 *   yes        | yes                            | yes               | no                  | PULL
 *   yes        | yes                            | yes               | yes                 | CURRENT
 */

#include "plan.h"

#include <string.h>

/* B15: a folder or label of this name logs what is put into it; it is watched in whatever place it stands. */
#define DROP_FOLDER "Carteggio"

static gboolean
has_leaf_name (const CtgFolderInfo *info, const char *name)
{
  const char *leaf = info->name;

  if (info->delimiter != NULL && *info->delimiter != '\0')
    {
      const char *last = g_strrstr (info->name, info->delimiter);

      leaf = last != NULL ? last + strlen (info->delimiter) : leaf;
    }
  return g_ascii_strcasecmp (leaf, name) == 0;
}

static gboolean
is_watched (const CtgFolderInfo *info, const CtgFolderInfo *sent)
{
  if (!info->can_select)
    return FALSE;
  return info->role == CTG_FOLDER_INBOX || has_leaf_name (info, DROP_FOLDER) ||
         (sent != NULL && g_str_equal (info->remote_name, sent->remote_name));
}

/**
 * ctg_plan_folder:
 * @backend: whose token it is
 * @info: what the server says of the folder
 * @sent: (nullable): the folder chosen for sent mail
 * @held: (nullable): what is held of it
 *
 * Pure: asks nobody.
 *
 * Returns: what the table at the head of this file says
 */
CtgPlan
ctg_plan_folder (CtgBackend *backend, const CtgFolderInfo *info, const CtgFolderInfo *sent, const CtgFolder *held)
{
  if (!is_watched (info, sent))
    return CTG_PLAN_LEAVE;
  if (held == NULL || held->token == NULL)
    return CTG_PLAN_PULL;
  return ctg_backend_is_current (backend, info, held->token) ? CTG_PLAN_CURRENT : CTG_PLAN_PULL;
}
