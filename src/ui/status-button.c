/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "status-button.h"

#include "account-list.h"
#include "status-row.h"

#include <glib/gi18n-lib.h>

struct _CtgStatusButton
{
  GtkWidget parent_instance;

  GtkWidget *button;           /* a GtkMenuButton */
  GtkImage *icon;
  GtkLabel *count_label;
  GtkBox *rows;
  CtgEngine *engine;           /* (owned) (nullable) */
  CtgAccountList *accounts;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CtgStatusButton, ctg_status_button, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Mailboxes at work, and those that failed and are tried again: why, each one's row says. */
static void
count (CtgStatusButton *self, guint *n_busy, guint *n_failing)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  *n_busy = *n_failing = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      g_autoptr (CtgActivity) activity = ctg_engine_get_activity (self->engine, ctg_account_item_get_facts (item)->id);

      *n_busy += activity->state == CTG_ACTIVITY_CONNECTING || activity->state == CTG_ACTIVITY_PULLING;
      *n_failing += activity->state == CTG_ACTIVITY_WAITING && activity->error != NULL;
    }
}

static char *
make_words (guint n_busy, guint n_failing)
{
  if (n_failing > 0)
    return g_strdup_printf (ngettext ("Status: %u mailbox has a problem", "Status: %u mailboxes have a problem",
                                      n_failing), n_failing);
  if (n_busy > 0)
    return g_strdup_printf (ngettext ("Status: %u mailbox at work", "Status: %u mailboxes at work", n_busy), n_busy);
  return g_strdup (_("Status"));
}

static void
update_count (CtgStatusButton *self)
{
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;
  guint n_busy, n_failing;

  count (self, &n_busy, &n_failing);
  number = g_strdup_printf ("%u", n_busy);
  words = make_words (n_busy, n_failing);
  gtk_label_set_text (self->count_label, number);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), n_busy > 0);
  gtk_image_set_from_icon_name (self->icon, n_failing > 0 ? "dialog-warning-symbolic"
                                                          : "emblem-synchronizing-symbolic");
  if (g_strcmp0 (words, gtk_widget_get_tooltip_text (self->button)) != 0)
    gtk_widget_set_tooltip_text (self->button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0);
}

static void
update_rows (CtgStatusButton *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (CTG_IS_STATUS_ROW (row))
      ctg_status_row_update (CTG_STATUS_ROW (row));
}

static void
activity_cb (CtgStatusButton *self)
{
  update_count (self);
  update_rows (self);
}

static void
accounts_changed_cb (CtgStatusButton *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      gtk_box_append (self->rows, ctg_status_row_new (self->engine, item));
    }
  update_count (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
loaded_cb (CtgStatusButton *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ctg_status_button_dispose (GObject *object)
{
  CtgStatusButton *self = CTG_STATUS_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->accounts);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ctg_status_button_parent_class)->dispose (object);
}

static void
ctg_status_button_class_init (CtgStatusButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_status_button_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
ctg_status_button_init (CtgStatusButton *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *popover = gtk_popover_new ();

  self->button = gtk_menu_button_new ();
  self->count_label = GTK_LABEL (gtk_label_new (NULL));
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "numeric");
  self->icon = GTK_IMAGE (gtk_image_new_from_icon_name ("emblem-synchronizing-symbolic"));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->count_label));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), content);
  gtk_widget_set_tooltip_text (self->button, _("Status"));
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "status-rows");
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->rows));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), popover);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ctg_status_button_set_engine:
 * @self: the button
 * @engine: the engine
 *
 * Gives the button something to tell of.
 */
void
ctg_status_button_set_engine (CtgStatusButton *self, CtgEngine *engine)
{
  g_return_if_fail (CTG_IS_STATUS_BUTTON (self));
  g_return_if_fail (self->engine == NULL);
  self->engine = g_object_ref (engine);
  self->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "notify::is-loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "activity", G_CALLBACK (activity_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_status_button_is_loaded:
 * @self: the button
 *
 * Returns: whether the mailboxes have been read
 */
gboolean
ctg_status_button_is_loaded (CtgStatusButton *self)
{
  g_return_val_if_fail (CTG_IS_STATUS_BUTTON (self), FALSE);
  return self->accounts != NULL && ctg_account_list_is_loaded (self->accounts);
}

/**
 * ctg_status_button_get_n_accounts:
 * @self: the button
 *
 * Returns: how many mailboxes there are
 */
guint
ctg_status_button_get_n_accounts (CtgStatusButton *self)
{
  g_return_val_if_fail (CTG_IS_STATUS_BUTTON (self), 0);
  return self->accounts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) : 0;
}
