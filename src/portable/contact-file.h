/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A contact as a file of the world has it. Strings are valid UTF-8 without control characters but the
 * note's "\n". */
typedef struct
{
  char *name;            /* (owned) never NULL */
  char *company;         /* (owned) never NULL */
  char *phone;           /* (owned) never NULL */
  char *note;            /* (owned) never NULL */
  GPtrArray *addresses;  /* (owned) (element-type utf8) normalised, each once, the preferred one first; ended by a
                            NULL element, so that pdata is a string vector */
  guint n_bad_addresses; /* what stood where one is expected, and was none */
} CtgPortableContact;

void       ctg_portable_contact_free   (CtgPortableContact *self);

GPtrArray *ctg_portable_read_contacts  (const char *path, GError **error);
GPtrArray *ctg_portable_parse_contacts (const char *data, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPortableContact, ctg_portable_contact_free)

G_END_DECLS
