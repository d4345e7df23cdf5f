/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help-window.h"

#include "help-blocks.h"
#include "help-book.h"
#include "help-search.h"
#include "help-tables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TOPIC "topic"

struct _CtgHelpWindow
{
  AdwWindow parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *sidebar;
  GtkWidget *content;
  GtkEditable *entry;
  GtkStack *lists;
  GtkListBox *pages;
  GtkListBox *results;
  GtkWidget *back_button;
  GtkScrolledWindow *scroller;
  GtkBox *words;

  GtkWindowGroup *group;   /* (owned) its own, so that no dialog keeps it from being read */
  GPtrArray *visited;      /* (owned) char *: topics, the one shown last */
  GtkWidget *aim;          /* (nullable) the heading to scroll to, once it has its place */
  float aim_y;             /* where it was in the frame before */
  guint aim_tick;
};

G_DEFINE_FINAL_TYPE (CtgHelpWindow, ctg_help_window, ADW_TYPE_WINDOW)

static void
update_back (CtgHelpWindow *self)
{
  gtk_widget_set_visible (self->back_button, self->visited->len > 1 || adw_leaflet_get_folded (self->leaflet));
}

static void
mark_page (CtgHelpWindow *self, const char *id)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      gboolean is_shown = g_strcmp0 (g_object_get_data (G_OBJECT (row), TOPIC), id) == 0;

      if (is_shown)
        gtk_widget_set_state_flags (row, GTK_STATE_FLAG_SELECTED, FALSE);
      else
        gtk_widget_unset_state_flags (row, GTK_STATE_FLAG_SELECTED);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, is_shown, -1);
    }
}

/* A heading has no place before the first frame in which it is shown, and another one once all that stands above it has
 * its height. */
static gboolean
aim_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CtgHelpWindow *self = data;
  gboolean is_title = self->aim == gtk_widget_get_first_child (GTK_WIDGET (self->words));
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (self->aim, GTK_WIDGET (self->words), &bounds) || bounds.size.height <= 0)
    return G_SOURCE_CONTINUE;
  if (bounds.origin.y != self->aim_y)
    {
      self->aim_y = bounds.origin.y;
      return G_SOURCE_CONTINUE;
    }
  gtk_widget_grab_focus (self->aim);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), is_title ? 0 : bounds.origin.y + 6);
  self->aim = NULL;
  self->aim_tick = 0;
  return G_SOURCE_REMOVE;
}

static void follow_cb (const char *topic, gpointer data);

static void
show (CtgHelpWindow *self, const char *topic)
{
  g_auto (GStrv) parts = g_strsplit (topic, "#", 2);
  g_autoptr (CtgHelpPage) page = ctg_help_tables_open (parts[0], gtk_window_get_application (GTK_WINDOW (self)));

  if (page == NULL)
    return;
  ctg_help_blocks_fill (self->words, page, follow_cb, self);
  self->aim = ctg_help_blocks_find (self->words, parts[1] != NULL ? parts[1] : "");
  if (self->aim == NULL)
    self->aim = gtk_widget_get_first_child (GTK_WIDGET (self->words));
  self->aim_y = -1;
  if (self->aim_tick == 0)
    self->aim_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->words), aim_cb, self, NULL);
  mark_page (self, page->id);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  update_back (self);
}

/* Not at once: the label whose link it is goes with the page. */
static gboolean
show_later_cb (gpointer data)
{
  CtgHelpWindow *self = data;

  if (self->visited->len > 0)
    show (self, self->visited->pdata[self->visited->len - 1]);
  return G_SOURCE_REMOVE;
}

static void
follow_cb (const char *topic, gpointer data)
{
  CtgHelpWindow *self = data;

  g_ptr_array_add (self->visited, g_strdup (topic));
  g_idle_add_full (G_PRIORITY_DEFAULT, show_later_cb, g_object_ref (self), g_object_unref);
}

static void
row_activated_cb (CtgHelpWindow *self, GtkListBoxRow *row)
{
  ctg_help_window_show_topic (self, g_object_get_data (G_OBJECT (row), TOPIC));
}

