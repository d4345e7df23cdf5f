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
 *
 * Where folders are labels (Gmail), the one that has all mail is the only one that is read: what a filter keeps out of
 * INBOX is there too, and what stands in several folders is there once. All others are LABEL, but LEAVE where no
 * letters are kept that came or went (drafts, trash, junk). */

/* What was seen to be in INBOX could be gone from there before INBOX is read, so that reading both folders, each
 * without what is in the other, would lose mail. */

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
is_label (const CtgFolderInfo *info, const CtgFolderInfo *sent)
{
  return info->can_select && (info->role == CTG_FOLDER_OTHER || info->role == CTG_FOLDER_INBOX ||
                              info->role == CTG_FOLDER_SENT || info == sent);
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
  const char *all_mail = ctg_backend_get_all_mail (backend);

  if (all_mail != NULL && !g_str_equal (info->remote_name, all_mail))
    return is_label (info, sent) ? CTG_PLAN_LABEL : CTG_PLAN_LEAVE;
  if (all_mail == NULL && !is_watched (info, sent))
    return CTG_PLAN_LEAVE;
  if (held == NULL || held->token == NULL)
    return CTG_PLAN_PULL;
  return ctg_backend_is_current (backend, info, held->token) ? CTG_PLAN_CURRENT : CTG_PLAN_PULL;
}
