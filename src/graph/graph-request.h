/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* So many requests fit into one batch. */
#define CTG_GRAPH_BATCH_MAX 20

/* What is asked of each message. */
typedef enum
{
  CTG_GRAPH_SHAPE_IDS,       /* id and date */
  CTG_GRAPH_SHAPE_HEADERS,   /* with all that a header block is made of, and its size */
} CtgGraphShape;

/* A search for messages by date. */
typedef struct
{
  const char *folder_id;
  gint64 since_utc_s;      /* 0: from the first */
  gint64 until_utc_s;      /* inclusive; 0: to the last */
} CtgGraphSearch;

char   *ctg_graph_request_folders      (void);
char   *ctg_graph_request_folder       (const char *folder_id);
char   *ctg_graph_request_delta        (const char *folder_id, gint64 since_utc_s, CtgGraphShape shape);
char   *ctg_graph_request_search       (const CtgGraphSearch *search, guint n_items);
char   *ctg_graph_request_find_message (const char *folder_id, const char *message_id);
char   *ctg_graph_request_message      (const char *id);
char   *ctg_graph_request_content      (const char *id);
GBytes *ctg_graph_request_batch        (const char *const *targets, guint n_targets);

G_END_DECLS
