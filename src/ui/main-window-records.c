/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window's places of companies, deals and sequences: a list that stays out of the way while it is empty, and a
 * page of what is chosen in it. */

#include "main-window-private.h"

#include "company-editor.h"
#include "deal-editor.h"
#include "list-rows.h"

#include <glib/gi18n-lib.h>

static const CtgRecordPlaceText texts[CTG_N_RECORD_PLACES] = {
  [CTG_RECORDS_COMPANIES] = { CTG_PLACE_COMPANIES, "company", "x-office-address-book-symbolic", N_("Companies"),
                              N_("No company chosen"), N_("No companies yet"),
                              N_("Contacts who write from a company’s domain are together on its page."),
                              N_("_New company…"), "win.new-company", N_("New company"), ctg_list_rows_fill_company },
  [CTG_RECORDS_DEALS] = { CTG_PLACE_DEALS, "deal", CTG_DEAL_ICON, N_("Deals"), N_("No deal chosen"),
                          N_("No deals yet"), N_("A deal has people, an amount and a stage; their letters are on its "
                                                 "page."),
                          N_("_New deal…"), "win.new-deal((int64 0, int64 0))", N_("New deal"),
                          ctg_list_rows_fill_deal },
  [CTG_RECORDS_SEQUENCES] = { CTG_PLACE_SEQUENCES, "sequence", "view-list-ordered-symbolic", N_("Sequences"),
                              N_("No sequence chosen"), N_("No sequences yet"),
                              N_("A sequence sends templates one after the other, days apart, until there is an "
                                 "answer."),
                              N_("_New sequence…"), "win.new-sequence", N_("New sequence"),
                              ctg_list_rows_fill_sequence },
};

/**
 * ctg_main_window_find_records:
 * @self: the window
 * @place: a place's name
 *
 * Returns: (transfer none) (nullable): its list and page, if it is of records
 */
CtgRecordPlace *
ctg_main_window_find_records (CtgMainWindow *self, const char *place)
{
  for (guint i = 0; i < CTG_N_RECORD_PLACES; i++)
    if (g_str_equal (texts[i].place, place))
      return &self->records[i];
  return NULL;
}

static void
selected_cb (CtgListPane *pane, gint64 id, CtgMainWindow *self)
{
  CtgRecordPlace *records = g_object_get_data (G_OBJECT (pane), "records");
  g_autoptr (CtgLazyItem) item = NULL;
  guint position;

  if (id != 0 && ctg_lazy_list_find (records->list, id, &position))
    item = g_list_model_get_item (G_LIST_MODEL (records->list), position);
  if (item != NULL)
    ctg_record_view_show (records->view, self->engine, item);
  ctg_main_window_update_content (self);
}

static void
activated_cb (CtgListPane *pane, gint64 id, CtgMainWindow *self)
{
  CtgRecordPlace *records = g_object_get_data (G_OBJECT (pane), "records");

  ctg_main_window_go_to_content (self);
  ctg_record_view_focus (records->view);
}

static void
show_wanted (CtgMainWindow *self, CtgRecordPlace *records)
{
  guint position;

  if (records->wanted == 0 || !ctg_lazy_list_find (records->list, records->wanted, &position))
    return;
  ctg_main_window_show_place (self, records->text->place);
  ctg_list_pane_select (records->pane, records->wanted);
  records->wanted = 0;
  ctg_main_window_go_to_content (self);
  ctg_record_view_focus (records->view);
}

/* A place without content stays out of the way. */
static void
list_changed (CtgMainWindow *self, CtgRecordPlace *records)
{
  gboolean has_any = g_list_model_get_n_items (G_LIST_MODEL (records->list)) > 0;

  gtk_widget_set_visible (GTK_WIDGET (records->row), has_any);
  if (!has_any && ctg_lazy_list_is_loaded (records->list) &&
      g_str_equal (ctg_main_window_get_place (self), records->text->place))
    ctg_main_window_show_place (self, CTG_PLACE_CONTACTS);
  show_wanted (self, records);
}

static void
list_changed_cb (CtgMainWindow *self)
{
  for (guint i = 0; i < CTG_N_RECORD_PLACES; i++)
    if (self->records[i].list != NULL)
      list_changed (self, &self->records[i]);
}

