/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "html-view.h"

#include "accessible-names.h"
#include "html-links.h"
#include "html-web.h"
#include "words.h"
#include "zoom.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VIEWS_MAX 3
#define HEIGHT_MIN 24
#define HEIGHT_MAX 30000
#define MATCHES_MAX 1000

/* Where what was found is, which WebKit selects; it stands out among what is only marked. */
static const char selection_script[] =
  "(() => { document.documentElement.classList.add ('finding'); const selection = getSelection ();"
  "  return selection.rangeCount === 0 ? -1 :"
  "    Math.round (selection.getRangeAt (0).getBoundingClientRect ().top); }) ();";

static const char end_script[] =
  "document.documentElement.classList.remove ('finding'); getSelection ().removeAllRanges ();";

/* On white paper also where the window is dark: what was designed for white stays readable. */
#define PAGE_HEAD \
  "<!DOCTYPE html><html><head><meta charset='utf-8'><meta http-equiv='Content-Security-Policy' content=\"default-src " \
  "'none'; img-src cid: data:%s; style-src 'unsafe-inline'\"><style>html{background:#fff;color:#1a1a1a;" \
  "color-scheme:light;" \
  "overflow-x:auto;overflow-y:hidden}body{margin:12px;font:15px/1.45 Cantarell,sans-serif;overflow-wrap:anywhere}" \
  "html.finding ::selection{background:#ffbe6f;color:#000}img{max-width:100%%}" \
  "@media print{body[data-head]::before{content:attr(data-head);white-space:pre-wrap;display:block;font:13px/1.5 " \
  "Cantarell,sans-serif;padding-bottom:9px;margin-bottom:12px;border-bottom:1px solid}}" \
  "blockquote{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #ccc}</style></head>"

struct _CtgHtmlView
{
  GtkBox parent_instance;

  CtgEngine *engine;       /* (owned) */
  CtgLetterHtml *letter;   /* (owned) */
  WebKitWebView *web;      /* (nullable) */
  int height;              /* of the page, as if it were not zoomed */
  double zoom;
  char *words;             /* (owned) (nullable) that are looked for */
  char *link_uri;          /* (owned) (nullable) where it leads that is pointed at */
  char *link_words;        /* (owned) (nullable) of the same */
};

G_DEFINE_FINAL_TYPE (CtgHtmlView, ctg_html_view, GTK_TYPE_BOX)

enum { PROP_ZOOM = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];
enum { GONE, WANTS_PICTURES, TRUSTS_SENDER, PRINT, FIND, FIND_STEP, FOUND, FOUND_AT, N_SIGNALS };
static guint signals[N_SIGNALS];
static GQueue live = G_QUEUE_INIT;   /* (element-type CtgHtmlView) (unowned) the newest last */

static void
give_up (CtgHtmlView *self)
{
  if (g_queue_remove (&live, self))
    g_signal_emit (self, signals[GONE], 0);
}

/* H4: this letter's parts and no other's. */
static void
cid_cb (WebKitURISchemeRequest *request, gpointer data)
{
  CtgHtmlView *self = data;
  g_autofree char *id = g_uri_unescape_string (webkit_uri_scheme_request_get_path (request), NULL);
  const CtgPicture *picture = id != NULL ? g_hash_table_lookup (self->letter->pictures, id) : NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (picture == NULL)
    {
      g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No such part");

      webkit_uri_scheme_request_finish_error (request, error);
      return;
    }
  stream = g_memory_input_stream_new_from_bytes (picture->bytes);
  webkit_uri_scheme_request_finish (request, stream, (gint64) g_bytes_get_size (picture->bytes), picture->type);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WebKitURISchemeRequest) request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgPicture) picture = ctg_engine_fetch_picture_finish (CTG_ENGINE (source), result, &error);
  g_autoptr (GInputStream) stream = NULL;

  if (picture == NULL)
    {
      webkit_uri_scheme_request_finish_error (request, error);
      return;
    }
  stream = g_memory_input_stream_new_from_bytes (picture->bytes);
  webkit_uri_scheme_request_finish (request, stream, (gint64) g_bytes_get_size (picture->bytes), picture->type);
}

