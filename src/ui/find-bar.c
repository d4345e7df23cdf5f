/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters are labels (body-text.c) or an HTML view, which looks by itself and says later what it found. Which letters
 * are open may change while the bar is: what is looked through is gathered anew at each step, and looked through again
 * only if it is something else. */

#include "find-bar.h"

#include "accessible-names.h"
#include "body-text.h"
#include "find-marks.h"
#include "html-module.h"

#include <glib/gi18n-lib.h>

#define MATCHES_MAX 1000
#define NOWHERE G_MAXUINT

typedef struct
{
  GtkWidget *widget;   /* (owned) */
  GArray *ranges;      /* (owned) (nullable) (element-type CtgTextRange) of a label */
  guint n_matches;
} Place;

struct _CtgFindBar
{
  GtkBox parent_instance;

  GtkScrolledWindow *scroller;  /* (unowned) beside it in the same view */
  GtkEditable *entry;
  GtkLabel *count_label;
  GtkWidget *previous_button;
  GtkWidget *next_button;
  GPtrArray *places;            /* (owned) (element-type Place) in the order of the page */
  guint place;                  /* of the match shown, NOWHERE: none is */
  guint match;
  GtkWidget *before;            /* (nullable) (weak) what had the focus */
  double value_before;
};

G_DEFINE_FINAL_TYPE (CtgFindBar, ctg_find_bar, GTK_TYPE_BOX)

static void
place_free (gpointer data)
{
  Place *place = data;

  g_clear_pointer (&place->ranges, g_array_unref);
  g_object_unref (place->widget);
  g_free (place);
}

static Place *
get_place (CtgFindBar *self, guint i)
{
  return g_ptr_array_index (self->places, i);
}

/* The match shown stands out among the others. */
static void
mark (Place *place, guint shown)
{
  if (place->ranges != NULL)
    ctg_find_marks_show (place->widget, place->ranges, shown);
}

static void
clear_places (CtgFindBar *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = get_place (self, i);

      if (place->ranges != NULL)
        gtk_label_set_attributes (GTK_LABEL (place->widget), NULL);
      else
        g_signal_emit_by_name (place->widget, "find", "");
      g_signal_handlers_disconnect_by_data (place->widget, self);
    }
  g_ptr_array_set_size (self->places, 0);
  self->place = NOWHERE;
}

static void
update_count (CtgFindBar *self)
{
  const char *words = gtk_editable_get_text (self->entry);
  g_autofree char *count = NULL;
  guint n_all = 0, shown = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      if (i == self->place)
        shown = n_all + self->match + 1;
      n_all += get_place (self, i)->n_matches;
    }
  if (self->places->len == 0)
    count = g_strdup (_("No letter is open"));
  else if (*words == '\0')
    count = g_strdup ("");
  else if (n_all == 0)
    count = g_strdup (_("Not found"));
  else
    /* Translators: which of the places found is shown, as in "3 of 12". */
    count = g_strdup_printf (_("%u of %u"), shown, n_all);
  gtk_label_set_text (self->count_label, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, count, -1);
  gtk_widget_set_sensitive (self->previous_button, n_all > 1);
  gtk_widget_set_sensitive (self->next_button, n_all > 1);
}

static void
show_match (CtgFindBar *self, guint place, guint match, int direction)
{
  gboolean is_fresh = place != self->place;
  Place *shown = get_place (self, place);

  if (self->place != NOWHERE && is_fresh)
    mark (get_place (self, self->place), NOWHERE);
  self->place = place;
  self->match = match;
  mark (shown, match);
  if (shown->ranges == NULL)
    g_signal_emit_by_name (shown->widget, "find-step", direction, is_fresh);
  else
    ctg_find_marks_go (shown->widget, g_array_index (shown->ranges, CtgTextRange, match).start);
  update_count (self);
}

/* --- Looking --- */

static void
found_cb (GtkWidget *view, guint n, CtgFindBar *self)
{
  for (guint i = 0; i < self->places->len; i++)
    if (get_place (self, i)->widget == view)
      {
        get_place (self, i)->n_matches = n;
        if (n > 0 && self->place == NOWHERE)
          show_match (self, i, 0, 1);
      }
  update_count (self);
}

static void
found_at_cb (GtkWidget *view, int y, CtgFindBar *self)
{
  ctg_find_marks_scroll (view, y);
}

static void
gather (GtkWidget *widget, GPtrArray *widgets)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (ctg_html_module_is_view (widget) ||
      (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, CTG_BODY_TEXT_CLASS)))
    g_ptr_array_add (widgets, widget);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      gather (child, widgets);
}

static gboolean
is_same (CtgFindBar *self, GPtrArray *widgets)
{
  if (widgets->len != self->places->len)
    return FALSE;
  for (guint i = 0; i < widgets->len; i++)
    if (get_place (self, i)->widget != g_ptr_array_index (widgets, i))
      return FALSE;
  return TRUE;
}

static void
add_place (CtgFindBar *self, GtkWidget *widget, const char *words)
{
  Place *place = g_new0 (Place, 1);

  place->widget = g_object_ref (widget);
  g_ptr_array_add (self->places, place);
  if (GTK_IS_LABEL (widget))
    {
      place->ranges = ctg_text_find (gtk_label_get_text (GTK_LABEL (widget)), words, MATCHES_MAX);
      place->n_matches = place->ranges->len;
      mark (place, NOWHERE);
      return;
    }
  g_signal_connect_object (widget, "found", G_CALLBACK (found_cb), self, 0);
  g_signal_connect_object (widget, "found-at", G_CALLBACK (found_at_cb), self, 0);
  g_signal_emit_by_name (widget, "find", words);
}

