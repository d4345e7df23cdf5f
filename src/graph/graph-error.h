/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http.h"
#include "json.h"

G_BEGIN_DECLS

/* What an answer's refusal says of itself: of a request of its own, or of one among others in a batch. */
typedef struct
{
  guint status;            /* of HTTP */
  const char *code;        /* (nullable) ErrorAccessDenied, ... */
  const char *text;        /* (nullable) */
  gint64 retry_after_s;    /* 0: not said */
} CtgGraphRefusal;

void     ctg_graph_error_set         (GError **error, const CtgGraphRefusal *refusal, const char *host);
void     ctg_graph_error_set_foreign (GError **error, const char *host, const char *words);
gboolean ctg_graph_error_read        (CtgGraphRefusal *refusal, const CtgJsonValue *body);
gboolean ctg_graph_error_check_http  (const CtgHttpAnswer *answer, const char *host, GError **error);
gboolean ctg_graph_error_is_no       (const CtgHttpAnswer *answer);
gboolean ctg_graph_error_is_page     (GBytes *body);
gboolean ctg_graph_error_is_of_all   (const GError *error);

G_END_DECLS
