/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body-view.h"

#include "accessible-names.h"
#include "body-parts.h"
#include "body-text.h"
#include "engine-attachment-policy.h"
#include "errors.h"
#include "html-module.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define MAX_SHOWN_BYTES (48 * 1024)        /* 30 ms of layout */
#define MAX_WHOLE_BYTES (2 * 1024 * 1024)

struct _CtgBodyView
{
  GtkBox parent_instance;

  CtgEngine *engine;           /* (owned) (nullable) */
  GCancellable *cancellable;   /* (owned) (nullable) of the reading in progress */
  gint64 key;
  char *text;                  /* (owned) (nullable) all its words */
  CtgBodyParts *parts;         /* (owned) (nullable) */
  char *sender;                /* (owned) (nullable) of the letter that is shown as it was formatted */
  GtkWidget *html;             /* (unowned) (nullable) its child, while it is shown as it was formatted */
  CtgLetterHtml *letter;       /* (owned) (nullable) its HTML, while it is offered and not shown */
};

G_DEFINE_FINAL_TYPE (CtgBodyView, ctg_body_view, GTK_TYPE_BOX)

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear (CtgBodyView *self)
{
  GtkWidget *child;

  self->html = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
}

static void
append_fold (CtgBodyView *self, const char *word, const char *text)
{
  gtk_box_append (GTK_BOX (self), ctg_body_text_new_fold (word, ctg_body_text_new (text, MAX_SHOWN_BYTES)));
}

static void show_parts (CtgBodyView *self, gsize max_bytes);
static void load_html (CtgBodyView *self);
static void load_left_out (CtgBodyView *self);

static void
show_text_cb (CtgBodyView *self)
{
  show_parts (self, MAX_SHOWN_BYTES);
  load_html (self);
  load_left_out (self);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_button (CtgBodyView *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fold");
  gtk_widget_add_css_class (button, "caption");
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  ctg_accessible_names_mend (button);
  return button;
}

/* Another letter took its place, or its process ended: the words are there still, and the focus is elsewhere. */
static void
html_gone_cb (CtgBodyView *self)
{
  show_parts (self, MAX_SHOWN_BYTES);
  load_html (self);
}

static void show_html_cb (CtgBodyView *self);

static void
pictures_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBodyView) self = data;
  CtgLetterHtml *letter = ctg_engine_load_html_finish (CTG_ENGINE (source), result, NULL);

  if (letter == NULL)
    return;
  ctg_letter_html_free (self->letter);
  self->letter = letter;
  show_html_cb (self);
}

/* For this letter, this time: the sender learns that it is read. */
static void
wants_pictures_cb (CtgBodyView *self)
{
  ctg_engine_load_html_async (self->engine, self->key, TRUE, self->cancellable, pictures_loaded_cb,
                              g_object_ref (self));
}

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBodyView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_trust_pictures_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (GTK_WIDGET (self), error);
  else if (self->engine != NULL)
    ctg_engine_load_html_async (self->engine, self->key, FALSE, self->cancellable, pictures_loaded_cb,
                                g_object_ref (self));
}

static void
trusts_sender_cb (CtgBodyView *self, gboolean is_trusted)
{
  ctg_engine_trust_pictures_async (self->engine, self->sender, is_trusted, trusted_cb, g_object_ref (self));
}

/* By hand, and not by itself: it takes a process of its own, and the words are there already. */
static void
show_html_cb (CtgBodyView *self)
{
  GtkWidget *view, *button;

  g_free (self->sender);
  self->sender = g_strdup (self->letter->sender);
  view = ctg_html_module_new_view (self->engine, g_steal_pointer (&self->letter));
  if (view == NULL)
    {
      ctg_words_toast (GTK_WIDGET (self),
                       _("Formatted letters cannot be shown: a part of Carteggio is not installed."));
      return;
    }
  clear (self);
  self->html = view;
  gtk_box_append (GTK_BOX (self), view);
  g_signal_connect_object (view, "gone", G_CALLBACK (html_gone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "wants-pictures", G_CALLBACK (wants_pictures_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "trusts-sender", G_CALLBACK (trusts_sender_cb), self, G_CONNECT_SWAPPED);
  button = make_button (self, _("Show the words _only"), G_CALLBACK (show_text_cb));
  gtk_box_prepend (GTK_BOX (gtk_widget_get_first_child (view)), button);
  gtk_widget_grab_focus (button);
}

static void
html_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBodyView) self = data;
  g_autoptr (GError) error = NULL;
  CtgLetterHtml *letter = ctg_engine_load_html_finish (CTG_ENGINE (source), result, &error);

  if (letter == NULL)
    return;
  ctg_letter_html_free (self->letter);
  self->letter = letter;
  gtk_box_append (GTK_BOX (self), make_button (self, _("Show it as it was _formatted"), G_CALLBACK (show_html_cb)));
}

