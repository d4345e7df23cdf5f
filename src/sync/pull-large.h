/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "messages.h"
#include "pull.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 key;
  const char *remote_id;
  CtgBodyClass body_class;
  gboolean is_wanted_whole;   /* with its attachments */
} CtgLargeLetter;

gboolean ctg_pull_large (const CtgPull *self, const CtgFolder *folder, const CtgLargeLetter *letter,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
