/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "search-box.h"

#include "click-row.h"
#include "text-row.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define RESULTS_HEIGHT 420
#define RESULTS_WIDTH 340
#define PADDING 12       /* of the pop-over, by the style sheet */

struct _CtgSearchBox
{
  GtkWidget parent_instance;

  GtkWidget *entry;
  GtkWidget *popover;
  GtkStack *stack;
  GtkWidget *problem;              /* a label */
  GtkListView *view;
  CtgSearchModel *model;           /* (owned) (nullable) */
  GtkSingleSelection *selection;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtgSearchBox, ctg_search_box, GTK_TYPE_WIDGET)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- Rows --- */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  ctg_click_row_set_up (list_item, ctg_text_row_new (2, PANGO_ELLIPSIZE_END));
}

/* Where the match is made strong the isolates must stay. */
static char *
dup_snippet (CtgSearchResult *result)
{
  char *snippet;

  if (ctg_search_result_get_kind (result) == CTG_RESULT_UNLOGGED)
    return g_strdup (_("in the inbox, not logged"));
  if (ctg_search_result_get_kind (result) == CTG_RESULT_CONTACT)
    return ctg_words_line (ctg_search_result_get_subtitle (result));
  snippet = g_utf8_make_valid (ctg_search_result_get_subtitle (result), -1);
  for (char *at = snippet; *at != '\0'; at++)
    if ((guchar) *at < 0x20)
      *at = ' ';
  return snippet;
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  CtgSearchResult *result = gtk_list_item_get_item (list_item);
  gint64 date_utc_s = ctg_search_result_get_date_utc_s (result);
  g_autofree char *title = ctg_words_line (ctg_search_result_get_title (result));
  g_autofree char *subtitle = dup_snippet (result);
  g_autofree char *plain = ctg_words_line (subtitle);
  g_autofree char *date = date_utc_s != 0 ? ctg_words_date (date_utc_s) : g_strdup ("");
  g_autofree char *exact = date_utc_s != 0 ? ctg_words_date_exact (date_utc_s) : g_strdup ("");
  g_autofree char *accessible = g_strdup_printf ("%s, %s, %s", title, plain, exact);
  gboolean is_contact = ctg_search_result_get_kind (result) == CTG_RESULT_CONTACT;
  CtgTextRowWords words = { .title = title, .subtitle = subtitle, .trailing = date, .accessible = accessible,
                            .icon_name = is_contact ? "avatar-default-symbolic" : "mail-unread-symbolic" };

  ctg_text_row_set (CTG_TEXT_ROW (gtk_list_item_get_child (list_item)), &words);
}

/* --- Showing --- */

static gboolean
has_words (CtgSearchBox *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';
}

static void
show_problem (CtgSearchBox *self, const GError *problem)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (problem);
  g_autofree char *words = g_strjoin ("\n", text->headline, *text->explanation != '\0' ? text->explanation : text->next,
                                      *text->explanation != '\0' ? text->next : NULL, NULL);

  gtk_label_set_text (GTK_LABEL (self->problem), words);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
update_page (CtgSearchBox *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;
  const GError *problem = ctg_search_model_get_problem (self->model);

  if (problem != NULL)
    show_problem (self, problem);
  else if (!is_empty)
    gtk_stack_set_visible_child_name (self->stack, "results");
  else if (!ctg_search_model_is_searching (self->model))
    gtk_stack_set_visible_child_name (self->stack, "none");
}

/* As wide as the entry, where that is wide. */
static void
show_popover (CtgSearchBox *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self->stack),
                               MAX (RESULTS_WIDTH, gtk_widget_get_width (self->entry) - PADDING), -1);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
