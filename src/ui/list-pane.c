/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "list-pane.h"

#include "id-selection.h"
#include "text-row.h"

/* Logging a letter takes those along that it brings: so many rows may go at once before the place is lost. */
#define NEXT_IDS 16

struct _CtgListPane
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkListView *view;
  GtkSingleSelection *selection;   /* (owned) */
  CtgIdSelection *several;         /* (owned) (nullable) instead of it, where several rows can be chosen */
  GtkWidget *bar;                  /* (nullable) shown while several are */
  CtgLazyList *list;               /* (owned) (nullable) */
  CtgListPaneFill fill;
  gint64 id;                       /* selected, 0: none */
  guint position;                  /* where it was */
  gint64 next_ids[NEXT_IDS];       /* of the rows below it, 0: none */
  gboolean is_restoring;
  gboolean is_settling;            /* the list has just changed, and the selection is not mended yet */
};

G_DEFINE_FINAL_TYPE (CtgListPane, ctg_list_pane, GTK_TYPE_WIDGET)

enum { SELECTED, ACTIVATED, SEVERAL, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- Rows --- */

static void
item_changed_cb (CtgLazyItem *item, GtkListItem *list_item)
{
  CtgListPane *self = g_object_get_data (G_OBJECT (list_item), "pane");
  GtkWidget *row = gtk_list_item_get_child (list_item);

  if (ctg_lazy_item_get_state (item) == CTG_LAZY_READY)
    self->fill (row, item);
  else
    ctg_text_row_clear (CTG_TEXT_ROW (row));
}

static void
setup_cb (CtgListPane *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, ctg_text_row_new (2, PANGO_ELLIPSIZE_END));
  g_object_set_data (G_OBJECT (list_item), "pane", self);
}

static void
bind_cb (CtgListPane *self, GtkListItem *list_item)
{
  CtgLazyItem *item = gtk_list_item_get_item (list_item);

  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), list_item, 0);
  item_changed_cb (item, list_item);
}

static void
unbind_cb (CtgListPane *self, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), item_changed_cb, list_item);
}

/* --- Selection --- */

static guint
get_position (CtgListPane *self)
{
  return self->several != NULL ? ctg_id_selection_get_first (self->several)
                               : gtk_single_selection_get_selected (self->selection);
}

static void
set_position (CtgListPane *self, guint position)
{
  if (self->several == NULL)
    gtk_single_selection_set_selected (self->selection, position);
  else if (position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->several), position, TRUE);
  else
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->several));
}

/* How many rows are chosen, where that is more than one. */
static guint
count_several (CtgListPane *self)
{
  guint n = self->several != NULL ? ctg_id_selection_get_n (self->several) : 0;

  return n > 1 ? n : 0;
}

static void
update_bar (CtgListPane *self)
{
  guint n = count_several (self);

  if (self->bar == NULL || (n == 0 && !gtk_widget_get_visible (self->bar)))
    return;
  gtk_widget_set_visible (self->bar, n > 0);
  g_signal_emit (self, signals[SEVERAL], 0, n);
}

static void
remember (CtgListPane *self, guint position)
{
  self->position = position != GTK_INVALID_LIST_POSITION ? position : 0;
  for (guint i = 0; i < NEXT_IDS; i++)
    self->next_ids[i] = position != GTK_INVALID_LIST_POSITION ? ctg_lazy_list_get_id (self->list, position + 1 + i)
                                                              : 0;
}

static void
announce (CtgListPane *self, gint64 id)
{
  if (self->id == id)
    return;
  self->id = id;
  g_signal_emit (self, signals[SELECTED], 0, id);
}

static void
selected_cb (CtgListPane *self)
{
  guint position = get_position (self);

  if (self->is_restoring || self->is_settling || self->list == NULL)
    return;
  update_bar (self);
  /* Of several the one shown stays: it is what the others were added to. */
  if (count_several (self) > 0)
    return;
  remember (self, position);
  announce (self, ctg_lazy_list_get_id (self->list, position));
}

/* Where a row went away: the next below it that is still there, or the one that is where it was. */
static guint
find_successor (CtgListPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < NEXT_IDS; i++)
    if (self->next_ids[i] != 0 && ctg_lazy_list_find (self->list, self->next_ids[i], &position))
      return position;
  return n == 0 ? GTK_INVALID_LIST_POSITION : MIN (self->position, n - 1);
}

/* After the list changed: the same row where it is now; where it went away, the one that follows it, so that logging
 * one letter after the other needs no hand. */
static void
restore_selection (CtgListPane *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->several != NULL)
    ctg_id_selection_prune (self->several);
  update_bar (self);
  if (self->id == 0 || count_several (self) > 0)
    return;
  if (!ctg_lazy_list_find (self->list, self->id, &position))
    position = find_successor (self);
  self->is_restoring = TRUE;
  set_position (self, position);
  self->is_restoring = FALSE;
  remember (self, position);
  announce (self, position != GTK_INVALID_LIST_POSITION ? ctg_lazy_list_get_id (self->list, position) : 0);
}

static void
update_page (CtgListPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (ctg_lazy_list_is_loaded (self->list))
    gtk_stack_set_visible_child_name (self->stack, "empty");
}

/* A change in two steps (all go, all come) must not be taken for the selected row's end. */
static gboolean
settle_cb (gpointer data)
{
  g_autoptr (CtgListPane) self = data;

  self->is_settling = FALSE;
  if (self->list != NULL)
    {
      restore_selection (self);
      update_page (self);
    }
  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (CtgListPane *self)
{
  if (!self->is_settling)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_cb, g_object_ref (self), NULL);
  self->is_settling = TRUE;
}

