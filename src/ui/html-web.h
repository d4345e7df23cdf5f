/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/* The one way a web view is made here: nothing in it reaches the network, runs a script of the mail's, or leaves its
 * place (threats H1 to H4). */
#define CTG_HTML_WEB_WORLD "carteggio"

typedef void (*CtgLinkFunc) (const char *uri, gpointer data);

/* @remote: for pictures under "remote:", which a page has only when its person wants them */
WebKitWebView *ctg_html_web_new (WebKitURISchemeRequestCallback cid, WebKitURISchemeRequestCallback remote,
                                 CtgLinkFunc link, gpointer data);

G_END_DECLS
