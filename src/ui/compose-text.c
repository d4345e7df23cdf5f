/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-text.h"

#include "draft.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BULLET "• "
#define SHORTCUT "shortcut"
#define N_STYLES 3

struct _CtgComposeText
{
  GtkBox parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;             /* (unowned) of the view */
  GtkTextTag *tags[N_STYLES];        /* (unowned) of the buffer */
  GtkToggleButton *buttons[N_STYLES];
  CtgStyle typing;                   /* what the next letter typed gets */
  gboolean is_updating;              /* a button is moved by us */
  gboolean is_inserting;             /* the buffer moves its cursor before what is new has its form */
};

G_DEFINE_FINAL_TYPE (CtgComposeText, ctg_compose_text, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const struct { CtgStyle style; const char *action, *icon, *text; guint key; } styles[N_STYLES] = {
  { CTG_STYLE_BOLD, "text.bold", "format-text-bold-symbolic", N_("Bold (Ctrl+B)"), GDK_KEY_b },
  { CTG_STYLE_ITALIC, "text.italic", "format-text-italic-symbolic", N_("Italic (Ctrl+I)"), GDK_KEY_i },
  { CTG_STYLE_UNDERLINE, "text.underline", "format-text-underline-symbolic", N_("Underlined (Ctrl+U)"), GDK_KEY_u },
};

/* --- Form --- */

static CtgStyle
styles_at (CtgComposeText *self, const GtkTextIter *iter)
{
  guint found = 0;

  for (guint i = 0; i < N_STYLES; i++)
    if (gtk_text_iter_has_tag (iter, self->tags[i]))
      found |= styles[i].style;
  return (CtgStyle) found;
}

static void
show_styles (CtgComposeText *self)
{
  self->is_updating = TRUE;
  for (guint i = 0; i < N_STYLES; i++)
    gtk_toggle_button_set_active (self->buttons[i], (self->typing & styles[i].style) != 0);
  self->is_updating = FALSE;
}

/* What is typed goes on as what stands before it. */
static void
cursor_moved_cb (CtgComposeText *self)
{
  GtkTextIter iter;

  if (self->is_inserting)
    return;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  gtk_text_iter_backward_char (&iter);
  self->typing = styles_at (self, &iter);
  show_styles (self);
}

static void
apply (CtgComposeText *self, guint index, const GtkTextIter *start, const GtkTextIter *end, gboolean is_on)
{
  if (is_on)
    gtk_text_buffer_apply_tag (self->buffer, self->tags[index], start, end);
  else
    gtk_text_buffer_remove_tag (self->buffer, self->tags[index], start, end);
}

static void
toggle (CtgComposeText *self, guint index)
{
  GtkTextIter start, end;

  if (gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end))
    {
      apply (self, index, &start, &end, !gtk_text_iter_has_tag (&start, self->tags[index]));
      self->typing = styles_at (self, &start);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  else
    self->typing = (CtgStyle) (self->typing ^ styles[index].style);
  show_styles (self);
}

static void
toggled_cb (CtgComposeText *self, GtkToggleButton *button)
{
  for (guint i = 0; i < N_STYLES && !self->is_updating; i++)
    if (self->buttons[i] == button)
      {
        toggle (self, i);
        gtk_widget_grab_focus (GTK_WIDGET (self->view));
      }
}

static void
style_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (guint i = 0; i < N_STYLES; i++)
    if (g_str_equal (styles[i].action, name))
      toggle (CTG_COMPOSE_TEXT (widget), i);
}

static void
insert_cb (CtgComposeText *self)
{
  self->is_inserting = TRUE;
}

static void
inserted_cb (CtgComposeText *self, GtkTextIter *end, const char *text, int length)
{
  GtkTextIter start = *end;

  gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (text, length));
  for (guint i = 0; i < N_STYLES; i++)
    apply (self, i, &start, end, (self->typing & styles[i].style) != 0);
  self->is_inserting = FALSE;
}

/* --- Lists --- */

static gboolean
is_item (CtgComposeText *self, const GtkTextIter *line)
{
  GtkTextIter end = *line;
  g_autofree char *beginning = NULL;

  gtk_text_iter_forward_chars (&end, 2);
  beginning = gtk_text_buffer_get_text (self->buffer, line, &end, FALSE);
  return g_str_equal (beginning, BULLET);
}

static void
set_item (CtgComposeText *self, int line, gboolean is_on)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_line (self->buffer, &start, line);
  if (is_item (self, &start) == is_on)
    return;
  end = start;
  gtk_text_iter_forward_chars (&end, 2);
  if (is_on)
    gtk_text_buffer_insert (self->buffer, &start, BULLET, -1);
  else
    gtk_text_buffer_delete (self->buffer, &start, &end);
}

