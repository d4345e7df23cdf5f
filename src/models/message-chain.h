/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* A letter that another one answers, as far as it is here. */
typedef struct
{
  char *message_id;       /* (owned) */
  gint64 key;             /* 0: it is not here, and only its id is known */
  gint64 thread;
  char *sender;           /* (owned) (nullable) name or address */
  char *subject;          /* (owned) (nullable) */
  gint64 date_utc_s;
  gboolean is_outgoing;
  gboolean is_on_page;    /* logged on the contact */
} CtgChainLink;

void       ctg_chain_link_free           (CtgChainLink *self);
void       ctg_message_chain_load_async  (CtgStore *store, gint64 key, gint64 contact_id, guint max,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ctg_message_chain_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
