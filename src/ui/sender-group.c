/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sender-group.h"

#include "sender-editor.h"
#include "sender-finder.h"

#include <glib/gi18n-lib.h>

struct _CtgSenderGroup
{
  AdwBin parent_instance;

  CtgEngine *engine;            /* (owned) (nullable) */
  char *account_id;             /* (owned) (nullable) */
  GPtrArray *senders;           /* (owned) (nullable) (element-type CtgSenderFacts) what the rows show */
  AdwPreferencesGroup *group;
  CtgSenderFinder *search;
  GPtrArray *rows;              /* (owned) (element-type GtkWidget) a row a sender */
  GtkWidget *add_row;
};

G_DEFINE_FINAL_TYPE (CtgSenderGroup, ctg_sender_group, ADW_TYPE_BIN)

static void
open_editor (CtgSenderGroup *self, const CtgSenderFacts *sender)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (GTK_WINDOW (ctg_sender_editor_new (parent, self->engine, self->account_id, sender)));
}

static void
row_activated_cb (CtgSenderGroup *self, GtkWidget *row)
{
  guint index;

  if (g_ptr_array_find (self->rows, row, &index))
    open_editor (self, g_ptr_array_index (self->senders, index));
}

static void
add_activated_cb (CtgSenderGroup *self)
{
  open_editor (self, NULL);
}

static void
update_row (GtkWidget *row, const CtgSenderFacts *sender, gboolean is_one_of_several)
{
  gboolean is_marked = sender->is_default && is_one_of_several;
  gboolean has_name = *sender->name != '\0';
  g_autofree char *subtitle = g_strdup_printf ("%s%s%s", has_name ? sender->address : _("without a name"),
                                               is_marked ? " · " : "", is_marked ? C_("sender", "default") : "");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), has_name ? sender->name : sender->address);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static GtkWidget *
create_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
set_n_rows (CtgSenderGroup *self, guint n_rows)
{
  if (self->rows->len == n_rows)
    return;
  while (self->rows->len > n_rows)
    adw_preferences_group_remove (self->group, g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  adw_preferences_group_remove (self->group, self->add_row);
  while (self->rows->len < n_rows)
    {
      GtkWidget *row = create_row ();

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_add (self->group, self->add_row);
}

static void
ctg_sender_group_dispose (GObject *object)
{
  CtgSenderGroup *self = CTG_SENDER_GROUP (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->senders, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->add_row);
  G_OBJECT_CLASS (ctg_sender_group_parent_class)->dispose (object);
}

static void
ctg_sender_group_class_init (CtgSenderGroupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_sender_group_dispose;
}

static void
ctg_sender_group_init (CtgSenderGroup *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Senders"));
  adw_preferences_group_set_description (self->group, _("What letters from this mailbox can be written as."));
  self->search = g_object_new (CTG_TYPE_SENDER_FINDER, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  adw_bin_set_child (ADW_BIN (self), box);
  self->add_row = g_object_ref_sink (create_row ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add_row), _("_Add a sender…"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->add_row), TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self->add_row), gtk_image_new_from_icon_name ("list-add-symbolic"));
  g_signal_connect_object (self->add_row, "activated", G_CALLBACK (add_activated_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, self->add_row);
}

/**
 * ctg_sender_group_show:
 * @self: the rows
 * @engine: what keeps them
 * @facts: of the mailbox; not kept
 *
 * Shows the senders as they are now. Rows that stay keep the focus.
 */
void
ctg_sender_group_show (CtgSenderGroup *self, CtgEngine *engine, const CtgMailboxFacts *facts)
{
  g_set_object (&self->engine, engine);
  g_free (self->account_id);
  self->account_id = g_strdup (facts->id);
  g_clear_pointer (&self->senders, g_ptr_array_unref);
  self->senders = g_ptr_array_ref (facts->senders);
  ctg_sender_finder_set_mailbox (self->search, engine, facts->id);
  set_n_rows (self, facts->senders->len);
  for (guint i = 0; i < facts->senders->len; i++)
    update_row (g_ptr_array_index (self->rows, i), g_ptr_array_index (facts->senders, i), facts->senders->len > 1);
}
