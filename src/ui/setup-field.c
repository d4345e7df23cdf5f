/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One field of the form and the row that shows it. Lives as long as its row. */
typedef struct
{
  CtgSetupController *wizard;   /* (owned) */
  CtgSetupField field;
  gboolean updating;            /* the row is being written, not typed into */
} Binding;

static const char *const securities[] = { "tls", "starttls", "none" };

static void
binding_free (Binding *binding)
{
  g_object_unref (binding->wizard);
  g_free (binding);
}

static Binding *
binding_new (gpointer row, CtgSetupController *wizard, CtgSetupField field)
{
  Binding *binding = g_new0 (Binding, 1);

  binding->wizard = g_object_ref (wizard);
  binding->field = field;
  g_object_set_data_full (G_OBJECT (row), "ctg-field", binding, (GDestroyNotify) binding_free);
  return binding;
}

static void
changed_cb (GtkEditable *row)
{
  Binding *binding = g_object_get_data (G_OBJECT (row), "ctg-field");

  if (!binding->updating)
    ctg_setup_controller_set_text (binding->wizard, binding->field, gtk_editable_get_text (row));
}

static void
write_text (GtkEditable *row, const char *text)
{
  Binding *binding = g_object_get_data (G_OBJECT (row), "ctg-field");

  binding->updating = TRUE;
  gtk_editable_set_text (row, text);
  binding->updating = FALSE;
}

static void
update_text (GtkEditable *row)
{
  Binding *binding = g_object_get_data (G_OBJECT (row), "ctg-field");
  const char *text = ctg_setup_controller_get_text (binding->wizard, binding->field);

  /* A password field holds nothing but what is being typed: the controller never gives one back. */
  if (text[0] == '\0' && ctg_setup_controller_has_password (binding->wizard, binding->field))
    return;
  if (strcmp (gtk_editable_get_text (row), text) != 0)
    write_text (row, text);
}

/**
 * ctg_setup_field_bind:
 * @row: an entry row
 * @wizard: the controller
 * @field: the field that @row shows and changes
 */
void
ctg_setup_field_bind (GtkEditable *row, CtgSetupController *wizard, CtgSetupField field)
{
  binding_new (row, wizard, field);
  update_text (row);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect_object (wizard, "form-changed", G_CALLBACK (update_text), row, G_CONNECT_SWAPPED);
}

static void
selected_cb (AdwComboRow *row)
{
  Binding *binding = g_object_get_data (G_OBJECT (row), "ctg-field");
  guint selected = adw_combo_row_get_selected (row);

  if (!binding->updating && selected < G_N_ELEMENTS (securities))
    ctg_setup_controller_set_text (binding->wizard, binding->field, securities[selected]);
}

static void
update_selected (AdwComboRow *row)
{
  Binding *binding = g_object_get_data (G_OBJECT (row), "ctg-field");
  const char *text = ctg_setup_controller_get_text (binding->wizard, binding->field);

  binding->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (strcmp (securities[i], text) == 0)
      adw_combo_row_set_selected (row, i);
  binding->updating = FALSE;
}

/**
 * ctg_setup_field_bind_security:
 * @row: a combo row
 * @wizard: the controller
 * @field: one of the two security fields
 */
void
ctg_setup_field_bind_security (AdwComboRow *row, CtgSetupController *wizard, CtgSetupField field)
{
  const char *const names[] = { _("SSL/TLS"), _("STARTTLS"), _("None, this computer only"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  binding_new (row, wizard, field);
  update_selected (row);
  g_signal_connect (row, "notify::selected", G_CALLBACK (selected_cb), NULL);
  g_signal_connect_object (wizard, "form-changed", G_CALLBACK (update_selected), row, G_CONNECT_SWAPPED);
}

/**
 * ctg_setup_field_clear:
 * @row: a bound password row
 *
 * Empties what is shown, and with it what the accessibility bus gives away (U3); the controller keeps its own copy
 * until it has been used.
 */
void
ctg_setup_field_clear (GtkEditable *row)
{
  write_text (row, "");
}

static void
update_caps_lock (GtkLabel *label)
{
  GtkWidget *row = g_object_get_data (G_OBJECT (label), "ctg-row");
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (row));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  gboolean has_focus = (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;

  gtk_widget_set_visible (GTK_WIDGET (label), has_focus && keyboard != NULL &&
                                                gdk_device_get_caps_lock_state (keyboard));
}

/**
 * ctg_setup_field_show_caps_lock:
 * @row: the row of a password
 * @label: shown while capitals are typed there unawares
 *
 * The row has an icon for the eye; the words are for everybody (A75).
 */
void
ctg_setup_field_show_caps_lock (GtkWidget *row, GtkLabel *label)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (row));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  g_object_set_data (G_OBJECT (label), "ctg-row", row);
  if (keyboard != NULL)
    g_signal_connect_object (keyboard, "notify::caps-lock-state", G_CALLBACK (update_caps_lock), label,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "state-flags-changed", G_CALLBACK (update_caps_lock), label, G_CONNECT_SWAPPED);
}

/**
 * ctg_setup_field_show_required:
 * @row: the row of a field of text
 * @is_required: whether it may not stay empty
 *
 * Marks it with a star for the eye, and as required for the screen reader (A71).
 */
void
ctg_setup_field_show_required (AdwEntryRow *row, gboolean is_required)
{
  GtkWidget *star = g_object_get_data (G_OBJECT (row), "ctg-star");

  if (star == NULL)
    {
      star = g_object_new (GTK_TYPE_LABEL, "label", "*", "tooltip-text", _("Required"), "accessible-role",
                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      adw_entry_row_add_suffix (row, star);
      g_object_set_data (G_OBJECT (row), "ctg-star", star);
    }
  gtk_widget_set_visible (star, is_required);
  /* GTK 4.8 does not tell the bus what is required: a description does, unless one says what is wrong. */
  if (!gtk_widget_has_css_class (GTK_WIDGET (row), "error"))
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    is_required ? _("Required") : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_REQUIRED, is_required, -1);
}

/**
 * ctg_setup_field_show_fault:
 * @row: the row of a field
 * @message: (nullable): what is wrong with it; NULL or "" for nothing
 * @label: the label that shows the message
 *
 * Marks a field and ties the message to it, for the eye and for the screen reader.
 */
void
ctg_setup_field_show_fault (GtkWidget *row, const char *message, GtkLabel *label)
{
  gboolean wrong = message != NULL && message[0] != '\0';
  /* The row, not the text in it: with libadwaita 1.2 only the row is on the bus. */
  GtkAccessible *accessible = GTK_ACCESSIBLE (row);

  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, wrong ? message : "", -1);
  if (wrong)
    gtk_accessible_update_relation (accessible, GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE, label, -1);
  else
    gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
}
