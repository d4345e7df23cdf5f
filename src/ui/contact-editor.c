/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-editor.h"

#include "attachments-switch.h"

#include <glib/gi18n-lib.h>

#define MAX_ADDRESSES 20

struct _CtgContactEditor
{
  CtgRecordEditor parent_instance;

  GtkEditable *name_row;
  GtkEditable *company_row;
  GtkEditable *phone_row;
  GtkEditable *note_row;
  AdwPreferencesGroup *addresses_group;

  gint64 id;                  /* 0: a new one */
  GPtrArray *address_rows;    /* (owned) (element-type GtkEditable) the last one is empty */
};

G_DEFINE_FINAL_TYPE (CtgContactEditor, ctg_contact_editor, CTG_TYPE_RECORD_EDITOR)

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
  ctg_record_editor_allow (CTG_RECORD_EDITOR (self),
                           has_address || *gtk_editable_get_text (self->name_row) != '\0');
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
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (ctg_record_editor_save), self, G_CONNECT_SWAPPED);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgRecordEditor) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_save_contact_finish (CTG_ENGINE (source), result, &error);

  ctg_record_editor_saved (self, id, error);
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
ctg_contact_editor_save (CtgRecordEditor *editor)
{
  CtgContactEditor *self = CTG_CONTACT_EDITOR (editor);
  g_auto (GStrv) addresses = NULL;
  g_autofree char *name = NULL;
  CtgContactFields fields = { 0 };

  addresses = dup_addresses (self);
  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  fields.name = *name != '\0' ? name : addresses[0] != NULL ? addresses[0] : "";
  fields.company = gtk_editable_get_text (self->company_row);
  fields.phone = gtk_editable_get_text (self->phone_row);
  fields.note = gtk_editable_get_text (self->note_row);
  fields.addresses = (const char *const *) addresses;
  ctg_engine_save_contact_async (ctg_record_editor_get_engine (editor), self->id, &fields, saved_cb,
                                 g_object_ref (self));
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

  G_OBJECT_CLASS (class)->finalize = ctg_contact_editor_finalize;
  CTG_RECORD_EDITOR_CLASS (class)->save = ctg_contact_editor_save;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/contact-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, company_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, phone_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, note_row);
  gtk_widget_class_bind_template_child (widget_class, CtgContactEditor, addresses_group);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "save_cb", G_CALLBACK (ctg_record_editor_save));
}

static void
ctg_contact_editor_init (CtgContactEditor *self)
{
  self->address_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static CtgContactEditor *
make_editor (GtkWindow *parent, const char *title)
{
  return g_object_new (CTG_TYPE_CONTACT_EDITOR, "transient-for", parent, "title", title, NULL);
}

static void
open_editor (CtgContactEditor *self, CtgEngine *engine)
{
  update_cb (self);
  ctg_record_editor_open (CTG_RECORD_EDITOR (self), engine, GTK_WIDGET (self->name_row));
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
  CtgContactEditor *self = make_editor (parent, _("New contact"));

  append_address (self, address != NULL ? address : "");
  gtk_editable_set_text (self->name_row, name != NULL ? name : "");
  open_editor (self, engine);
  return self;
}

/* Kept at once, whatever becomes of what is typed. */
static void
add_attachments_switch (CtgContactEditor *self, CtgEngine *engine)
{
  CtgAttachmentsOf whose = { NULL, self->id };
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), ctg_attachments_switch_new (engine, &whose));
  ctg_record_editor_add (CTG_RECORD_EDITOR (self), group);
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
  CtgContactEditor *self = make_editor (parent, _("Edit contact"));

  self->id = contact->id;
  for (guint i = 0; contact->addresses[i] != NULL; i++)
    append_address (self, contact->addresses[i]);
  append_address (self, "");
  gtk_editable_set_text (self->name_row, contact->name);
  gtk_editable_set_text (self->company_row, contact->company);
  gtk_editable_set_text (self->phone_row, contact->phone);
  gtk_editable_set_text (self->note_row, contact->note);
  add_attachments_switch (self, engine);
  open_editor (self, engine);
  return self;
}
