/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Defence in depth behind the cleaner: a session that keeps nothing, behind a proxy where nobody listens; the
 * mail's scripts off and a content policy without them; every navigation refused; WebKit's own sandbox, which is
 * on. The only script is ours, in a world of its own, and says how high the letter is. */

#include "html-web.h"

#define DEAD_PROXY "http://127.0.0.1:9"

static const char height_script[] =
  "(() => { let last = 0;"
  "  const tell = () => { const height = Math.ceil (document.documentElement.getBoundingClientRect ().height);"
  "    if (height !== last) { last = height; window.webkit.messageHandlers.height.postMessage (height); } };"
  "  new ResizeObserver (tell).observe (document.documentElement); tell (); }) ();";

static WebKitSettings *
make_settings (void)
{
  return WEBKIT_SETTINGS (g_object_new (WEBKIT_TYPE_SETTINGS,
                                        "enable-javascript-markup", FALSE,
                                        "enable-page-cache", FALSE,
                                        "enable-media", FALSE,
                                        "enable-mediasource", FALSE,
                                        "enable-media-stream", FALSE,
                                        "enable-webaudio", FALSE,
                                        "enable-webgl", FALSE,
                                        "enable-html5-database", FALSE,
                                        "enable-html5-local-storage", FALSE,
                                        "enable-developer-extras", FALSE,
                                        "javascript-can-open-windows-automatically", FALSE,
                                        "javascript-can-access-clipboard", FALSE,
                                        "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
                                        NULL));
}

/* One for all letters, made with the first one: until then there is no process of WebKit's. */
static WebKitNetworkSession *
get_session (void)
{
  static WebKitNetworkSession *session = NULL;

  if (session == NULL)
    {
      WebKitNetworkProxySettings *proxy = webkit_network_proxy_settings_new (DEAD_PROXY, NULL);

      session = webkit_network_session_new_ephemeral ();
      webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
      webkit_network_session_set_persistent_credential_storage_enabled (session, FALSE);
      webkit_network_proxy_settings_free (proxy);
    }
  return session;
}

static WebKitUserContentManager *
make_manager (void)
{
  WebKitUserContentManager *manager = webkit_user_content_manager_new ();
  WebKitUserScript *script =
    webkit_user_script_new_for_world (height_script, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
                                      WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_END, CTG_HTML_WEB_WORLD, NULL, NULL);

  webkit_user_content_manager_add_script (manager, script);
  webkit_user_content_manager_register_script_message_handler (manager, "height", CTG_HTML_WEB_WORLD);
  webkit_user_script_unref (script);
  return manager;
}

typedef struct
{
  CtgLinkFunc func;
  gpointer data;
} Link;

static void
free_link (gpointer link, GClosure *closure)
{
  g_free (link);
}

/* The page is loaded by us and then goes nowhere. */
static gboolean
decide_policy_cb (WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, Link *link)
{
  WebKitNavigationAction *action;
  const char *uri;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    return FALSE;
  action = webkit_navigation_policy_decision_get_navigation_action (WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && g_strcmp0 (uri, "about:blank") == 0 &&
      webkit_navigation_action_get_navigation_type (action) == WEBKIT_NAVIGATION_TYPE_OTHER)
    return FALSE;
  webkit_policy_decision_ignore (decision);
  if (webkit_navigation_action_get_navigation_type (action) == WEBKIT_NAVIGATION_TYPE_LINK_CLICKED)
    link->func (uri, link->data);
  return TRUE;
}

static gboolean
refuse_permission_cb (WebKitWebView *view, WebKitPermissionRequest *request)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

/**
 * ctg_html_web_new:
 * @cid: answers requests for the letter's own pictures
 * @remote: answers requests for pictures from elsewhere, which the page has only when they are wanted
 * @link: called when the person wants to follow a link, which leads nowhere by itself
 * @data: for all of them; lives as long as the view
 *
 * Returns: (transfer floating): a web view that shows what it is given and nothing else
 */
WebKitWebView *
ctg_html_web_new (WebKitURISchemeRequestCallback cid, WebKitURISchemeRequestCallback remote, CtgLinkFunc link,
                  gpointer data)
{
  Link *followed = g_new0 (Link, 1);
  g_autoptr (WebKitSettings) settings = make_settings ();
  g_autoptr (WebKitUserContentManager) manager = make_manager ();
  g_autoptr (WebKitWebContext) context = webkit_web_context_new ();
  WebKitWebView *view;

  /* A context a letter, so that "cid:" means this letter's parts and no other's (H4). */
  webkit_web_context_set_cache_model (context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  webkit_web_context_register_uri_scheme (context, "cid", cid, data, NULL);
  webkit_web_context_register_uri_scheme (context, "remote", remote, data, NULL);
  view = g_object_new (WEBKIT_TYPE_WEB_VIEW,
                       "web-context", context,
                       "network-session", get_session (),
                       "user-content-manager", manager,
                       "settings", settings,
                       NULL);
  followed->func = link;
  followed->data = data;
  g_signal_connect_data (view, "decide-policy", G_CALLBACK (decide_policy_cb), followed, free_link, 0);
  g_signal_connect (view, "permission-request", G_CALLBACK (refuse_permission_cb), NULL);
  return view;
}