/* By our own fetcher, not by the view's: that one has no way out. */
static void
remote_cb (WebKitURISchemeRequest *request, gpointer data)
{
  CtgHtmlView *self = data;
  const char *uri = webkit_uri_scheme_request_get_uri (request) + strlen ("remote:");

  if (self->letter->with_remote)
    ctg_engine_fetch_picture_async (self->engine, uri, NULL, fetched_cb, g_object_ref (request));
  else
    cid_cb (request, data);
}

/* --- Size --- */

static void
update_height (CtgHtmlView *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self->web), -1,
                               (int) CLAMP (self->height * self->zoom + 0.5, HEIGHT_MIN, HEIGHT_MAX));
}

static void
height_cb (CtgHtmlView *self, JSCValue *value)
{
  self->height = jsc_value_is_number (value) ? CLAMP (jsc_value_to_int32 (value), 0, HEIGHT_MAX) : 0;
  update_height (self);
}

/* --- Finding --- */

static void
find (CtgHtmlView *self, const char *words)
{
  WebKitFindController *controller = webkit_web_view_get_find_controller (self->web);

  webkit_find_controller_search_finish (controller);
  g_free (self->words);
  self->words = g_strdup (words);
  if (*words == '\0')
    webkit_web_view_evaluate_javascript (self->web, end_script, -1, CTG_HTML_WEB_WORLD, NULL, NULL, NULL, NULL);
  else
    webkit_find_controller_count_matches (controller, words, WEBKIT_FIND_OPTIONS_CASE_INSENSITIVE, MATCHES_MAX);
}

static void
counted_cb (CtgHtmlView *self, guint n)
{
  g_signal_emit (self, signals[FOUND], 0, n > MATCHES_MAX ? 0 : n);
}

static void
find_step (CtgHtmlView *self, int direction, gboolean is_fresh)
{
  WebKitFindController *controller = webkit_web_view_get_find_controller (self->web);
  guint32 options = WEBKIT_FIND_OPTIONS_CASE_INSENSITIVE | WEBKIT_FIND_OPTIONS_WRAP_AROUND;

  if (self->words == NULL || *self->words == '\0')
    return;
  if (is_fresh)
    webkit_find_controller_search (controller, self->words,
                                   options | (direction < 0 ? WEBKIT_FIND_OPTIONS_BACKWARDS : 0), MATCHES_MAX);
  else if (direction < 0)
    webkit_find_controller_search_previous (controller);
  else
    webkit_find_controller_search_next (controller);
}

static void
selection_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgHtmlView) self = data;
  g_autoptr (JSCValue) value = webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  double top = value != NULL && jsc_value_is_number (value) ? jsc_value_to_double (value) : -1;

  if (top >= 0 && top <= HEIGHT_MAX)
    g_signal_emit (self, signals[FOUND_AT], 0, (int) (top * self->zoom));
}

/* The view is as high as its page and does not scroll itself: the window has to. */
static void
shown_cb (CtgHtmlView *self)
{
  webkit_web_view_evaluate_javascript (self->web, selection_script, -1, CTG_HTML_WEB_WORLD, NULL, NULL, selection_cb,
                                       g_object_ref (self));
}

/* --- Printing --- */

static void
print_failed_cb (CtgHtmlView *self)
{
  ctg_words_toast (GTK_WIDGET (self), _("The letter could not be printed."));
}

static void
headed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgHtmlView) self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (WebKitPrintOperation) operation = webkit_print_operation_new (WEBKIT_WEB_VIEW (source));
  JSCValue *value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, NULL);

  g_clear_object (&value);
  g_signal_connect_object (operation, "failed", G_CALLBACK (print_failed_cb), self, G_CONNECT_SWAPPED);
  if (GTK_IS_WINDOW (root))
    webkit_print_operation_run_dialog (operation, GTK_WINDOW (root));
}

/* On paper it says first what the window says around it. */
static void
print (CtgHtmlView *self, const char *subject, const char *heading)
{
  g_autofree char *head = g_strdup_printf ("%s\n%s", subject, heading);

  webkit_web_view_call_async_javascript_function (self->web, "document.body.setAttribute ('data-head', head);", -1,
                                                  g_variant_new_parsed ("{ 'head': <%s> }", head), CTG_HTML_WEB_WORLD,
                                                  NULL, NULL, headed_cb, g_object_ref (self));
}

