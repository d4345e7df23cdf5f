/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deal-editor.h"

#include "accessible-names.h"
#include "company-list.h"
#include "compose-recipients.h"
#include "engine-companies.h"
#include "engine-drafts.h"
#include "record-page.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define CURRENCY "EUR"

struct _CtgDealEditor
{
  CtgRecordEditor parent_instance;

  GtkEditable *name_row;
  AdwComboRow *stage_row;
  GtkEditable *amount_row;
  GtkEditable *currency_row;
  AdwComboRow *company_row;
  GtkEditable *note_row;
  AdwPreferencesGroup *people_group;
  CtgComposeRecipients *person_line;

  gint64 id;                  /* 0: a new one */
  gint64 company_id;          /* to be chosen once the companies are here; 0: none */
  GPtrArray *companies;       /* (owned) (nullable) (element-type CtgCompanyRow) after "None" */
  GArray *contact_ids;        /* (owned) (element-type gint64) who is in it */
  gboolean has_people;        /* those who are in it are known */
};

G_DEFINE_FINAL_TYPE (CtgDealEditor, ctg_deal_editor, CTG_TYPE_RECORD_EDITOR)

/* What is not here yet must not be kept as if there were none. */
static void
update_cb (CtgDealEditor *self)
{
  ctg_record_editor_allow (CTG_RECORD_EDITOR (self), self->has_people && self->companies != NULL &&
                                                       *gtk_editable_get_text (self->name_row) != '\0');
}

/* --- People --- */

static guint
find_person (CtgDealEditor *self, gint64 contact_id)
{
  for (guint i = 0; i < self->contact_ids->len; i++)
    if (g_array_index (self->contact_ids, gint64, i) == contact_id)
      return i;
  return G_MAXUINT;
}

static void
take_off_cb (GtkWidget *button, CtgDealEditor *self)
{
  const gint64 *contact_id = g_object_get_data (G_OBJECT (button), "contact");
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);

  g_array_remove_index (self->contact_ids, find_person (self, *contact_id));
  adw_preferences_group_remove (self->people_group, row);
  gtk_widget_grab_focus (GTK_WIDGET (self->person_line));
}

static GtkWidget *
make_take_off (CtgDealEditor *self, const CtgPagePerson *person, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: %s is a contact's name. */
  g_autofree char *words = g_strdup_printf (_("Take %s off the deal"), name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "contact",
                          g_memdup2 (&person->contact_id, sizeof person->contact_id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_off_cb), self, 0);
  return button;
}

static void
add_person_row (CtgDealEditor *self, const CtgPagePerson *person)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = ctg_words_line (person->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), person->address);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_take_off (self, person, name));
  adw_preferences_group_add (self->people_group, row);
}

static void
add_person (CtgDealEditor *self, const CtgPagePerson *person)
{
  if (find_person (self, person->contact_id) != G_MAXUINT)
    return;
  g_array_append_val (self->contact_ids, person->contact_id);
  add_person_row (self, person);
}

static void
person_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgDealEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgPagePerson) person = ctg_page_person_find_finish (result, &error);

  if (ctg_record_editor_get_engine (CTG_RECORD_EDITOR (self)) == NULL)
    return;
  if (person != NULL)
    add_person (self, person);
  else
    ctg_record_editor_complain (CTG_RECORD_EDITOR (self), _("No contact has this address."));
  self->has_people = TRUE;
  update_cb (self);
}

/* Whoever is chosen is followed by a comma, as in a letter's line. */
static void
line_changed_cb (CtgDealEditor *self)
{
  CtgEngine *engine = ctg_record_editor_get_engine (CTG_RECORD_EDITOR (self));
  const char *text = ctg_compose_recipients_get_text (self->person_line);
  g_auto (GStrv) addresses = NULL;

  if (engine == NULL || !(g_str_has_suffix (text, ",") || g_str_has_suffix (text, ", ")))
    return;
  addresses = ctg_engine_read_people (text, NULL);
  if (addresses == NULL)
    return;
  for (guint i = 0; addresses[i] != NULL; i++)
    ctg_page_person_find_async (ctg_engine_get_store (engine), 0, addresses[i], person_found_cb, g_object_ref (self));
  ctg_compose_recipients_set_text (self->person_line, "");
}

