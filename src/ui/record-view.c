/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record-view.h"

#include "record-rows.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *scroller;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *about_label;
  GtkWidget *write_button;
  GtkWidget *edit_button;
  GtkWidget *remove_button;
  GtkBox *groups;               /* what is made anew when something changes */
  GtkWidget *first;             /* (unowned) (nullable) in the groups: what one comes for */

  CtgEngine *engine;            /* (owned) (nullable) */
  CtgLazyItem *item;            /* (owned) (nullable) what is shown */
  GCancellable *cancellable;    /* (owned) (nullable) of what is being read */
  gint64 shown;                 /* whose groups stand there, 0: nobody's */
} CtgRecordViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CtgRecordView, ctg_record_view, GTK_TYPE_WIDGET)

static CtgRecordViewPrivate *
get_private (CtgRecordView *self)
{
  return ctg_record_view_get_instance_private (self);
}

static GtkWindow *
get_window (CtgRecordView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* --- What can be done --- */

static void
write_cb (CtgRecordView *self)
{
  CtgLazyItem *item = get_private (self)->item;

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), CTG_RECORD_VIEW_GET_CLASS (self)->write_action, "x",
                                ctg_lazy_item_get_id (item));
}

static void
edit_cb (CtgRecordView *self)
{
  if (ctg_record_view_get_record (self) != NULL)
    CTG_RECORD_VIEW_GET_CLASS (self)->edit (self, get_window (self));
}

static void
remove_response_cb (CtgRecordView *self, const char *response)
{
  if (g_str_equal (response, "remove") && ctg_record_view_get_record (self) != NULL)
    CTG_RECORD_VIEW_GET_CLASS (self)->remove (self);
}

static void
ask_to_remove (CtgRecordView *self)
{
  const char *explanation = NULL;
  g_autofree char *question = CTG_RECORD_VIEW_GET_CLASS (self)->dup_question (self, &explanation);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (get_window (self), question, explanation));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_cb (CtgRecordView *self)
{
  if (ctg_record_view_get_record (self) == NULL)
    return;
  if (CTG_RECORD_VIEW_GET_CLASS (self)->dup_question != NULL)
    ask_to_remove (self);
  else
    CTG_RECORD_VIEW_GET_CLASS (self)->remove (self);
}

/* --- What is shown --- */

static gboolean
has_focus_in_groups (CtgRecordView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (get_private (self)->groups));
}

/* The focus goes with the widget it was on: it stays in the view. */
static void
page_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgRecordView) self = data;
  g_autoptr (CtgRecordPage) page = ctg_record_page_load_finish (result, NULL);
  CtgRecordViewPrivate *priv = get_private (self);
  gboolean had_focus;

  if (page == NULL || priv->item == NULL || ctg_lazy_item_get_id (priv->item) != page->id)
    return;
  had_focus = has_focus_in_groups (self);
  ctg_record_view_drop_groups (self);
  CTG_RECORD_VIEW_GET_CLASS (self)->show_page (self, page);
  priv->shown = page->id;
  if (had_focus)
    ctg_record_view_focus (self);
}

static void
load_page (CtgRecordView *self)
{
  CtgRecordViewPrivate *priv = get_private (self);
  gint64 id = ctg_lazy_item_get_id (priv->item);

  if (priv->shown != id)
    ctg_record_view_drop_groups (self);
  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  priv->cancellable = g_cancellable_new ();
  ctg_record_page_load_async (ctg_engine_get_store (priv->engine), CTG_RECORD_VIEW_GET_CLASS (self)->kind, id,
                              priv->cancellable, page_loaded_cb, g_object_ref (self));
}

static void
item_changed_cb (CtgRecordView *self)
{
  CtgRecordViewClass *class = CTG_RECORD_VIEW_GET_CLASS (self);
  gboolean had_focus = has_focus_in_groups (self);

  if (ctg_record_view_get_record (self) == NULL)
    return;
  class->update (self);
  if (class->kind != CTG_RECORD_NONE)
    load_page (self);
  else if (had_focus)
    ctg_record_view_focus (self);
}

