/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where one person's things are. Immutable. */
typedef struct
{
  char *id;         /* (owned) names its secrets: "default", or a digest of the directory */
  char *data_dir;   /* (owned) database, attachments, lock */
  char *cache_dir;  /* (owned) */
  char *config_dir; /* (owned) */
} CtgProfile;

CtgProfile *ctg_profile_new  (const char *directory);   /* (nullable): the XDG directories */
CtgProfile *ctg_profile_copy (const CtgProfile *self);
void        ctg_profile_free (CtgProfile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgProfile, ctg_profile_free)

G_END_DECLS