static void
page_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgDealEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgRecordPage) page = ctg_record_page_load_finish (result, &error);

  if (ctg_record_editor_get_engine (CTG_RECORD_EDITOR (self)) == NULL)
    return;
  if (page == NULL)
    {
      ctg_record_editor_saved (CTG_RECORD_EDITOR (self), 0, error);
      update_cb (self);
      return;
    }
  g_array_append_vals (self->contact_ids, page->contact_ids->data, page->contact_ids->len);
  for (guint i = 0; i < page->people->len; i++)
    add_person_row (self, g_ptr_array_index (page->people, i));
  self->has_people = TRUE;
  update_cb (self);
}

/* --- Companies and stages --- */

static void
companies_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgDealEditor) self = data;
  g_autoptr (GPtrArray) companies = ctg_company_rows_load_finish (result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  if (companies == NULL || ctg_record_editor_get_engine (CTG_RECORD_EDITOR (self)) == NULL)
    return;
  gtk_string_list_append (names, C_("company", "None"));
  for (guint i = 0; i < companies->len; i++)
    {
      const CtgCompanyRow *company = g_ptr_array_index (companies, i);

      gtk_string_list_take (names, ctg_words_line (company->name));
      if (company->id == self->company_id)
        chosen = i + 1;
    }
  self->companies = g_steal_pointer (&companies);
  adw_combo_row_set_model (self->company_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->company_row, chosen);
  update_cb (self);
}

static gint64
get_company (CtgDealEditor *self)
{
  guint chosen = adw_combo_row_get_selected (self->company_row);

  if (chosen == 0 || chosen > self->companies->len)
    return 0;
  return ((const CtgCompanyRow *) g_ptr_array_index (self->companies, chosen - 1))->id;
}

static void
set_stage (CtgDealEditor *self, const char *stage)
{
  const char *const *stages = ctg_engine_list_stages ();

  for (guint i = 0; stages[i] != NULL; i++)
    if (g_str_equal (stages[i], stage))
      adw_combo_row_set_selected (self->stage_row, i);
}

/* --- Saving --- */

static void
ctg_deal_editor_save (CtgRecordEditor *editor)
{
  CtgDealEditor *self = CTG_DEAL_EDITOR (editor);
  g_autofree char *amount = g_strstrip (g_strdup (gtk_editable_get_text (self->amount_row)));
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->currency_row)));
  g_autofree char *currency = g_ascii_strup (typed, -1);
  CtgDealFields fields = { .id = self->id, .name = gtk_editable_get_text (self->name_row) };

  if (*ctg_compose_recipients_get_text (self->person_line) != '\0')
    {
      ctg_record_editor_complain (editor, _("The last of the people is not chosen yet: choose a contact, or empty the "
                                            "line."));
      gtk_widget_grab_focus (GTK_WIDGET (self->person_line));
      return;
    }
  fields.stage = ctg_engine_list_stages ()[adw_combo_row_get_selected (self->stage_row)];
  fields.amount = *amount != '\0' ? amount : "0";
  fields.currency = *currency != '\0' ? currency : CURRENCY;
  fields.note = gtk_editable_get_text (self->note_row);
  fields.company_id = get_company (self);
  fields.contacts = (const gint64 *) (gpointer) self->contact_ids->data;
  fields.n_contacts = self->contact_ids->len;
  ctg_engine_put_deal_async (ctg_record_editor_get_engine (editor), &fields, ctg_record_editor_put_cb,
                             g_object_ref (self));
}

static void
ctg_deal_editor_finalize (GObject *object)
{
  CtgDealEditor *self = CTG_DEAL_EDITOR (object);

  g_clear_pointer (&self->companies, g_ptr_array_unref);
  g_array_unref (self->contact_ids);
  G_OBJECT_CLASS (ctg_deal_editor_parent_class)->finalize (object);
}

