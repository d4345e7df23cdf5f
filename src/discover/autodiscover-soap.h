/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xml.h"

G_BEGIN_DECLS

/* What Exchange says of one mailbox. */
typedef struct
{
  char *target;         /* (owned) (nullable) another address or another place to ask; then nothing else is here */
  char *external_url;   /* (owned) (nullable) https, where the service is outside of the organization */
  char *internal_url;   /* (owned) (nullable) and inside */
  char *version;        /* (owned) (nullable) of the server, as it says it: 15.01.2507.000 */
  char *schemas;        /* (owned) (nullable) which versions of the service it speaks, with commas */
} CtgUserSettings;

GBytes          *ctg_autodiscover_soap_request (const char *url, const char *address);
gboolean         ctg_autodiscover_soap_is      (const CtgXml *xml);
CtgUserSettings *ctg_autodiscover_soap_read    (const CtgXml *xml, GError **error);
void             ctg_user_settings_free        (CtgUserSettings *self);
gboolean         ctg_user_settings_is_too_old  (const CtgUserSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgUserSettings, ctg_user_settings_free)

G_END_DECLS
