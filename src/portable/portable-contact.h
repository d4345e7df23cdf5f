/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-file.h"

G_BEGIN_DECLS

/* What the readers of one format each build a contact with. Its addresses get their ending NULL at the very
 * end. */
CtgPortableContact *ctg_portable_contact_new         (void);
void                ctg_portable_contact_set         (char **field, const char *value);
void                ctg_portable_contact_set_note    (CtgPortableContact *self, const char *value);
void                ctg_portable_contact_add_address (CtgPortableContact *self, const char *value,
                                                      gboolean preferred);
gboolean            ctg_portable_contact_is_empty    (const CtgPortableContact *self);

G_END_DECLS