static void
ctg_deal_editor_class_init (CtgDealEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ctg_deal_editor_finalize;
  CTG_RECORD_EDITOR_CLASS (class)->save = ctg_deal_editor_save;
  g_type_ensure (CTG_TYPE_COMPOSE_RECIPIENTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/deal-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, stage_row);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, amount_row);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, currency_row);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, company_row);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, note_row);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, people_group);
  gtk_widget_class_bind_template_child (widget_class, CtgDealEditor, person_line);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "save_cb", G_CALLBACK (ctg_record_editor_save));
}

static void
ctg_deal_editor_init (CtgDealEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *const *stages = ctg_engine_list_stages ();

  self->contact_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; stages[i] != NULL; i++)
    gtk_string_list_append (names, ctg_text_for_stage (stages[i]));
  adw_combo_row_set_model (self->stage_row, G_LIST_MODEL (names));
  gtk_editable_set_text (self->currency_row, CURRENCY);
  g_signal_connect_object (self->person_line, "changed", G_CALLBACK (line_changed_cb), self, G_CONNECT_SWAPPED);
  ctg_accessible_names_mend (GTK_WIDGET (self));
}

static CtgDealEditor *
make_editor (GtkWindow *parent, const char *title)
{
  return g_object_new (CTG_TYPE_DEAL_EDITOR, "transient-for", parent, "title", title, NULL);
}

static void
open_editor (CtgDealEditor *self, CtgEngine *engine)
{
  ctg_compose_recipients_set_engine (self->person_line, engine, _("Add a person"));
  ctg_compose_recipients_set_placeholder (self->person_line, _("Add a person"));
  update_cb (self);
  ctg_record_editor_open (CTG_RECORD_EDITOR (self), engine, GTK_WIDGET (self->name_row));
  ctg_company_rows_load_async (ctg_engine_get_store (engine), companies_loaded_cb, g_object_ref (self));
}

/**
 * ctg_deal_editor_add:
 * @parent: the window it belongs to
 * @engine: the engine
 * @contact_id: who is in it to begin with; 0: nobody
 * @company_id: whose it is to begin with; 0: no company's
 *
 * Opens the dialog for a new deal.
 *
 * Returns: (transfer none): the dialog, which closes itself
 */
CtgDealEditor *
ctg_deal_editor_add (GtkWindow *parent, CtgEngine *engine, gint64 contact_id, gint64 company_id)
{
  CtgDealEditor *self = make_editor (parent, _("New deal"));

  self->company_id = company_id;
  self->has_people = contact_id == 0;
  open_editor (self, engine);
  if (contact_id != 0)
    ctg_page_person_find_async (ctg_engine_get_store (engine), contact_id, NULL, person_found_cb, g_object_ref (self));
  return self;
}

/**
 * ctg_deal_editor_edit:
 * @parent: the window it belongs to
 * @engine: the engine
 * @deal: what to change; copied
 *
 * Opens the dialog on a deal.
 *
 * Returns: (transfer none): the dialog, which closes itself
 */
CtgDealEditor *
ctg_deal_editor_edit (GtkWindow *parent, CtgEngine *engine, const CtgDealRow *deal)
{
  CtgDealEditor *self = make_editor (parent, _("Edit deal"));

  self->id = deal->id;
  self->company_id = deal->company_id;
  gtk_editable_set_text (self->name_row, deal->name);
  set_stage (self, deal->stage);
  gtk_editable_set_text (self->amount_row, deal->amount);
  gtk_editable_set_text (self->currency_row, deal->currency);
  gtk_editable_set_text (self->note_row, deal->note);
  open_editor (self, engine);
  ctg_record_page_load_async (ctg_engine_get_store (engine), CTG_RECORD_DEAL, deal->id, NULL, page_loaded_cb,
                              g_object_ref (self));
  return self;
}
