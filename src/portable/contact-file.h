/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;            /* (owned) never NULL */
  char *company;         /* (owned) never NULL */
  char *phone;           /* (owned) never NULL */
  char *note;            /* (owned) never NULL */
  GPtrArray *addresses;  /* (owned) (element-type utf8) ended by a NULL element, so that pdata is a string vector */
} CtgPortableContact;

void       ctg_portable_contact_free  (CtgPortableContact *self);

/* CSV or vCard by its content. INVALID_INPUT reason "no-contacts", NOT_FOUND, TOO_LARGE. */
GPtrArray *ctg_portable_read_contacts (const char *path, GError **error);   /* (element-type CtgPortableContact) */

G_END_DECLS