static void
follow_cb (const char *uri, gpointer data)
{
  ctg_html_links_ask (uri, CTG_HTML_VIEW (data)->link_words, data);
}

/* Where a link leads is seen before it is pressed. */
static void
pointed_at_cb (CtgHtmlView *self, WebKitHitTestResult *target)
{
  gboolean is_link = webkit_hit_test_result_context_is_link (target);

  g_free (self->link_uri);
  self->link_uri = is_link ? ctg_words_body (webkit_hit_test_result_get_link_uri (target), 2000) : NULL;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->web), is_link);
  g_free (self->link_words);
  self->link_words = is_link ? g_strdup (webkit_hit_test_result_get_link_label (target)) : NULL;
}

/* Before WebKit's own, which the letter writes. */
static gboolean
tooltip_cb (WebKitWebView *web, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, CtgHtmlView *self)
{
  if (self->link_uri != NULL)
    gtk_tooltip_set_text (tooltip, self->link_uri);
  g_signal_stop_emission_by_name (web, "query-tooltip");
  return self->link_uri != NULL;
}

/* Of a browser's menu only copying makes sense here. */
static gboolean
context_menu_cb (WebKitWebView *web, WebKitContextMenu *menu)
{
  webkit_context_menu_remove_all (menu);
  webkit_context_menu_append (menu, webkit_context_menu_item_new_from_stock_action (WEBKIT_CONTEXT_MENU_ACTION_COPY));
  return FALSE;
}

static void
load (CtgHtmlView *self)
{
  WebKitUserContentManager *manager = webkit_web_view_get_user_content_manager (self->web);
  g_autofree char *head = g_strdup_printf (PAGE_HEAD, self->letter->with_remote ? " remote:" : "");
  g_autofree char *page = g_strconcat (head, self->letter->html, "</html>", NULL);

  g_signal_connect_object (manager, "script-message-received::height", G_CALLBACK (height_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "web-process-terminated", G_CALLBACK (give_up), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (webkit_web_view_get_find_controller (self->web), "counted-matches",
                           G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (webkit_web_view_get_find_controller (self->web), "found-text", G_CALLBACK (shown_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "mouse-target-changed", G_CALLBACK (pointed_at_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "query-tooltip", G_CALLBACK (tooltip_cb), self, 0);
  g_signal_connect (self->web, "context-menu", G_CALLBACK (context_menu_cb), NULL);
  webkit_web_view_load_html (self->web, page, "about:blank");
}

/* --- Pictures from elsewhere --- */

static void
wants_pictures_cb (CtgHtmlView *self)
{
  g_signal_emit (self, signals[WANTS_PICTURES], 0);
}

static void
trusts_cb (CtgHtmlView *self)
{
  g_signal_emit (self, signals[TRUSTS_SENDER], 0, !self->letter->is_trusted);
}

static void
append_note (CtgHtmlView *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self), label);
}

static void
append_button (CtgHtmlView *self, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (words);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fold");
  gtk_widget_add_css_class (button, "caption");
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), button);
  ctg_accessible_names_mend (button);
}

static void
append_blocked (CtgHtmlView *self)
{
  guint n = self->letter->remote->len;
  g_autofree char *text = g_strdup_printf (ngettext ("%u picture or page from elsewhere was not loaded: it would tell "
                                                     "the sender that you read this.",
                                                     "%u pictures or pages from elsewhere were not loaded: they would "
                                                     "tell the sender that you read this.", n), n);

  append_note (self, text);
  append_button (self, _("Show the _pictures from elsewhere"), G_CALLBACK (wants_pictures_cb));
}

/* What was not loaded, what is, and how to have it otherwise, this time or always. */
static void
append_pictures (CtgHtmlView *self)
{
  const CtgLetterHtml *letter = self->letter;
  g_autofree char *sender = ctg_words_isolated (letter->sender);
  gboolean has_pictures = letter->with_remote && strstr (letter->html, "remote:") != NULL;
  g_autofree char *text = NULL;

  if (!letter->with_remote && letter->remote->len > 0)
    append_blocked (self);
  else if (!has_pictures)
    return;
  if (letter->is_trusted)
    {
      /* Translators: %s is an e-mail address. */
      text = g_strdup_printf (_("Pictures from elsewhere are shown in all letters of %s."), sender);
      append_note (self, text);
      append_button (self, _("No longer show _pictures of this sender"), G_CALLBACK (trusts_cb));
      return;
    }
  /* Translators: %s is an e-mail address. */
  text = g_strdup_printf (_("_Always show the pictures of %s"), sender);
  append_button (self, text, G_CALLBACK (trusts_cb));
}

static void
ctg_html_view_dispose (GObject *object)
{
  CtgHtmlView *self = CTG_HTML_VIEW (object);

  g_queue_remove (&live, self);
  self->web = NULL;
  G_OBJECT_CLASS (ctg_html_view_parent_class)->dispose (object);
}

static void
ctg_html_view_finalize (GObject *object)
{
  ctg_letter_html_free (CTG_HTML_VIEW (object)->letter);
  g_object_unref (CTG_HTML_VIEW (object)->engine);
  g_free (CTG_HTML_VIEW (object)->words);
  g_free (CTG_HTML_VIEW (object)->link_uri);
  g_free (CTG_HTML_VIEW (object)->link_words);
  G_OBJECT_CLASS (ctg_html_view_parent_class)->finalize (object);
}

static void
ctg_html_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, CTG_HTML_VIEW (object)->zoom);
}

