/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-details.h"

#include "accessible-names.h"
#include "record-rows.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgContactDetails
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  AdwPreferencesGroup *group;
  AdwPreferencesGroup *deals;
  GtkWidget *new_deal;
  GPtrArray *rows;   /* (owned) (element-type GtkWidget) of the group */
  GPtrArray *deal_rows;   /* (owned) (element-type GtkWidget) */
  char *shown;       /* (owned) (nullable) what they say */
};

G_DEFINE_FINAL_TYPE (CtgContactDetails, ctg_contact_details, GTK_TYPE_WIDGET)

static void
add_row (CtgContactDetails *self, const char *title, const char *value)
{
  g_autofree char *clean = ctg_words_body (value, 4096);
  GtkWidget *row;

  if (*clean == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), clean);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
ctg_contact_details_dispose (GObject *object)
{
  CtgContactDetails *self = CTG_CONTACT_DETAILS (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->deal_rows, g_ptr_array_unref);
  g_clear_pointer (&CTG_CONTACT_DETAILS (object)->shown, g_free);
  G_OBJECT_CLASS (ctg_contact_details_parent_class)->dispose (object);
}

static void
ctg_contact_details_class_init (CtgContactDetailsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_contact_details_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
ctg_contact_details_init (CtgContactDetails *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->rows = g_ptr_array_new ();
  self->scroller = gtk_scrolled_window_new ();
  self->deal_rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->deals = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->new_deal = make_button (_("Ne_w deal…"), "win.new-deal");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->new_deal), "(xx)", (gint64) 0, (gint64) 0);
  gtk_widget_add_css_class (self->new_deal, "flat");
  adw_preferences_group_set_title (self->deals, _("Deals"));
  adw_preferences_group_set_header_suffix (self->deals, self->new_deal);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 600);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Edit…"), "win.edit-contact"));
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Delete…"), "win.delete-contact"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->deals));
  gtk_box_append (GTK_BOX (box), buttons);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  ctg_accessible_names_mend (self->new_deal);
}

static char *
describe_deals (const CtgContactFacts *contact)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < contact->deals->len; i++)
    {
      const CtgPageDeal *deal = g_ptr_array_index (contact->deals, i);

      g_string_append_printf (words, "%" G_GINT64_FORMAT " %s %s %" G_GINT64_FORMAT " %s\n", deal->id, deal->name,
                              deal->stage, deal->amount_cents, deal->currency);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
show_deals (CtgContactDetails *self, const CtgContactFacts *contact)
{
  for (guint i = 0; i < self->deal_rows->len; i++)
    adw_preferences_group_remove (self->deals, g_ptr_array_index (self->deal_rows, i));
  g_ptr_array_set_size (self->deal_rows, 0);
  for (guint i = 0; i < contact->deals->len; i++)
    {
      GtkWidget *row = ctg_record_rows_deal (g_ptr_array_index (contact->deals, i));

      adw_preferences_group_add (self->deals, row);
      g_ptr_array_add (self->deal_rows, row);
    }
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->new_deal), "(xx)", contact->id, (gint64) 0);
}

static gboolean
is_shown (CtgContactDetails *self, const CtgContactFacts *contact, const char *created)
{
  g_autofree char *addresses = g_strjoinv ("\n", contact->addresses);
  g_autofree char *deals = describe_deals (contact);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, contact->id);
  g_autofree char *shown = g_strjoin ("\n", number, contact->name, contact->company, addresses, contact->phone,
                                      created, contact->note, deals, NULL);

  if (g_strcmp0 (shown, self->shown) == 0)
    return TRUE;
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  return FALSE;
}

/**
 * ctg_contact_details_show:
 * @self: the list
 * @contact: whom to show
 *
 * Shows what is known, unless it does already; what is not known has no row.
 */
void
ctg_contact_details_show (CtgContactDetails *self, const CtgContactFacts *contact)
{
  g_autofree char *created = ctg_words_date_exact (contact->created_utc_s);

  g_return_if_fail (CTG_IS_CONTACT_DETAILS (self));
  if (is_shown (self, contact, created))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  add_row (self, _("Name"), contact->name);
  add_row (self, _("Company"), contact->company);
  for (guint i = 0; contact->addresses[i] != NULL; i++)
    add_row (self, _("E-mail address"), contact->addresses[i]);
  add_row (self, _("Telephone"), contact->phone);
  add_row (self, _("Note"), contact->note);
  add_row (self, _("Added"), created);
  show_deals (self, contact);
}
