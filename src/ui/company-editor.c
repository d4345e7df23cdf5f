/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-editor.h"

#include "engine-companies.h"

#include <glib/gi18n-lib.h>

struct _CtgCompanyEditor
{
  CtgRecordEditor parent_instance;

  GtkEditable *name_row;
  GtkEditable *domains_row;
  GtkEditable *phone_row;
  GtkEditable *note_row;

  gint64 id;                  /* 0: a new one */
};

G_DEFINE_FINAL_TYPE (CtgCompanyEditor, ctg_company_editor, CTG_TYPE_RECORD_EDITOR)

static void
update_cb (CtgCompanyEditor *self)
{
  ctg_record_editor_allow (CTG_RECORD_EDITOR (self), *gtk_editable_get_text (self->name_row) != '\0');
}

/* As people list them: with commas, spaces, or the @ before. */
static GStrv
dup_domains (CtgCompanyEditor *self)
{
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (self->domains_row), " ,;\t", -1);
  g_autoptr (GStrvBuilder) domains = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = words[i][0] == '@' ? words[i] + 1 : words[i];

      if (*word != '\0')
        g_strv_builder_add (domains, word);
    }
  return g_strv_builder_end (domains);
}

static void
ctg_company_editor_save (CtgRecordEditor *editor)
{
  CtgCompanyEditor *self = CTG_COMPANY_EDITOR (editor);
  g_auto (GStrv) domains = NULL;
  g_autofree char *name = NULL;
  CtgCompanyFields fields = { 0 };

  domains = dup_domains (self);
  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  fields.id = self->id;
  fields.name = name;
  fields.phone = gtk_editable_get_text (self->phone_row);
  fields.note = gtk_editable_get_text (self->note_row);
  fields.domains = (const char *const *) domains;
  ctg_engine_put_company_async (ctg_record_editor_get_engine (editor), &fields, ctg_record_editor_put_cb,
                                g_object_ref (self));
}

static void
ctg_company_editor_class_init (CtgCompanyEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  CTG_RECORD_EDITOR_CLASS (class)->save = ctg_company_editor_save;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/company-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, domains_row);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, phone_row);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, note_row);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "save_cb", G_CALLBACK (ctg_record_editor_save));
}

static void
ctg_company_editor_init (CtgCompanyEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (CtgCompanyEditor *self, const CtgCompanyRow *company)
{
  g_autofree char *domains = g_strjoinv (", ", company->domains);

  self->id = company->id;
  gtk_editable_set_text (self->name_row, company->name);
  gtk_editable_set_text (self->domains_row, domains);
  gtk_editable_set_text (self->phone_row, company->phone);
  gtk_editable_set_text (self->note_row, company->note);
}

/**
 * ctg_company_editor_open:
 * @parent: the window it belongs to
 * @engine: the engine
 * @company: (nullable): what to change; %NULL: a new one
 *
 * Opens the dialog.
 *
 * Returns: (transfer none): the dialog, which closes itself
 */
CtgCompanyEditor *
ctg_company_editor_open (GtkWindow *parent, CtgEngine *engine, const CtgCompanyRow *company)
{
  CtgCompanyEditor *self = g_object_new (CTG_TYPE_COMPANY_EDITOR, "transient-for", parent, "title",
                                         company != NULL ? _("Edit company") : _("New company"), NULL);

  if (company != NULL)
    fill (self, company);
  update_cb (self);
  ctg_record_editor_open (CTG_RECORD_EDITOR (self), engine, GTK_WIDGET (self->name_row));
  return self;
}