static void
drop_item (CtgRecordView *self)
{
  CtgRecordViewPrivate *priv = get_private (self);

  if (priv->item != NULL)
    g_signal_handlers_disconnect_by_data (priv->item, self);
  g_clear_object (&priv->item);
}

static void
ctg_record_view_dispose (GObject *object)
{
  CtgRecordViewPrivate *priv = get_private (CTG_RECORD_VIEW (object));

  drop_item (CTG_RECORD_VIEW (object));
  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->engine);
  g_clear_pointer (&priv->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_record_view_parent_class)->dispose (object);
}

static void
ctg_record_view_constructed (GObject *object)
{
  CtgRecordView *self = CTG_RECORD_VIEW (object);

  G_OBJECT_CLASS (ctg_record_view_parent_class)->constructed (object);
  gtk_widget_set_visible (get_private (self)->write_button, CTG_RECORD_VIEW_GET_CLASS (self)->write_action != NULL);
  /* Dots mean that something is asked first. */
  if (CTG_RECORD_VIEW_GET_CLASS (self)->dup_question == NULL)
    gtk_button_set_label (GTK_BUTTON (get_private (self)->remove_button), _("_Remove"));
}

static void
ctg_record_view_class_init (CtgRecordViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_record_view_dispose;
  G_OBJECT_CLASS (class)->constructed = ctg_record_view_constructed;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/record-view.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, scroller);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, avatar);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, name_label);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, about_label);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, write_button);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, edit_button);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, remove_button);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordView, groups);
  gtk_widget_class_bind_template_callback (widget_class, write_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ctg_record_view_init (CtgRecordView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_record_view_show:
 * @self: the view
 * @engine: the engine
 * @item: what to show
 *
 * Shows a record and keeps what it says of it true.
 */
void
ctg_record_view_show (CtgRecordView *self, CtgEngine *engine, CtgLazyItem *item)
{
  CtgRecordViewPrivate *priv;

  g_return_if_fail (CTG_IS_RECORD_VIEW (self));
  priv = get_private (self);
  g_set_object (&priv->engine, engine);
  if (priv->item == item)
    return;
  drop_item (self);
  priv->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);
}

/**
 * ctg_record_view_focus:
 * @self: the view
 *
 * Puts the focus on what one comes for, else on what can be done with the record.
 */
void
ctg_record_view_focus (CtgRecordView *self)
{
  CtgRecordViewPrivate *priv;

  g_return_if_fail (CTG_IS_RECORD_VIEW (self));
  priv = get_private (self);
  gtk_widget_grab_focus (priv->first != NULL ? priv->first : priv->edit_button);
}

/**
 * ctg_record_view_get_engine:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the engine, while the view lives
 */
CtgEngine *
ctg_record_view_get_engine (CtgRecordView *self)
{
  g_return_val_if_fail (CTG_IS_RECORD_VIEW (self), NULL);
  return get_private (self)->engine;
}

/**
 * ctg_record_view_get_record:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what its item says, while there is one
 */
gconstpointer
ctg_record_view_get_record (CtgRecordView *self)
{
  CtgRecordViewPrivate *priv;

  g_return_val_if_fail (CTG_IS_RECORD_VIEW (self), NULL);
  priv = get_private (self);
  return priv->item != NULL ? ctg_lazy_item_get_record (priv->item) : NULL;
}

/**
 * ctg_record_view_set_icon:
 * @self: the view
 * @icon: (nullable): what stands before the name; %NULL: nothing
 * @has_initials: whether the name's first letters stand there instead
 *
 * Says what the records look like.
 */
void
ctg_record_view_set_icon (CtgRecordView *self, const char *icon, gboolean has_initials)
{
  AdwAvatar *avatar;

  g_return_if_fail (CTG_IS_RECORD_VIEW (self));
  avatar = get_private (self)->avatar;
  gtk_widget_set_visible (GTK_WIDGET (avatar), icon != NULL);
  adw_avatar_set_icon_name (avatar, icon);
  adw_avatar_set_show_initials (avatar, has_initials);
}

/**
 * ctg_record_view_set_head:
 * @self: the view
 * @name: what the record is called
 * @about: what else is known of it, possibly ""
 *
 * Shows the head.
 */
void
ctg_record_view_set_head (CtgRecordView *self, const char *name, const char *about)
{
  CtgRecordViewPrivate *priv;

  g_return_if_fail (CTG_IS_RECORD_VIEW (self));
  priv = get_private (self);
  gtk_label_set_text (priv->name_label, name);
  adw_avatar_set_text (priv->avatar, name);
  gtk_label_set_text (priv->about_label, about);
  gtk_widget_set_visible (GTK_WIDGET (priv->about_label), *about != '\0');
}

/**
 * ctg_record_view_drop_groups:
 * @self: the view
 *
 * Takes away the groups, before new ones are made.
 */
void
ctg_record_view_drop_groups (CtgRecordView *self)
{
  CtgRecordViewPrivate *priv;
  GtkWidget *child;

  g_return_if_fail (CTG_IS_RECORD_VIEW (self));
  priv = get_private (self);
  priv->first = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (priv->groups))) != NULL)
    gtk_box_remove (priv->groups, child);
}