static void
list_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgComposeText *self = CTG_COMPOSE_TEXT (widget);
  GtkTextIter start, end, line;
  int last;

  if (!gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end))
    {
      gtk_text_buffer_get_iter_at_mark (self->buffer, &start, gtk_text_buffer_get_insert (self->buffer));
      end = start;
    }
  last = gtk_text_iter_get_line (&end);
  gtk_text_buffer_get_iter_at_line (self->buffer, &line, gtk_text_iter_get_line (&start));
  gtk_text_buffer_begin_user_action (self->buffer);
  for (int i = gtk_text_iter_get_line (&line), is_on = !is_item (self, &line); i <= last; i++)
    set_item (self, i, is_on);
  gtk_text_buffer_end_user_action (self->buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Enter in a list makes its next item, in an empty item it ends the list. */
static gboolean
go_on_with_list (CtgComposeText *self)
{
  GtkTextIter cursor, line, end;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor, gtk_text_buffer_get_insert (self->buffer));
  gtk_text_buffer_get_iter_at_line (self->buffer, &line, gtk_text_iter_get_line (&cursor));
  if (!is_item (self, &line) || gtk_text_iter_get_line_offset (&cursor) < 2)
    return GDK_EVENT_PROPAGATE;
  end = line;
  gtk_text_iter_forward_chars (&end, 2);
  gtk_text_buffer_begin_user_action (self->buffer);
  if (gtk_text_iter_ends_line (&end))
    gtk_text_buffer_delete (self->buffer, &line, &end);
  else
    gtk_text_buffer_insert_at_cursor (self->buffer, "\n" BULLET, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
  return GDK_EVENT_STOP;
}

/* A space after /word: it may stand for a template. Where it stands is kept till it is known. */
static void
look_at_word (CtgComposeText *self)
{
  GtkTextIter cursor, start;
  g_autofree char *word = NULL;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor, gtk_text_buffer_get_insert (self->buffer));
  start = cursor;
  while (!gtk_text_iter_starts_line (&start) && gtk_text_iter_backward_char (&start))
    if (g_unichar_isspace (gtk_text_iter_get_char (&start)))
      {
        gtk_text_iter_forward_char (&start);
        break;
      }
  word = gtk_text_iter_get_slice (&start, &cursor);
  if (word[0] != '/' || word[1] == '\0')
    return;
  if (gtk_text_buffer_get_mark (self->buffer, SHORTCUT) != NULL)
    gtk_text_buffer_delete_mark_by_name (self->buffer, SHORTCUT);
  gtk_text_buffer_create_mark (self->buffer, SHORTCUT, &start, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "compose.shortcut", "s", word);
}

static gboolean
key_cb (CtgComposeText *self, guint key, guint code, GdkModifierType state)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();

  if (key == GDK_KEY_space && held == 0)
    look_at_word (self);
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  if (held == 0)
    return go_on_with_list (self);
  /* A text view takes every Enter for a new line. */
  return held == GDK_CONTROL_MASK && gtk_widget_activate_action (GTK_WIDGET (self), "compose.send", NULL);
}

/* --- The widget --- */

static void
changed_cb (CtgComposeText *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ctg_compose_text_class_init (CtgComposeTextClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  for (guint i = 0; i < N_STYLES; i++)
    {
      gtk_widget_class_install_action (widget_class, styles[i].action, NULL, style_action_cb);
      gtk_widget_class_add_binding_action (widget_class, styles[i].key, GDK_CONTROL_MASK, styles[i].action, NULL);
    }
  gtk_widget_class_install_action (widget_class, "text.list", NULL, list_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "text.list", NULL);
}

static void
make_tags (CtgComposeText *self)
{
  self->tags[0] = gtk_text_buffer_create_tag (self->buffer, "bold", "weight", PANGO_WEIGHT_BOLD, NULL);
  self->tags[1] = gtk_text_buffer_create_tag (self->buffer, "italic", "style", PANGO_STYLE_ITALIC, NULL);
  self->tags[2] = gtk_text_buffer_create_tag (self->buffer, "underline", "underline", PANGO_UNDERLINE_SINGLE, NULL);
}

static GtkWidget *
make_bar (CtgComposeText *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *list = gtk_button_new_from_icon_name ("view-list-bullet-symbolic");

  gtk_widget_add_css_class (bar, "compose-bar");
  for (guint i = 0; i < N_STYLES; i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();

      gtk_button_set_icon_name (GTK_BUTTON (button), styles[i].icon);
      gtk_widget_set_tooltip_text (button, _(styles[i].text));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(styles[i].text), -1);
      gtk_widget_add_css_class (button, "flat");
      g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      self->buttons[i] = GTK_TOGGLE_BUTTON (button);
      gtk_box_append (GTK_BOX (bar), button);
    }
  gtk_widget_set_tooltip_text (list, _("List (Ctrl+Shift+L)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("List (Ctrl+Shift+L)"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (list), "text.list");
  gtk_widget_add_css_class (list, "flat");
  gtk_box_append (GTK_BOX (bar), list);
  return bar;
}

static void
ctg_compose_text_init (CtgComposeText *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  self->buffer = gtk_text_view_get_buffer (self->view);
  make_tags (self);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "compose-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Letter"), -1);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_box_append (GTK_BOX (self), scroller);
  gtk_box_append (GTK_BOX (self), make_bar (self));
  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (insert_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (inserted_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "notify::cursor-position", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
apply_span (CtgComposeText *self, const CtgStyleSpan *span)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) span->start);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, (int) span->end);
  for (guint i = 0; i < N_STYLES; i++)
    if ((span->styles & styles[i].style) != 0)
      apply (self, i, &start, &end, TRUE);
}

