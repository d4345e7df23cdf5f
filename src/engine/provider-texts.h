/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the help says of a provider. Borrowed, lives as long as the program. */
typedef struct
{
  const char *name;
  const char *kind;            /* "imap", "gmail", "microsoft365", "unsupported" */
  const char *reason;          /* (nullable) why not, for kind "unsupported" */
  const char *hint;            /* (nullable) translated: what to do before connecting */
  const char *last_checked;    /* (nullable) the day somebody logged in with the settings: 2026-11-29 */
  const char *documentation;   /* (nullable) an address of the provider's own pages */
} CtgProviderText;

gboolean ctg_provider_text_get (guint position, CtgProviderText *text);

G_END_DECLS
