/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of a message the list looks at. */
typedef struct
{
  GPtrArray *people;           /* (element-type utf8) addresses of From, To, Cc, Bcc */
  const char *folder;          /* (nullable) the folder's name, for people */
  const char *sensitivity;     /* (nullable) of the header, lower case */
} CtgNeverLogFacts;

char    *ctg_never_log_normalise (const char *pattern, GError **error);
gboolean ctg_never_log_matches   (const char *pattern, const CtgNeverLogFacts *facts);

G_END_DECLS
