/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-editor.h"

#include "engine-companies.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

struct _CtgCompanyEditor
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  GtkEditable *domains_row;
  GtkEditable *phone_row;
  GtkEditable *note_row;

  CtgEngine *engine;          /* (owned) */
  gint64 id;                  /* 0: a new one */
};

G_DEFINE_FINAL_TYPE (CtgCompanyEditor, ctg_company_editor, ADW_TYPE_WINDOW)

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update_cb (CtgCompanyEditor *self)
{
  gtk_widget_set_sensitive (self->save_button, *gtk_editable_get_text (self->name_row) != '\0');
}

static void
show_problem (CtgCompanyEditor *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *sentence = g_strstrip (g_strdup_printf ("%s %s %s", text->headline, text->explanation, text->next));

  gtk_label_set_text (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_set_sensitive (self->save_button, TRUE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgCompanyEditor) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_put_finish (CTG_ENGINE (source), result, &error);

  if (id == 0)
    {
      show_problem (self, error);
      return;
    }
  g_signal_emit (self, signals[SAVED], 0, id);
  gtk_window_destroy (GTK_WINDOW (self));
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
save_cb (CtgCompanyEditor *self)
{
  g_auto (GStrv) domains = NULL;
  g_autofree char *name = NULL;
  CtgCompanyFields fields = { 0 };

  if (!gtk_widget_get_sensitive (self->save_button))
    return;
  domains = dup_domains (self);
  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  fields.id = self->id;
  fields.name = name;
  fields.phone = gtk_editable_get_text (self->phone_row);
  fields.note = gtk_editable_get_text (self->note_row);
  fields.domains = (const char *const *) domains;
  gtk_widget_set_sensitive (self->save_button, FALSE);
  ctg_engine_put_company_async (self->engine, &fields, saved_cb, g_object_ref (self));
}

static void
ctg_company_editor_dispose (GObject *object)
{
  g_clear_object (&CTG_COMPANY_EDITOR (object)->engine);
  G_OBJECT_CLASS (ctg_company_editor_parent_class)->dispose (object);
}

static void
ctg_company_editor_class_init (CtgCompanyEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_company_editor_dispose;
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/company-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, domains_row);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, phone_row);
  gtk_widget_class_bind_template_child (widget_class, CtgCompanyEditor, note_row);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
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

  self->engine = g_object_ref (engine);
  if (company != NULL)
    fill (self, company);
  update_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return self;
}
