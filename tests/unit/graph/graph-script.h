/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* One question and what is said to it. */
typedef struct
{
  const char *request;    /* what stands in its line or its body */
  guint status;           /* 0: the connection is closed instead of an answer */
  const char *headers;    /* (nullable) lines, each with its end */
  const char *body;       /* (nullable) @HERE stands for the service's address */
} GraphStep;

/* The service by its own name, on a port of this computer: it says what a script says, in that order. What the script
 * does not expect is noted and dropped. */
void         graph_script_start         (void);
CtgEndpoint *graph_script_dup_endpoint  (void);
void         graph_script_play          (const GraphStep *steps, gboolean opens);
void         graph_script_assert_played (const char *name);
char        *graph_script_dup_last      (void);     /* the last request's line, headers of interest and body */
guint        graph_script_count         (const char *words);

G_END_DECLS