/**
 * ctg_compose_text_set:
 * @self: the editor
 * @text: a letter's words
 * @form: their spans as text
 *
 * Shows a letter, the cursor at its beginning, with nothing to undo.
 */
void
ctg_compose_text_set (CtgComposeText *self, const char *text, const char *form)
{
  g_autoptr (GArray) spans = ctg_style_spans_from_text (form, (guint) g_utf8_strlen (text, -1));
  GtkTextIter start;

  self->typing = (CtgStyle) 0;
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text, -1);
  for (guint i = 0; i < spans->len; i++)
    apply_span (self, &g_array_index (spans, CtgStyleSpan, i));
  gtk_text_buffer_end_irreversible_action (self->buffer);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_place_cursor (self->buffer, &start);
}

/**
 * ctg_compose_text_dup_text:
 * @self: the editor
 *
 * Returns: (transfer full): the words
 */
char *
ctg_compose_text_dup_text (CtgComposeText *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/**
 * ctg_compose_text_dup_styles:
 * @self: the editor
 *
 * Returns: (transfer full): which of the words have a form, as text
 */
char *
ctg_compose_text_dup_styles (CtgComposeText *self)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CtgStyleSpan));
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (self->buffer, &iter);
  while (!gtk_text_iter_is_end (&iter))
    {
      CtgStyleSpan span = { .start = (guint) gtk_text_iter_get_offset (&iter), .styles = styles_at (self, &iter) };

      if (!gtk_text_iter_forward_to_tag_toggle (&iter, NULL))
        gtk_text_buffer_get_end_iter (self->buffer, &iter);
      span.end = (guint) gtk_text_iter_get_offset (&iter);
      if (span.styles != 0)
        g_array_append_val (spans, span);
    }
  return ctg_style_spans_to_text ((const CtgStyleSpan *) (gpointer) spans->data, spans->len);
}

/**
 * ctg_compose_text_insert:
 * @self: the editor
 * @text: words
 *
 * Puts words where the cursor is.
 */
void
ctg_compose_text_insert (CtgComposeText *self, const char *text)
{
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete_selection (self->buffer, FALSE, TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

/**
 * ctg_compose_text_replace_shortcut:
 * @self: the editor
 * @shortcut: what was typed, with its slash
 * @text: words
 *
 * Puts words where a shortcut was typed last, if it still stands there.
 *
 * Returns: whether it did
 */
gboolean
ctg_compose_text_replace_shortcut (CtgComposeText *self, const char *shortcut, const char *text)
{
  GtkTextMark *mark = gtk_text_buffer_get_mark (self->buffer, SHORTCUT);
  GtkTextIter start, end;
  g_autofree char *word = NULL;

  if (mark == NULL)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &start, mark);
  end = start;
  gtk_text_iter_forward_chars (&end, (int) g_utf8_strlen (shortcut, -1));
  word = gtk_text_iter_get_slice (&start, &end);
  if (!g_str_equal (word, shortcut))
    return FALSE;
  if (gtk_text_iter_get_char (&end) == ' ')
    gtk_text_iter_forward_char (&end);
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  return TRUE;
}

/**
 * ctg_compose_text_focus:
 * @self: the editor
 *
 * Puts the focus into the words.
 */
void
ctg_compose_text_focus (CtgComposeText *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