static void
load_html (CtgBodyView *self)
{
  g_clear_pointer (&self->letter, ctg_letter_html_free);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ctg_engine_load_html_async (self->engine, self->key, FALSE, self->cancellable, html_loaded_cb, g_object_ref (self));
}

static void
show_whole_cb (CtgBodyView *self)
{
  show_parts (self, MAX_WHOLE_BYTES);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
show_parts (CtgBodyView *self, gsize max_bytes)
{
  clear (self);
  gtk_box_append (GTK_BOX (self), ctg_body_text_new (*self->parts->text != '\0' ? self->parts->text : _("(empty)"),
                                                     max_bytes));
  if (strlen (self->parts->text) > max_bytes && max_bytes < MAX_WHOLE_BYTES)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_("Show the _whole letter"));

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      g_signal_connect_object (button, "clicked", G_CALLBACK (show_whole_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self), button);
      ctg_accessible_names_mend (button);
    }
  if (self->parts->quote != NULL)
    append_fold (self, C_("folded part of a letter", "Quote"), self->parts->quote);
  if (self->parts->signature != NULL)
    append_fold (self, C_("folded part of a letter", "Signature"), self->parts->signature);
  if (self->letter != NULL)
    gtk_box_append (GTK_BOX (self), make_button (self, _("Show it as it was _formatted"), G_CALLBACK (show_html_cb)));
}

static void
retry_cb (CtgBodyView *self)
{
  ctg_body_view_load (self, self->engine, self->key);
}

static void
show_waiting (CtgBodyView *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  clear (self);
  gtk_widget_set_halign (spinner, GTK_ALIGN_START);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reading the letter"), -1);
  gtk_box_append (GTK_BOX (self), spinner);
}

static void
stop (CtgBodyView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void show_failure (CtgBodyView *self, const GError *error);

/* A question of a letter, while another one may come to be shown. */
typedef struct
{
  CtgBodyView *view;   /* (owned) */
  gint64 key;
} LeftOutErrand;

static void
left_out_errand_free (LeftOutErrand *errand)
{
  g_object_unref (errand->view);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LeftOutErrand, left_out_errand_free)

static void
whole_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBodyView) self = data;
  g_autoptr (GError) error = NULL;
  gboolean fetched = ctg_engine_fetch_whole_finish (CTG_ENGINE (source), result, &error);

  if (ctg_error_is_cancelled (error) || self->engine == NULL)
    return;
  if (fetched)
    ctg_body_view_load (self, self->engine, self->key);
  else
    show_failure (self, error);
}

static void
download_cb (CtgBodyView *self)
{
  stop (self);
  self->cancellable = g_cancellable_new ();
  show_waiting (self);
  ctg_engine_fetch_whole_async (self->engine, self->key, self->cancellable, whole_fetched_cb, g_object_ref (self));
}

static GtkWidget *
new_way_on (CtgBodyView *self, const GError *error)
{
  gboolean is_large = ctg_error_has_reason (error, "message-large");
  GtkWidget *button = gtk_button_new_with_mnemonic (is_large ? _("_Download anyway") : _("_Try again"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", is_large ? G_CALLBACK (download_cb) : G_CALLBACK (retry_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
show_failure (CtgBodyView *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  GtkWidget *button = new_way_on (self, error);
  GtkWidget *label = gtk_label_new (text->headline);

  clear (self);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self), label);
  gtk_box_append (GTK_BOX (self), button);
  ctg_accessible_names_mend (button);
}

/* B06: its words came, and the rest waits to be asked for. */
static void
append_left_out (CtgBodyView *self, gint64 size_bytes)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Download anyway"));
  g_autofree char *size = ctg_text_for_size (size_bytes);
  /* Translators: %s is a size, such as 63 MB */
  g_autofree char *words = g_strdup_printf (_("Too large to come with its attachments (%s)"), size);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (download_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_margin_top (box, 6);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (self), box);
  ctg_accessible_names_mend (button);
}

