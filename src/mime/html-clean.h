/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The scheme of pictures from the web in a body that was cleaned with CTG_HTML_CLEAN_WITH_IMAGES: what follows it is
 * the address. Nothing but our own fetcher knows it. */
#define CTG_HTML_REMOTE_SCHEME "remote:"

typedef enum
{
  CTG_HTML_CLEAN_NONE        = 0,
  CTG_HTML_CLEAN_WITH_IMAGES = 1 << 0,   /* pictures from the web keep their address, under CTG_HTML_REMOTE_SCHEME */
} CtgHtmlCleanFlags;

typedef struct
{
  char *html;          /* (owned) */
  GPtrArray *remote;   /* (owned) (element-type utf8) sorted: what it would have loaded from elsewhere */
  GPtrArray *links;    /* (owned) (element-type utf8) where its links lead, in their order, each once, at most 200 */
} CtgCleanHtml;

CtgCleanHtml *ctg_html_clean        (const char *html, CtgHtmlCleanFlags flags, GError **error);
char         *ctg_html_from_bytes   (GBytes *bytes);
void          ctg_clean_html_free   (CtgCleanHtml *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgCleanHtml, ctg_clean_html_free)

G_END_DECLS