changed_cb (CtgSearchBox *self)
{
  if (self->model == NULL)
    return;
  ctg_search_model_set_words (self->model, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  if (has_words (self))
    show_popover (self);
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
close_results (CtgSearchBox *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
choose (CtgSearchBox *self, guint position)
{
  g_autoptr (CtgSearchResult) result = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (result == NULL)
    return;
  close_results (self);
  g_signal_emit (self, signals[CHOSEN], 0, result);
}

/* Enter in the entry takes the first result. */
static void
entry_activate_cb (CtgSearchBox *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (self->model != NULL)
    choose (self, position != GTK_INVALID_LIST_POSITION ? position : 0);
}

static void
view_activate_cb (CtgSearchBox *self, guint position)
{
  choose (self, position);
}

static void
stop_cb (CtgSearchBox *self)
{
  close_results (self);
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
}

/* The arrows move among the results while the words stay under the hands. */
static gboolean
key_cb (CtgSearchBox *self, guint key)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  guint position = gtk_single_selection_get_selected (self->selection);

  if (n == 0 || (key != GDK_KEY_Down && key != GDK_KEY_Up))
    return GDK_EVENT_PROPAGATE;
  if (position == GTK_INVALID_LIST_POSITION)
    position = key == GDK_KEY_Down ? 0 : n - 1;
  else if (key == GDK_KEY_Down)
    position = MIN (position + 1, n - 1);
  else
    position = position > 0 ? position - 1 : 0;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  return GDK_EVENT_STOP;
}

static void
focus_left_cb (CtgSearchBox *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
focus_entered_cb (CtgSearchBox *self)
{
  if (has_words (self))
    show_popover (self);
}

static void
ctg_search_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CtgSearchBox *self = CTG_SEARCH_BOX (widget);

  gtk_widget_allocate (self->entry, width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
ctg_search_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (CTG_SEARCH_BOX (widget)->entry, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static void
ctg_search_box_dispose (GObject *object)
{
  CtgSearchBox *self = CTG_SEARCH_BOX (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (ctg_search_box_parent_class)->dispose (object);
}

static void
ctg_search_box_class_init (CtgSearchBoxClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_search_box_dispose;
  widget_class->measure = ctg_search_box_measure;
  widget_class->size_allocate = ctg_search_box_size_allocate;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, CTG_TYPE_SEARCH_RESULT);
}

static GtkWidget *
make_results (CtgSearchBox *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search results"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (view_activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), RESULTS_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  return scroller;
}

static GtkWidget *
make_words (const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 18);
  gtk_widget_set_margin_bottom (label, 18);
  return label;
}

static void
make_popover (CtgSearchBox *self)
{
  self->popover = gtk_popover_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  self->problem = make_words (NULL);
  gtk_stack_add_named (self->stack, make_words (_("Nothing found. Of letters that are not logged, people and "
                                             "subject are searched.")), "none");
  gtk_stack_add_named (self->stack, self->problem, "problem");
  gtk_stack_add_named (self->stack, make_results (self), "results");
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->stack));
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_add_css_class (self->popover, "search-results");
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static void
ctg_search_box_init (CtgSearchBox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _("Search people and letters"), NULL);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 80);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 44);
  gtk_widget_set_tooltip_text (self->entry, _("Search people and letters (Ctrl+K)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Search people and letters"), -1);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  make_popover (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_entered_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_search_box_set_store:
 * @self: the box
 * @store: where to search
 *
 * Gives the box something to search in.
 */
void
ctg_search_box_set_store (CtgSearchBox *self, CtgStore *store)
{
  g_return_if_fail (CTG_IS_SEARCH_BOX (self));
  g_return_if_fail (self->model == NULL);
  self->model = ctg_search_model_new (store);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::is-searching", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_search_box_focus:
 * @self: the box
 *
 * Puts the focus into the entry, its words selected.
 */
void
ctg_search_box_focus (CtgSearchBox *self)
{
  g_return_if_fail (CTG_IS_SEARCH_BOX (self));
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/**
 * ctg_search_box_search:
 * @self: the search
 * @words: what to look for
 *
 * Looks for words, as if they had been typed.
 */
void
ctg_search_box_search (CtgSearchBox *self, const char *words)
{
  ctg_search_box_focus (self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}