static void
look (CtgFindBar *self, GPtrArray *widgets)
{
  clear_places (self);
  for (guint i = 0; i < widgets->len; i++)
    add_place (self, g_ptr_array_index (widgets, i), gtk_editable_get_text (self->entry));
}

static GPtrArray *
gather_all (CtgFindBar *self)
{
  GPtrArray *widgets = g_ptr_array_new ();

  gather (GTK_WIDGET (self->scroller), widgets);
  return widgets;
}

/* From the last match of the page to the first and back. */
static void
step (CtgFindBar *self, int direction)
{
  g_autoptr (GPtrArray) widgets = gather_all (self);
  int n = (int) widgets->len, at;

  if (!is_same (self, widgets))
    look (self, widgets);
  if (self->place != NOWHERE && direction > 0 && self->match + 1 < get_place (self, self->place)->n_matches)
    {
      show_match (self, self->place, self->match + 1, direction);
      return;
    }
  if (self->place != NOWHERE && direction < 0 && self->match > 0)
    {
      show_match (self, self->place, self->match - 1, direction);
      return;
    }
  at = self->place != NOWHERE ? (int) self->place : direction > 0 ? -1 : n;
  for (int i = 0; i < n; i++)
    {
      Place *place = get_place (self, (guint) (at = (at + direction + n) % n));

      if (place->n_matches > 0)
        {
          show_match (self, (guint) at, direction > 0 ? 0 : place->n_matches - 1, direction);
          return;
        }
    }
  update_count (self);
}

static void
changed_cb (CtgFindBar *self)
{
  g_autoptr (GPtrArray) widgets = NULL;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  widgets = gather_all (self);
  look (self, widgets);
  step (self, 1);
}

static void
next_cb (CtgFindBar *self)
{
  step (self, 1);
}

static void
previous_cb (CtgFindBar *self)
{
  step (self, -1);
}

static void
stop_cb (CtgFindBar *self)
{
  GtkWidget *before = self->before;

  ctg_find_bar_close (self);
  if (before != NULL && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), self->value_before);
}

/* The focus goes to what is read, so that the keys that scroll it do. */
static void
close_cb (CtgFindBar *self)
{
  GtkWidget *shown = self->place != NOWHERE ? get_place (self, self->place)->widget : NULL;

  ctg_find_bar_close (self);
  gtk_widget_child_focus (shown != NULL ? shown : GTK_WIDGET (self->scroller), GTK_DIR_TAB_FORWARD);
}

static gboolean
key_cb (CtgFindBar *self, guint key, guint code, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_SHIFT_MASK) == 0)
    return FALSE;
  step (self, -1);
  return TRUE;
}

static void
ctg_find_bar_dispose (GObject *object)
{
  CtgFindBar *self = CTG_FIND_BAR (object);

  g_clear_weak_pointer (&self->before);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_find_bar_parent_class)->dispose (object);
}

static void
ctg_find_bar_class_init (CtgFindBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_find_bar_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_SEARCH);
}

static GtkWidget *
append_button (CtgFindBar *self, const char *icon, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), button);
  ctg_accessible_names_mend (button);
  return button;
}

static void
append_entry (CtgFindBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *entry = gtk_search_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_editable_set_width_chars (self->entry, 6);
  gtk_editable_set_max_width_chars (self->entry, 40);
  gtk_widget_set_hexpand (entry, TRUE);
  g_object_set (entry, "placeholder-text", _("Find in what is open"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Find in what is open"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, keys);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "next-match", G_CALLBACK (next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "previous-match", G_CALLBACK (previous_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), entry);
}

static void
ctg_find_bar_init (CtgFindBar *self)
{
  GtkWidget *count = gtk_label_new (NULL);

  self->places = g_ptr_array_new_with_free_func (place_free);
  self->place = NOWHERE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "find-bar");
  gtk_box_set_spacing (GTK_BOX (self), 6);
  append_entry (self);
  self->count_label = GTK_LABEL (count);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric-tabular");
  gtk_box_append (GTK_BOX (self), count);
  self->previous_button = append_button (self, "go-up-symbolic", _("Previous (Shift+Enter)"), G_CALLBACK (previous_cb));
  self->next_button = append_button (self, "go-down-symbolic", _("Next (Enter)"), G_CALLBACK (next_cb));
  append_button (self, "window-close-symbolic", _("Close and stay here"), G_CALLBACK (close_cb));
}

/**
 * ctg_find_bar_new:
 * @scroller: what it looks through; lives as long as the bar
 *
 * Returns: (transfer floating): the bar, closed
 */
GtkWidget *
ctg_find_bar_new (GtkScrolledWindow *scroller)
{
  CtgFindBar *self = g_object_new (CTG_TYPE_FIND_BAR, NULL);

  self->scroller = scroller;
  return GTK_WIDGET (self);
}

/**
 * ctg_find_bar_open:
 * @self: the bar
 *
 * Opens it, or goes to it where it is open; its words are selected.
 */
void
ctg_find_bar_open (CtgFindBar *self)
{
  GtkRoot *root;

  g_return_if_fail (CTG_IS_FIND_BAR (self));
  root = gtk_widget_get_root (GTK_WIDGET (self));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      g_set_weak_pointer (&self->before, root != NULL ? gtk_root_get_focus (root) : NULL);
      self->value_before = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller));
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
      changed_cb (self);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
}

/**
 * ctg_find_bar_close:
 * @self: the bar
 *
 * Closes it and takes its marks away; the focus is the caller's matter.
 */
void
ctg_find_bar_close (CtgFindBar *self)
{
  g_return_if_fail (CTG_IS_FIND_BAR (self));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  clear_places (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
