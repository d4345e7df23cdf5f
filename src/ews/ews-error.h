/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http.h"

G_BEGIN_DECLS

/* What an answer's refusal says of itself. */
typedef struct
{
  const char *code;        /* (nullable) ErrorServerBusy, ... */
  const char *text;        /* (nullable) */
  gint64 back_off_ms;      /* 0: not said */
} CtgEwsRefusal;

void     ctg_ews_error_set         (GError **error, const CtgEwsRefusal *refusal, const char *host);
gboolean ctg_ews_error_check_http  (const CtgHttpAnswer *answer, const char *host, GError **error);
gboolean ctg_ews_error_is_html     (GBytes *body);

G_END_DECLS