static void
back (CtgHelpWindow *self)
{
  if (self->visited->len > 1)
    {
      g_ptr_array_remove_index (self->visited, self->visited->len - 1);
      show (self, self->visited->pdata[self->visited->len - 1]);
    }
  else if (adw_leaflet_get_folded (self->leaflet))
    {
      adw_leaflet_set_visible_child (self->leaflet, self->sidebar);
      gtk_widget_child_focus (self->sidebar, GTK_DIR_TAB_FORWARD);
    }
}

static void
back_clicked_cb (CtgHelpWindow *self)
{
  back (self);
}

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  back (CTG_HELP_WINDOW (widget));
}

static void
find_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgHelpWindow *self = CTG_HELP_WINDOW (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->sidebar);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* --- The lists --- */

static GtkWidget *
new_row (const char *topic, const char *title, const char *subtitle)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0, "wrap", TRUE, NULL);

  gtk_box_append (GTK_BOX (box), label);
  if (subtitle != NULL)
    {
      label = g_object_new (GTK_TYPE_LABEL, "label", subtitle, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), TOPIC, g_strdup (topic), g_free);
  return row;
}

static void
list_pages (CtgHelpWindow *self)
{
  const char *const *ids = ctg_help_book_list_pages ();

  for (int i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (CtgHelpPage) page = ctg_help_book_open (ids[i]);

      if (page != NULL)
        gtk_list_box_append (self->pages, new_row (page->id, page->title, NULL));
    }
}

static void
search_changed_cb (CtgHelpWindow *self)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  g_autoptr (GPtrArray) hits = NULL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->results))) != NULL)
    gtk_list_box_remove (self->results, row);
  if (*words == '\0')
    {
      gtk_stack_set_visible_child_name (self->lists, "pages");
      return;
    }
  hits = ctg_help_search (words, gtk_window_get_application (GTK_WINDOW (self)));
  for (guint i = 0; i < hits->len; i++)
    {
      const CtgHelpHit *hit = hits->pdata[i];

      gtk_list_box_append (self->results, new_row (hit->topic, hit->title, hit->page));
    }
  gtk_stack_set_visible_child_name (self->lists, hits->len > 0 ? "results" : "nothing");
}

static void
search_activate_cb (CtgHelpWindow *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->results, 0);

  search_changed_cb (self);
  first = gtk_list_box_get_row_at_index (self->results, 0);
  if (first != NULL)
    row_activated_cb (self, first);
}

static void
stop_search_cb (CtgHelpWindow *self)
{
  if (*gtk_editable_get_text (self->entry) == '\0')
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_editable_set_text (self->entry, "");
}

/* --- The window --- */

static void
ctg_help_window_dispose (GObject *object)
{
  CtgHelpWindow *self = CTG_HELP_WINDOW (object);

  if (self->aim_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->words), self->aim_tick);
  self->aim_tick = 0;
  self->aim = NULL;
  g_clear_object (&self->group);
  g_clear_pointer (&self->visited, g_ptr_array_unref);
  self->visited = g_ptr_array_new_with_free_func (g_free);
  G_OBJECT_CLASS (ctg_help_window_parent_class)->dispose (object);
}

static void
ctg_help_window_finalize (GObject *object)
{
  g_ptr_array_unref (CTG_HELP_WINDOW (object)->visited);
  G_OBJECT_CLASS (ctg_help_window_parent_class)->finalize (object);
}

static void
ctg_help_window_class_init (CtgHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_help_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ctg_help_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, content);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, lists);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, results);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgHelpWindow, words);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "help.find", NULL, find_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "help.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "help.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ctg_help_window_init (CtgHelpWindow *self)
{
  self->visited = g_ptr_array_new_with_free_func (g_free);
  self->group = gtk_window_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_group_add_window (self->group, GTK_WINDOW (self));
  list_pages (self);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (update_back), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_help_window_new:
 * @application: the application, whose keys the help says
 *
 * Returns: (transfer none): the window, owned by the toolkit, not presented yet
 */
CtgHelpWindow *
ctg_help_window_new (GtkApplication *application)
{
  return g_object_new (CTG_TYPE_HELP_WINDOW, "application", application, NULL);
}

/**
 * ctg_help_window_show_topic:
 * @self: the help
 * @topic: PAGE or PAGE#ID
 *
 * Goes to a page, or to a heading of it.
 */
void
ctg_help_window_show_topic (CtgHelpWindow *self, const char *topic)
{
  g_ptr_array_add (self->visited, g_strdup (topic));
  show (self, topic);
}