static void
activate_cb (CtgListPane *self, guint position)
{
  gint64 id = ctg_lazy_list_get_id (self->list, position);

  if (id == 0)
    return;
  set_position (self, position);
  g_signal_emit (self, signals[ACTIVATED], 0, id);
}

/* Back to the one row that is shown; the focus stays on its row. */
static gboolean
leave_several (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  CtgListPane *self = CTG_LIST_PANE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  guint position;
  gboolean was_in_bar = focus != NULL && self->bar != NULL && gtk_widget_is_ancestor (focus, self->bar);

  if (count_several (self) == 0)
    return FALSE;
  self->is_restoring = TRUE;
  if (!ctg_lazy_list_find (self->list, self->id, &position))
    position = GTK_INVALID_LIST_POSITION;
  set_position (self, position);
  self->is_restoring = FALSE;
  update_bar (self);
  if (position == GTK_INVALID_LIST_POSITION)
    announce (self, 0);
  if (was_in_bar)
    ctg_list_pane_focus (self);
  return TRUE;
}

static void
ctg_list_pane_dispose (GObject *object)
{
  CtgListPane *self = CTG_LIST_PANE (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_object (&self->several);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (ctg_list_pane_parent_class)->dispose (object);
}

static void
ctg_list_pane_class_init (CtgListPaneClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_list_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, leave_several, NULL);
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SEVERAL] = g_signal_new ("several", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
ctg_list_pane_init (CtgListPane *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
make_view (CtgListPane *self, const char *label)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (view, "navigation-sidebar");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  self->view = GTK_LIST_VIEW (view);
  return scroller;
}

/**
 * ctg_list_pane_new:
 * @label: the list's name for a screen reader
 * @empty_page: (transfer floating): shown when the list is known to be empty
 * @fill: puts an item's words into a row
 *
 * Returns: (transfer floating): a pane without a list
 */
GtkWidget *
ctg_list_pane_new (const char *label, GtkWidget *empty_page, CtgListPaneFill fill)
{
  CtgListPane *self = g_object_new (CTG_TYPE_LIST_PANE, NULL);

  self->fill = fill;
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, gtk_label_new (NULL), "loading");
  gtk_stack_add_named (self->stack, empty_page, "empty");
  gtk_stack_add_named (self->stack, make_view (self, label), "list");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

/**
 * ctg_list_pane_allow_several:
 * @self: a pane without a list
 * @bar: (transfer floating): shown below the list while several rows are chosen
 *
 * Lets several rows be chosen, with Ctrl and Shift. Escape goes back to one.
 */
void
ctg_list_pane_allow_several (CtgListPane *self, GtkWidget *bar)
{
  g_return_if_fail (CTG_IS_LIST_PANE (self));
  g_return_if_fail (self->list == NULL && self->several == NULL);
  self->several = ctg_id_selection_new ();
  g_signal_connect_object (self->several, "selection-changed", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->several));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, TRUE, -1);
  self->bar = bar;
  gtk_widget_set_visible (bar, FALSE);
  gtk_widget_set_parent (bar, GTK_WIDGET (self));
}

/**
 * ctg_list_pane_dup_ids:
 * @self: a pane where several rows can be chosen
 *
 * Returns: (transfer full) (element-type gint64): the rows chosen, in the list's order
 */
GArray *
ctg_list_pane_dup_ids (CtgListPane *self)
{
  g_return_val_if_fail (CTG_IS_LIST_PANE (self) && self->several != NULL, NULL);
  return ctg_id_selection_dup_ids (self->several);
}

/**
 * ctg_list_pane_set_list:
 * @self: the pane
 * @list: what to show
 *
 * Shows a list.
 */
void
ctg_list_pane_set_list (CtgListPane *self, CtgLazyList *list)
{
  g_return_if_fail (CTG_IS_LIST_PANE (self));
  g_return_if_fail (self->list == NULL);
  self->list = g_object_ref (list);
  /* Before the selection hears of a change, so that what it does about it is known for what it is. */
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  if (self->several != NULL)
    ctg_id_selection_set_list (self->several, list);
  else
    gtk_single_selection_set_model (self->selection, G_LIST_MODEL (list));
  g_signal_connect_object (list, "notify::is-loaded", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  update_page (self);
}

/**
 * ctg_list_pane_select:
 * @self: the pane
 * @id: the row to choose, 0: none
 *
 * Chooses a row and scrolls to it. A row not read yet is chosen once it is.
 */
void
ctg_list_pane_select (CtgListPane *self, gint64 id)
{
  guint position = GTK_INVALID_LIST_POSITION;

  g_return_if_fail (CTG_IS_LIST_PANE (self));
  if (self->list != NULL && id != 0 && ctg_lazy_list_find (self->list, id, &position))
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  self->is_restoring = TRUE;
  set_position (self, position);
  self->is_restoring = FALSE;
  update_bar (self);
  if (self->list != NULL)
    remember (self, position);
  announce (self, id);
}

/**
 * ctg_list_pane_get_id:
 * @self: the pane
 *
 * Returns: the row chosen, 0: none
 */
gint64
ctg_list_pane_get_id (CtgListPane *self)
{
  g_return_val_if_fail (CTG_IS_LIST_PANE (self), 0);
  return self->id;
}

/* A list just brought to the front has no rows laid out to take the focus before its next frame. */
static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CtgListPane *self = CTG_LIST_PANE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (gtk_widget_get_height (gtk_stack_get_visible_child (self->stack)) == 0)
    return G_SOURCE_CONTINUE;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/**
 * ctg_list_pane_focus:
 * @self: the pane
 *
 * Puts the focus on the chosen row, or on what there is, with the next frame.
 */
void
ctg_list_pane_focus (CtgListPane *self)
{
  g_return_if_fail (CTG_IS_LIST_PANE (self));
  if (self->list != NULL)
    update_page (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_cb, NULL, NULL);
}
