/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside net only: it shows libsoup. */

#include "http.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* How many bytes of a body are read. */
typedef struct
{
  gsize wanted;                /* of a status of 2xx: more is an error */
  gsize refusal;               /* of any other: the rest is left */
  gboolean wanted_may_be_cut;  /* the rest of the first is left too */
} CtgHttpCaps;

SoupMessage   *ctg_http_message_new  (const CtgHttpRequest *request, const char *url);
GInputStream  *ctg_http_message_send (SoupSession *session, SoupMessage *message, GCancellable *cancellable,
                                      GError **error);
CtgHttpAnswer *ctg_http_message_read (SoupMessage *message, GInputStream *stream, const char *url,
                                      const CtgHttpCaps *caps, GCancellable *cancellable, GError **error);

G_END_DECLS
