/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_HTML_END,
  CTG_HTML_TEXT,
  CTG_HTML_OPEN_TAG,
  CTG_HTML_CLOSE_TAG,
} CtgHtmlKind;

/* One token: slices of the document, nothing decoded. */
typedef struct
{
  CtgHtmlKind kind;
  const char *start;    /* of the text, or of the tag's name */
  gsize length;         /* of the text, or of the tag's name */
  const char *rest;     /* attributes of an open tag */
  gsize rest_length;
} CtgHtmlToken;

const char *ctg_html_next_token    (const char *at, CtgHtmlToken *token);
gboolean    ctg_html_token_is      (const CtgHtmlToken *token, const char *name);
char       *ctg_html_dup_attribute (const CtgHtmlToken *token, const char *name);
void        ctg_html_append_decoded (GString *text, const char *at, gsize length);

G_END_DECLS