static void
ctg_html_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CtgHtmlView *self = CTG_HTML_VIEW (object);

  self->zoom = g_value_get_double (value);
  if (self->web == NULL)
    return;
  webkit_web_view_set_zoom_level (self->web, self->zoom);
  update_height (self);
}

static void
add_action_signals (CtgHtmlViewClass *class)
{
  GType type = G_TYPE_FROM_CLASS (class);
  GSignalFlags flags = G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION;

  signals[PRINT] = g_signal_new_class_handler ("print", type, flags, G_CALLBACK (print), NULL, NULL, NULL, G_TYPE_NONE,
                                               2, G_TYPE_STRING, G_TYPE_STRING);
  signals[FIND] = g_signal_new_class_handler ("find", type, flags, G_CALLBACK (find), NULL, NULL, NULL, G_TYPE_NONE, 1,
                                              G_TYPE_STRING);
  signals[FIND_STEP] = g_signal_new_class_handler ("find-step", type, flags, G_CALLBACK (find_step), NULL, NULL, NULL,
                                                   G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_BOOLEAN);
  signals[FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FOUND_AT] = g_signal_new ("found-at", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_INT);
}

static void
ctg_html_view_class_init (CtgHtmlViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ctg_html_view_dispose;
  object_class->finalize = ctg_html_view_finalize;
  object_class->get_property = ctg_html_view_get_property;
  object_class->set_property = ctg_html_view_set_property;
  signals[TRUSTS_SENDER] = g_signal_new ("trusts-sender", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0.1, 10, 1,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  add_action_signals (class);
  signals[GONE] = g_signal_new ("gone", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[WANTS_PICTURES] = g_signal_new ("wants-pictures", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
ctg_html_view_init (CtgHtmlView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->zoom = 1;
}

/**
 * ctg_html_view_new:
 * @engine: what fetches a picture when one is wanted
 * @letter: (transfer full): what to show
 *
 * At most three such views live at a time: the oldest one makes room.
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
ctg_html_view_new (CtgEngine *engine, CtgLetterHtml *letter)
{
  CtgHtmlView *self = g_object_new (CTG_TYPE_HTML_VIEW, NULL);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  while (g_queue_get_length (&live) >= VIEWS_MAX)
    give_up (g_queue_peek_head (&live));
  self->engine = g_object_ref (engine);
  self->letter = letter;
  self->web = ctg_html_web_new (cid_cb, remote_cb, follow_cb, self);
  gtk_widget_add_css_class (GTK_WIDGET (self->web), "paper");
  gtk_widget_set_size_request (GTK_WIDGET (self->web), -1, HEIGHT_MIN);
  gtk_widget_set_can_focus (GTK_WIDGET (self->web), FALSE);
  gtk_box_append (GTK_BOX (row), ctg_html_links_new (letter->links, GTK_WIDGET (self)));
  gtk_box_append (GTK_BOX (self), row);
  append_pictures (self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->web));
  g_object_bind_property (ctg_zoom_get_default (), "factor", self, "zoom", G_BINDING_SYNC_CREATE);
  g_queue_push_tail (&live, self);
  load (self);
  return GTK_WIDGET (self);
}
