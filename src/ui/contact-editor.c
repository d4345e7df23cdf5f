/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-editor.h"

#include "attachments-switch.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define MAX_ADDRESSES 20

struct _CtgContactEditor
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  GtkEditable *company_row;
  GtkEditable *phone_row;
  GtkEditable *note_row;
  AdwPreferencesGroup *addresses_group;

  CtgEngine *engine;          /* (owned) */
  gint64 id;                  /* 0: a new one */
  GPtrArray *address_rows;    /* (owned) (element-type GtkEditable) the last one is empty */
};

G_DEFINE_FINAL_TYPE (CtgContactEditor, ctg_contact_editor, ADW_TYPE_WINDOW)

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void save_cb (CtgContactEditor *self);

static void
append_address (CtgContactEditor *self, const char *address);

static void
update_cb (CtgContactEditor *self)
{
  GtkEditable *last = g_ptr_array_index (self->address_rows, self->address_rows->len - 1);
  gboolean has_address = FALSE;

  /* A person without an address could not have letters; without a name it is called by its address. */
  for (guint i = 0; i < self->address_rows->len; i++)
    has_address = has_address || *gtk_editable_get_text (g_ptr_array_index (self->address_rows, i)) != '\0';
  gtk_widget_set_sensitive (self->save_button, has_address || *gtk_editable_get_text (self->name_row) != '\0');
  if (*gtk_editable_get_text (last) != '\0' && self->address_rows->len < MAX_ADDRESSES)
    append_address (self, "");
}

static void
append_address (CtgContactEditor *self, const char *address)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("E-mail address"));
  gtk_editable_set_text (GTK_EDITABLE (row), address);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_EMAIL);
  g_ptr_array_add (self->address_rows, row);
  adw_preferences_group_add (self->addresses_group, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
}

static void
show_problem (CtgContactEditor *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *sentence = g_strstrip (g_strdup_printf ("%s %s", text->headline, text->next));

  gtk_label_set_text (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_set_sensitive (self->save_button, TRUE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgContactEditor) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_save_contact_finish (CTG_ENGINE (source), result, &error);

  if (id == 0)
    {
      show_problem (self, error);
      return;
    }
  g_signal_emit (self, signals[SAVED], 0, id);
  gtk_window_destroy (GTK_WINDOW (self));
}

static GStrv
dup_addresses (CtgContactEditor *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->address_rows->len; i++)
    {
      g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (g_ptr_array_index (self->address_rows,
                                                                                                 i))));

      if (*address != '\0')
        g_strv_builder_add (builder, address);
    }
  return g_strv_builder_end (builder);
}

static void
save_cb (CtgContactEditor *self)
{
  g_auto (GStrv) addresses = NULL;
  g_autofree char *name = NULL;
  CtgContactFields fields = { 0 };

  if (!gtk_widget_get_sensitive (self->save_button))
    return;
  addresses = dup_addresses (self);
  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  fields.name = *name != '\0' ? name : addresses[0] != NULL ? addresses[0] : "";
  fields.company = gtk_editable_get_text (self->company_row);
  fields.phone = gtk_editable_get_text (self->phone_row);
  fields.note = gtk_editable_get_text (self->note_row);
  fields.addresses = (const char *const *) addresses;
  gtk_widget_set_sensitive (self->save_button, FALSE);
  ctg_engine_save_contact_async (self->engine, self->id, &fields, saved_cb, g_object_ref (self));
}

static void
ctg_contact_editor_dispose (GObject *object)
{
  g_clear_object (&CTG_CONTACT_EDITOR (object)->engine);
  G_OBJECT_CLASS (ctg_contact_editor_parent_class)->dispose (object);
}

static void
ctg_contact_editor_finalize (GObject *object)
{
  g_ptr_array_unref (CTG_CONTACT_EDITOR (object)->address_rows);
  G_OBJECT_CLASS (ctg_contact_editor_parent_class)->finalize (object);
}

static void
ctg_contact_editor_class_init (CtgContactEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_contact_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_contact_editor_finalize;
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/contact-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, company_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, phone_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, note_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, addresses_group);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
ctg_contact_editor_init (CtgContactEditor *self)
{
  self->address_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static CtgContactEditor *
open_editor (GtkWindow *parent, CtgEngine *engine, const char *title)
{
  CtgContactEditor *self = g_object_new (CTG_TYPE_CONTACT_EDITOR, "transient-for", parent, "title", title, NULL);

  self->engine = g_object_ref (engine);
  return self;
}

/**
 * ctg_contact_editor_add:
 * @parent: the window it belongs to
 * @engine: the engine
 * @name: (nullable): a name to begin with
 * @address: (nullable): an address to begin with
 *
 * Opens the dialog for a new contact.
 *
 * Returns: (transfer none): the dialog, which closes itself
 */
CtgContactEditor *
ctg_contact_editor_add (GtkWindow *parent, CtgEngine *engine, const char *name, const char *address)
{
  CtgContactEditor *self = open_editor (parent, engine, _("New contact"));

  append_address (self, address != NULL ? address : "");
  gtk_editable_set_text (self->name_row, name != NULL ? name : "");
  update_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return self;
}

/* Kept at once, whatever becomes of what is typed. */
static void
add_attachments_switch (CtgContactEditor *self)
{
  CtgAttachmentsOf whose = { NULL, self->id };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *above = gtk_widget_get_ancestor (GTK_WIDGET (self->phone_row), ADW_TYPE_PREFERENCES_GROUP);
  GtkWidget *box = gtk_widget_get_parent (above);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), ctg_attachments_switch_new (self->engine, &whose));
  gtk_box_append (GTK_BOX (box), group);
}

/**
 * ctg_contact_editor_edit:
 * @parent: the window it belongs to
 * @engine: the engine
 * @contact: whom to change; copied
 *
 * Opens the dialog on a contact.
 *
 * Returns: (transfer none): the dialog, which closes itself
 */
CtgContactEditor *
ctg_contact_editor_edit (GtkWindow *parent, CtgEngine *engine, const CtgContactFacts *contact)
{
  CtgContactEditor *self = open_editor (parent, engine, _("Edit contact"));

  self->id = contact->id;
  for (guint i = 0; contact->addresses[i] != NULL; i++)
    append_address (self, contact->addresses[i]);
  append_address (self, "");
  gtk_editable_set_text (self->name_row, contact->name);
  gtk_editable_set_text (self->company_row, contact->company);
  gtk_editable_set_text (self->phone_row, contact->phone);
  gtk_editable_set_text (self->note_row, contact->note);
  add_attachments_switch (self);
  update_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return self;
}
