/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-file.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_CONTACTS_CSV,
  CTG_CONTACTS_VCARD_3,        /* what Outlook, Google and Apple take */
  CTG_CONTACTS_VCARD_4,
} CtgContactFormat;

/* (element-type CtgPortableContact); what ctg_portable_parse_contacts() reads back without loss */
char *ctg_portable_write_contacts (GPtrArray *contacts, CtgContactFormat format);

G_END_DECLS
