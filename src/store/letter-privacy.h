/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* What others get to see of a letter, when what is kept here is passed on to them (A52). Each shows what the one before
 * it shows, and more. */
typedef enum
{
  CTG_PRIVACY_PRIVATE,    /* nothing, not even that there is one */
  CTG_PRIVACY_METADATA,   /* who and when */
  CTG_PRIVACY_SUBJECT,
  CTG_PRIVACY_ALL,        /* the usual */
} CtgLetterPrivacy;

const char      *ctg_letter_privacy_to_string (CtgLetterPrivacy level);
gboolean         ctg_letter_privacy_parse     (const char *text, CtgLetterPrivacy *level);
CtgLetterPrivacy ctg_letter_privacy_get       (CtgDb *db, gint64 key);
gboolean         ctg_letter_privacy_set       (CtgDb *db, gint64 key, CtgLetterPrivacy level, GError **error);

G_END_DECLS
