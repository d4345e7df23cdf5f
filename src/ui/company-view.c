/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-view.h"

#include "company-editor.h"
#include "company-page.h"
#include "engine-companies.h"
#include "texts.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgCompanyView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *about_label;
  GtkWidget *edit_button;
  GtkBox *groups;               /* what is made anew when something changes */

  CtgEngine *engine;            /* (owned) (nullable) */
  CtgCompanyItem *item;         /* (owned) (nullable) the company shown */
  GCancellable *cancellable;    /* (owned) (nullable) of what is being read */
  gint64 shown;                 /* whose groups stand there, 0: nobody's */
};

G_DEFINE_FINAL_TYPE (CtgCompanyView, ctg_company_view, GTK_TYPE_WIDGET)

static const CtgCompanyRow *
get_row (CtgCompanyView *self)
{
  return self->item != NULL ? ctg_company_item_get_row (self->item) : NULL;
}

static GtkWindow *
get_window (CtgCompanyView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* --- What can be done --- */

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgCompanyView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_company_done_finish (CTG_ENGINE (source), result, &error) && self->engine != NULL)
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
remove_response_cb (CtgCompanyView *self, const char *response)
{
  const CtgCompanyRow *row = get_row (self);

  if (g_str_equal (response, "remove") && row != NULL)
    ctg_engine_delete_company_async (self->engine, row->id, removed_cb, g_object_ref (self));
}

static void
remove_cb (CtgCompanyView *self)
{
  const CtgCompanyRow *row = get_row (self);
  g_autofree char *name = row != NULL ? ctg_words_line (row->name) : g_strdup ("");
  /* Translators: %s is a company's name. */
  g_autofree char *question = g_strdup_printf (_("Remove the company %s?"), name);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (get_window (self), question,
                                                                         _("Its people and their letters stay.")));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit_cb (CtgCompanyView *self)
{
  if (get_row (self) != NULL)
    ctg_company_editor_open (get_window (self), self->engine, get_row (self));
}

/* --- What is shown --- */

/* A row that leads to a contact's page, or to one of its letters. */
static GtkWidget *
make_row (const char *title, const char *subtitle, gint64 contact_id, gint64 thread, gint64 key)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  if (contact_id == 0)
    return row;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-found");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(xxx)", contact_id, thread, key);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static GtkWidget *
make_date (gint64 utc_s)
{
  g_autofree char *date = ctg_words_date (utc_s);
  GtkWidget *label = gtk_label_new (date);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static GtkWidget *
make_person (const CtgCompanyPerson *person)
{
  g_autofree char *name = ctg_words_line (person->name);
  GtkWidget *row = make_row (name, person->address, person->contact_id, 0, 0);

  if (person->last_utc_s != 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_date (person->last_utc_s));
  return row;
}

static GtkWidget *
make_deal (const CtgCompanyDeal *deal)
{
  g_autofree char *name = ctg_words_line (deal->name);
  g_autofree char *subtitle = g_strdup_printf ("%s%s%s", ctg_text_for_stage (deal->stage),
                                               *deal->amount != '\0' ? " · " : "", deal->amount);

  return make_row (name, subtitle, 0, 0, 0);
}

static GtkWidget *
make_letter (const CtgCompanyLetter *letter)
{
  g_autofree char *subject = ctg_words_subject (letter->subject);
  g_autofree char *who = letter->is_outgoing ? g_strdup (_("from you")) : ctg_words_line (letter->who);
  GtkWidget *row = make_row (subject, who, letter->contact_id, letter->thread, letter->key);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_date (letter->date_utc_s));
  return row;
}

static GtkWidget *
add_group (CtgCompanyView *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (self->groups, group);
  return group;
}

static void
add_people (CtgCompanyView *self, const CtgCompanyPage *page)
{
  /* Translators: how many people are at a company */
  g_autofree char *more = page->n_people > page->people->len
                            ? g_strdup_printf (_("The first %u of %u"), page->people->len, page->n_people) : NULL;
  GtkWidget *group = add_group (self, _("People"),
                                page->n_people == 0 ? _("Nobody yet: contacts who name it as their company, or who "
                                                        "write from one of its domains, appear here.") : more);

  for (guint i = 0; i < page->people->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_person (g_ptr_array_index (page->people, i)));
}

