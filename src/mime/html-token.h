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

/* One attribute of an open tag: slices of the document, nothing decoded; the value without its quotes. */
typedef struct
{
  const char *name;
  gsize name_length;
  const char *value;    /* (nullable) none was given */
  gsize value_length;
} CtgHtmlAttribute;

const char *ctg_html_next_attribute (const char *at, const char *end, CtgHtmlAttribute *attribute);
const char *ctg_html_next_token    (const char *at, CtgHtmlToken *token);
gboolean    ctg_html_token_is      (const CtgHtmlToken *token, const char *name);
const char *ctg_html_find_end_tag  (const char *at, const char *name, gsize length);
char       *ctg_html_dup_attribute (const CtgHtmlToken *token, const char *name);
void        ctg_html_append_decoded (GString *text, const char *at, gsize length);

G_END_DECLS