static void
show_record (CtgMainWindow *self, guint which, gint64 id)
{
  self->records[which].wanted = id;
  show_wanted (self, &self->records[which]);
}

/**
 * ctg_main_window_show_deal_cb:
 * @widget: the window
 * @name: the action
 * @parameter: its parameter
 *
 * The action `win.show-deal`: shows a deal, as soon as it is in the list.
 */
void
ctg_main_window_show_deal_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_record (CTG_MAIN_WINDOW (widget), CTG_RECORDS_DEALS, g_variant_get_int64 (parameter));
}

/**
 * ctg_main_window_show_sequence_cb:
 * @widget: the window
 * @name: the action
 * @parameter: its parameter
 *
 * The action `win.show-sequence`: shows a sequence, as soon as it is in the list.
 */
void
ctg_main_window_show_sequence_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_record (CTG_MAIN_WINDOW (widget), CTG_RECORDS_SEQUENCES, g_variant_get_int64 (parameter));
}

static void
company_saved_cb (CtgRecordEditor *editor, gint64 id, CtgMainWindow *self)
{
  show_record (self, CTG_RECORDS_COMPANIES, id);
}

/**
 * ctg_main_window_new_company_cb:
 * @widget: the window
 * @name: the action
 * @parameter: (nullable): its parameter
 *
 * The action `win.new-company`.
 */
void
ctg_main_window_new_company_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  CtgCompanyEditor *editor = ctg_company_editor_open (GTK_WINDOW (self), self->engine, NULL);

  g_signal_connect_object (editor, "saved", G_CALLBACK (company_saved_cb), self, 0);
}

static void
make_records (CtgMainWindow *self, CtgRecordPlace *records, const CtgRecordPlaceText *text)
{
  GtkWidget *empty = ctg_main_window_make_empty_page (text->icon, _(text->none), _(text->what), _(text->add),
                                                      text->action);
  GtkWidget *pane = ctg_list_pane_new (_(text->title), empty, text->fill);
  GtkWidget *add = ctg_main_window_make_add_button ("list-add-symbolic", _(text->add_tooltip), text->action);

  records->text = text;
  records->pane = CTG_LIST_PANE (pane);
  gtk_stack_add_named (self->lists, ctg_main_window_with_heading (_(text->title), pane, add), text->place);
  g_object_set_data (G_OBJECT (pane), "records", records);
  g_signal_connect_object (pane, "selected", G_CALLBACK (selected_cb), self, 0);
  g_signal_connect_object (pane, "activated", G_CALLBACK (activated_cb), self, 0);
}

/**
 * ctg_main_window_make_records:
 * @self: the window
 *
 * Makes the lists of records.
 */
void
ctg_main_window_make_records (CtgMainWindow *self)
{
  for (guint i = 0; i < CTG_N_RECORD_PLACES; i++)
    make_records (self, &self->records[i], &texts[i]);
  self->records[CTG_RECORDS_COMPANIES].view = CTG_RECORD_VIEW (self->company_view);
  self->records[CTG_RECORDS_DEALS].view = CTG_RECORD_VIEW (self->deal_view);
  self->records[CTG_RECORDS_SEQUENCES].view = CTG_RECORD_VIEW (self->sequence_view);
}

/**
 * ctg_main_window_add_records_row:
 * @self: the window
 * @which: of the places of records
 *
 * Adds a row to the sidebar, hidden while there is nothing in its list.
 */
void
ctg_main_window_add_records_row (CtgMainWindow *self, guint which)
{
  CtgRecordPlace *records = &self->records[which];
  GtkWidget *row = ctg_place_row_new (records->text->place, _(records->text->title), records->text->icon);

  records->row = CTG_PLACE_ROW (row);
  gtk_widget_set_visible (row, FALSE);
  gtk_list_box_append (self->places, row);
}

/**
 * ctg_main_window_set_records:
 * @self: the window
 * @which: of the places of records
 * @list: (transfer full): what is in it
 *
 * Fills a place.
 */
void
ctg_main_window_set_records (CtgMainWindow *self, guint which, CtgLazyList *list)
{
  self->records[which].list = list;
  ctg_list_pane_set_list (self->records[which].pane, list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::is-loaded", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
}
