/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-view.h"

#include "accessible-names.h"
#include "company-editor.h"
#include "company-list.h"
#include "engine-companies.h"
#include "record-rows.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgCompanyView
{
  CtgRecordView parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgCompanyView, ctg_company_view, CTG_TYPE_RECORD_VIEW)

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgRecordView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_company_done_finish (CTG_ENGINE (source), result, &error) &&
      ctg_record_view_get_engine (self) != NULL)
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
ctg_company_view_remove (CtgRecordView *self)
{
  const CtgCompanyRow *row = ctg_record_view_get_record (self);

  ctg_engine_delete_company_async (ctg_record_view_get_engine (self), row->id, removed_cb, g_object_ref (self));
}

static char *
ctg_company_view_dup_question (CtgRecordView *self, const char **explanation)
{
  const CtgCompanyRow *row = ctg_record_view_get_record (self);
  g_autofree char *name = ctg_words_line (row->name);

  *explanation = _("Its people and their letters stay.");
  /* Translators: %s is a company's name. */
  return g_strdup_printf (_("Remove the company %s?"), name);
}

static void
ctg_company_view_edit (CtgRecordView *self, GtkWindow *window)
{
  ctg_company_editor_open (window, ctg_record_view_get_engine (self), ctg_record_view_get_record (self));
}

static GtkWidget *
make_new_deal (const CtgRecordPage *page)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Ne_w deal…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.new-deal");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", (gint64) 0, page->id);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  ctg_accessible_names_mend (button);
  return button;
}

static void
add_deals (CtgRecordView *self, const CtgRecordPage *page)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (ctg_record_view_add_group (self, _("Deals"), NULL));

  adw_preferences_group_set_header_suffix (group, make_new_deal (page));
  for (guint i = 0; i < page->deals->len; i++)
    adw_preferences_group_add (group, ctg_record_rows_deal (g_ptr_array_index (page->deals, i)));
}

static void
ctg_company_view_show_page (CtgRecordView *self, const CtgRecordPage *page)
{
  ctg_record_view_add_people (self, page, _("Nobody yet: contacts who name it as their company, or who write from one "
                                            "of its domains, appear here."));
  add_deals (self, page);
  ctg_record_view_add_letters (self, page);
}

static char *
make_about (const CtgCompanyRow *row)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; row->domains[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (row->domains[i]));
  if (*row->phone != '\0')
    g_ptr_array_add (words, ctg_words_isolated (row->phone));
  if (*row->note != '\0')
    g_ptr_array_add (words, ctg_words_line (row->note));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" · ", (char **) words->pdata);
}

static void
ctg_company_view_update (CtgRecordView *self)
{
  const CtgCompanyRow *row = ctg_record_view_get_record (self);
  g_autofree char *name = ctg_words_line (row->name);
  g_autofree char *about = make_about (row);

  ctg_record_view_set_head (self, name, about);
}

static void
ctg_company_view_class_init (CtgCompanyViewClass *class)
{
  CtgRecordViewClass *view_class = CTG_RECORD_VIEW_CLASS (class);

  view_class->kind = CTG_RECORD_COMPANY;
  view_class->write_action = "win.write-company";
  view_class->update = ctg_company_view_update;
  view_class->show_page = ctg_company_view_show_page;
  view_class->edit = ctg_company_view_edit;
  view_class->remove = ctg_company_view_remove;
  view_class->dup_question = ctg_company_view_dup_question;
}

static void
ctg_company_view_init (CtgCompanyView *self)
{
  ctg_record_view_set_icon (CTG_RECORD_VIEW (self), "x-office-address-book-symbolic", TRUE);
}