static void
left_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LeftOutErrand) errand = data;
  g_autoptr (GError) error = NULL;
  gint64 size_bytes = ctg_engine_load_left_out_finish (CTG_ENGINE (source), result, &error);

  /* Meanwhile another letter may be shown, or this one as it was formatted. */
  if (size_bytes > 0 && errand->view->engine != NULL && errand->view->key == errand->key &&
      errand->view->text != NULL && errand->view->html == NULL)
    append_left_out (errand->view, size_bytes);
}

static void
load_left_out (CtgBodyView *self)
{
  LeftOutErrand *errand = g_new0 (LeftOutErrand, 1);

  errand->view = g_object_ref (self);
  errand->key = self->key;
  ctg_engine_load_left_out_async (self->engine, self->key, left_out_cb, errand);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBodyView) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ctg_engine_load_text_finish (CTG_ENGINE (source), result, &error);

  if (ctg_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  if (text == NULL)
    {
      show_failure (self, error);
      return;
    }
  g_clear_pointer (&self->parts, ctg_body_parts_free);
  self->parts = ctg_body_parts_new (text);
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  show_parts (self, MAX_SHOWN_BYTES);
  load_html (self);
  load_left_out (self);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
ctg_body_view_dispose (GObject *object)
{
  stop (CTG_BODY_VIEW (object));
  g_clear_object (&CTG_BODY_VIEW (object)->engine);
  G_OBJECT_CLASS (ctg_body_view_parent_class)->dispose (object);
}

static void
ctg_body_view_finalize (GObject *object)
{
  g_free (CTG_BODY_VIEW (object)->text);
  g_free (CTG_BODY_VIEW (object)->sender);
  ctg_body_parts_free (CTG_BODY_VIEW (object)->parts);
  ctg_letter_html_free (CTG_BODY_VIEW (object)->letter);
  G_OBJECT_CLASS (ctg_body_view_parent_class)->finalize (object);
}

static void
ctg_body_view_class_init (CtgBodyViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_body_view_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_body_view_finalize;

  /* The text is held: so is what is told of the letter's attachments. */
  signals[LOADED] = g_signal_new ("loaded", CTG_TYPE_BODY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ctg_body_view_init (CtgBodyView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

/**
 * ctg_body_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
ctg_body_view_new (void)
{
  return g_object_new (CTG_TYPE_BODY_VIEW, NULL);
}

/**
 * ctg_body_view_clear:
 * @self: the view
 *
 * Shows nothing, giving up what is being read.
 */
void
ctg_body_view_clear (CtgBodyView *self)
{
  g_return_if_fail (CTG_IS_BODY_VIEW (self));
  stop (self);
  clear (self);
  g_clear_pointer (&self->text, g_free);
}

/**
 * ctg_body_view_get_text:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): all the letter's words, once they are here
 */
const char *
ctg_body_view_get_text (CtgBodyView *self)
{
  g_return_val_if_fail (CTG_IS_BODY_VIEW (self), NULL);
  return self->text;
}

/**
 * ctg_body_view_get_html:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the CtgHtmlView that shows the letter as it was formatted, %NULL where its words
 *   are shown
 */
GtkWidget *
ctg_body_view_get_html (CtgBodyView *self)
{
  g_return_val_if_fail (CTG_IS_BODY_VIEW (self), NULL);
  return self->html;
}

/**
 * ctg_body_view_load:
 * @self: the view
 * @engine: the engine
 * @message_key: the letter
 *
 * Reads a letter's text, from the server if it is not here, and shows it; gives up the one before.
 */
void
ctg_body_view_load (CtgBodyView *self, CtgEngine *engine, gint64 message_key)
{
  g_return_if_fail (CTG_IS_BODY_VIEW (self));
  stop (self);
  g_set_object (&self->engine, engine);
  self->key = message_key;
  self->cancellable = g_cancellable_new ();
  show_waiting (self);
  ctg_engine_load_text_async (engine, message_key, self->cancellable, loaded_cb, g_object_ref (self));
}
