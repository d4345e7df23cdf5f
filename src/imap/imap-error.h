/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-response.h"

G_BEGIN_DECLS

typedef enum
{
  CTG_IMAP_DURING_LOGIN,
  CTG_IMAP_DURING_SELECT,
  CTG_IMAP_DURING_OTHER,
} CtgImapPhase;

void ctg_imap_error_set (GError **error, const CtgImapResponse *response, CtgImapPhase phase, const char *host);

G_END_DECLS