/**
 * ctg_record_view_add_group:
 * @self: the view
 * @title: what is in it
 * @description: (nullable): what is to be said of it
 *
 * Returns: (transfer none): a new #AdwPreferencesGroup below those that are there
 */
GtkWidget *
ctg_record_view_add_group (CtgRecordView *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  g_return_val_if_fail (CTG_IS_RECORD_VIEW (self), group);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (get_private (self)->groups, group);
  return group;
}

/**
 * ctg_record_view_set_first:
 * @self: the view
 * @widget: (nullable): in its groups
 *
 * Says where the focus is to be put, unless it was said since the groups were made.
 */
void
ctg_record_view_set_first (CtgRecordView *self, GtkWidget *widget)
{
  g_return_if_fail (CTG_IS_RECORD_VIEW (self));
  if (get_private (self)->first == NULL)
    get_private (self)->first = widget;
}

/**
 * ctg_record_view_add_people:
 * @self: the view
 * @page: what was read
 * @nobody: what is said while there is nobody
 *
 * Adds who is at a company or in a deal; a row leads to a contact's page.
 */
void
ctg_record_view_add_people (CtgRecordView *self, const CtgRecordPage *page, const char *nobody)
{
  /* Translators: how many people are at a company */
  g_autofree char *more = page->n_people > page->people->len
                            ? g_strdup_printf (_("The first %u of %u"), page->people->len, page->n_people) : NULL;
  GtkWidget *group = ctg_record_view_add_group (self, _("People"), page->n_people == 0 ? nobody : more);

  for (guint i = 0; i < page->people->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               ctg_record_rows_person (g_ptr_array_index (page->people, i)));
}

/**
 * ctg_record_view_add_letters:
 * @self: the view
 * @page: what was read
 *
 * Adds its newest letters, if it has any; a row leads to a letter on its contact's page.
 */
void
ctg_record_view_add_letters (CtgRecordView *self, const CtgRecordPage *page)
{
  g_autofree char *more = page->n_letters > page->letters->len
                            ? g_strdup_printf (_("The newest %u of %u"), page->letters->len, page->n_letters) : NULL;
  GtkWidget *group = page->letters->len > 0 ? ctg_record_view_add_group (self, _("Letters"), more) : NULL;

  for (guint i = 0; i < page->letters->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               ctg_record_rows_letter (g_ptr_array_index (page->letters, i)));
}
