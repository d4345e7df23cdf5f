/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A row of the table on the page of what to expect. */
typedef struct
{
  const char *would;   /* what the permission or the password would allow */
  const char *does;    /* what Carteggio does with it */
} CtgPermissionText;

char       *ctg_setup_dup_disclosure      (const char *kind, const char *service);
gboolean    ctg_setup_text_for_permission (const char *kind, const char *service, guint position,
                                           CtgPermissionText *text);
const char *ctg_setup_text_for_ways       (const char *kind);

G_END_DECLS
