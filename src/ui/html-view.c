/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "html-view.h"

#include "accessible-names.h"
#include "html-web.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define VIEWS_MAX 3
#define HEIGHT_MIN 24
#define HEIGHT_MAX 30000

/* On white paper also where the window is dark: what was designed for white stays readable. */
#define PAGE_HEAD \
  "<!DOCTYPE html><html><head><meta charset='utf-8'><meta http-equiv='Content-Security-Policy' content=\"default-src " \
  "'none'; img-src cid: data:%s; style-src 'unsafe-inline'\"><style>html{background:#fff;color:#1a1a1a;" \
  "color-scheme:light;" \
  "overflow-x:auto;overflow-y:hidden}body{margin:12px;font:15px/1.45 Cantarell,sans-serif;overflow-wrap:anywhere}" \
  "img{max-width:100%%}blockquote{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #ccc}</style></head>"

struct _CtgHtmlView
{
  GtkBox parent_instance;

  CtgEngine *engine;       /* (owned) */
  CtgLetterHtml *letter;   /* (owned) */
  WebKitWebView *web;      /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CtgHtmlView, ctg_html_view, GTK_TYPE_BOX)

enum { GONE, WANTS_PICTURES, N_SIGNALS };
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

static void
height_cb (CtgHtmlView *self, JSCValue *value)
{
  int height = jsc_value_is_number (value) ? jsc_value_to_int32 (value) : 0;

  gtk_widget_set_size_request (GTK_WIDGET (self->web), -1, CLAMP (height, HEIGHT_MIN, HEIGHT_MAX));
}

typedef struct
{
  GtkWindow *window;   /* (owned) */
  char *uri;           /* (owned) */
} Leaving;

static void
leave_cb (AdwMessageDialog *dialog, const char *response, Leaving *leaving)
{
  if (g_str_equal (response, "open"))
    gtk_show_uri_full (leaving->window, leaving->uri, GDK_CURRENT_TIME, NULL, NULL, NULL);
  g_object_unref (leaving->window);
  g_free (leaving->uri);
  g_free (leaving);
}

/* H5: where a link leads is said before it is followed, whatever its words say. */
static void
ask_to_leave (const char *uri, gpointer data)
{
  CtgHtmlView *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  g_autofree char *heading = host != NULL ? g_strdup_printf (_("Open %s?"), host) : g_strdup (_("Follow this link?"));
  g_autofree char *body = ctg_words_body (uri, 2000);
  Leaving *leaving;
  AdwMessageDialog *dialog;

  if (!GTK_IS_WINDOW (root))
    return;
  leaving = g_new0 (Leaving, 1);
  leaving->window = GTK_WINDOW (g_object_ref (root));
  leaving->uri = g_strdup (uri);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (leaving->window, heading, body));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "open", _("_Open"), NULL);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (leave_cb), leaving);
  gtk_window_present (GTK_WINDOW (dialog));
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
link_clicked_cb (GtkButton *button, CtgHtmlView *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  ask_to_leave (gtk_widget_get_tooltip_text (GTK_WIDGET (button)), self);
}

static GtkWidget *
make_link (CtgHtmlView *self, const char *uri)
{
  g_autofree char *text = ctg_words_body (uri, 2000);
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (button, uri);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_clicked_cb), self, 0);
  return button;
}

/* The view itself keeps the Tab key once it has it, so it never gets the focus: its links are here for the keyboard,
 * and its words in the other view for the ear. */
static void
append_links (CtgHtmlView *self)
{
  GtkWidget *menu = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < self->letter->links->len; i++)
    gtk_box_append (GTK_BOX (box), make_link (self, g_ptr_array_index (self->letter->links, i)));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (menu), _("Links"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Links"), -1);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_widget_add_css_class (menu, "flat");
  gtk_widget_set_visible (menu, self->letter->links->len > 0);
  gtk_box_append (GTK_BOX (self), menu);
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
  g_signal_connect (self->web, "context-menu", G_CALLBACK (context_menu_cb), NULL);
  webkit_web_view_load_html (self->web, page, "about:blank");
}

static void
wants_pictures_cb (CtgHtmlView *self)
{
  g_signal_emit (self, signals[WANTS_PICTURES], 0);
}

static void
append_blocked (CtgHtmlView *self)
{
  g_autofree char *text = NULL;
  GtkWidget *label;

  GtkWidget *button;

  if (self->letter->remote->len == 0 || self->letter->with_remote)
    return;
  text = g_strdup_printf (ngettext ("%u picture or page from elsewhere was not loaded: it would tell the sender "
                                    "that you read this.",
                                    "%u pictures or pages from elsewhere were not loaded: they would tell the sender "
                                    "that you read this.", self->letter->remote->len), self->letter->remote->len);
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self), label);
  button = gtk_button_new_with_mnemonic (_("Show the _pictures from elsewhere"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fold");
  gtk_widget_add_css_class (button, "caption");
  g_signal_connect_object (button, "clicked", G_CALLBACK (wants_pictures_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), button);
  ctg_accessible_names_mend (button);
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
  G_OBJECT_CLASS (ctg_html_view_parent_class)->finalize (object);
}

static void
ctg_html_view_class_init (CtgHtmlViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_html_view_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_html_view_finalize;
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

  while (g_queue_get_length (&live) >= VIEWS_MAX)
    give_up (g_queue_peek_head (&live));
  self->engine = g_object_ref (engine);
  self->letter = letter;
  self->web = ctg_html_web_new (cid_cb, remote_cb, ask_to_leave, self);
  gtk_widget_add_css_class (GTK_WIDGET (self->web), "paper");
  gtk_widget_set_size_request (GTK_WIDGET (self->web), -1, HEIGHT_MIN);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->web));
  gtk_widget_set_can_focus (GTK_WIDGET (self->web), FALSE);
  append_blocked (self);
  append_links (self);
  g_queue_push_tail (&live, self);
  load (self);
  return GTK_WIDGET (self);
}