static void
add_deals (CtgCompanyView *self, const CtgCompanyPage *page)
{
  GtkWidget *group = page->deals->len > 0 ? add_group (self, _("Deals"), NULL) : NULL;

  for (guint i = 0; i < page->deals->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_deal (g_ptr_array_index (page->deals, i)));
}

static void
add_letters (CtgCompanyView *self, const CtgCompanyPage *page)
{
  g_autofree char *more = page->n_letters > page->letters->len
                            ? g_strdup_printf (_("The newest %u of %u"), page->letters->len, page->n_letters) : NULL;
  GtkWidget *group = page->letters->len > 0 ? add_group (self, _("Letters"), more) : NULL;

  for (guint i = 0; i < page->letters->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_letter (g_ptr_array_index (page->letters, i)));
}

static void
drop_groups (CtgCompanyView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
}

/* The focus goes with the widget it was on: it stays in the view. */
static void
page_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgCompanyView) self = data;
  g_autoptr (CtgCompanyPage) page = ctg_company_page_load_finish (result, NULL);
  GtkWidget *focus;
  gboolean had_focus;

  if (page == NULL || get_row (self) == NULL || get_row (self)->id != page->id)
    return;
  focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->groups));
  drop_groups (self);
  add_people (self, page);
  add_deals (self, page);
  add_letters (self, page);
  self->shown = page->id;
  if (had_focus)
    ctg_company_view_focus (self);
}

static char *
make_about (const CtgCompanyRow *row)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; row->domains[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (row->domains[i]));
  if (*row->phone != '\0')
    g_ptr_array_add (words, ctg_words_isolated (row->phone));
  if (*row->note != '\0')
    g_ptr_array_add (words, ctg_words_line (row->note));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" · ", (char **) words->pdata);
}

static void
item_changed_cb (CtgCompanyView *self)
{
  const CtgCompanyRow *row = get_row (self);
  g_autofree char *name = NULL;
  g_autofree char *about = NULL;

  if (row == NULL)
    return;
  name = ctg_words_line (row->name);
  about = make_about (row);
  gtk_label_set_text (self->name_label, name);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->about_label, about);
  gtk_widget_set_visible (GTK_WIDGET (self->about_label), *about != '\0');
  if (self->shown != row->id)
    drop_groups (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ctg_company_page_load_async (ctg_engine_get_store (self->engine), row->id, self->cancellable, page_loaded_cb,
                               g_object_ref (self));
}

static void
drop_item (CtgCompanyView *self)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
}

static void
ctg_company_view_dispose (GObject *object)
{
  CtgCompanyView *self = CTG_COMPANY_VIEW (object);

  drop_item (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_company_view_parent_class)->dispose (object);
}

static void
ctg_company_view_class_init (CtgCompanyViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_company_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/company-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyView, avatar);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyView, name_label);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyView, about_label);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyView, edit_button);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyView, groups);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ctg_company_view_init (CtgCompanyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_company_view_show:
 * @self: the view
 * @engine: the engine
 * @item: a company
 *
 * Shows a company and keeps what it says of it true.
 */
void
ctg_company_view_show (CtgCompanyView *self, CtgEngine *engine, CtgCompanyItem *item)
{
  g_return_if_fail (CTG_IS_COMPANY_VIEW (self));
  g_set_object (&self->engine, engine);
  if (self->item == item)
    return;
  drop_item (self);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);
}

/**
 * ctg_company_view_focus:
 * @self: the view
 *
 * Puts the focus on what can be done with the company.
 */
void
ctg_company_view_focus (CtgCompanyView *self)
{
  g_return_if_fail (CTG_IS_COMPANY_VIEW (self));
  gtk_widget_grab_focus (self->edit_button);
}
