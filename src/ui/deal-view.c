/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deal-view.h"

#include "deal-editor.h"
#include "deal-list.h"
#include "engine-companies.h"
#include "texts.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgDealView
{
  CtgRecordView parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgDealView, ctg_deal_view, CTG_TYPE_RECORD_VIEW)

/* The view may be hidden by now, with the last deal; its window is not. */
static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_company_done_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast_undo (window, _("The deal was removed"), 0, "win.undo-last", g_variant_new_boolean (TRUE));
  else
    ctg_words_show_error (window, error);
}

static void
ctg_deal_view_remove (CtgRecordView *self)
{
  const CtgDealRow *row = ctg_record_view_get_record (self);

  ctg_engine_delete_deal_async (ctg_record_view_get_engine (self), row->id, removed_cb,
                                g_object_ref (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
ctg_deal_view_edit (CtgRecordView *self, GtkWindow *window)
{
  ctg_deal_editor_edit (window, ctg_record_view_get_engine (self), ctg_record_view_get_record (self));
}

static void
ctg_deal_view_show_page (CtgRecordView *self, const CtgRecordPage *page)
{
  ctg_record_view_add_people (self, page, _("Nobody yet: Edit adds contacts."));
  ctg_record_view_add_letters (self, page);
}

static char *
make_about (const CtgDealRow *row)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, g_strdup (ctg_text_for_stage (row->stage)));
  if (row->amount_cents != 0)
    g_ptr_array_add (words, ctg_words_amount (row->amount_cents, row->currency));
  if (*row->company != '\0')
    g_ptr_array_add (words, ctg_words_isolated (row->company));
  if (*row->note != '\0')
    g_ptr_array_add (words, ctg_words_line (row->note));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" · ", (char **) words->pdata);
}

static void
ctg_deal_view_update (CtgRecordView *self)
{
  const CtgDealRow *row = ctg_record_view_get_record (self);
  g_autofree char *name = ctg_words_line (row->name);
  g_autofree char *about = make_about (row);

  ctg_record_view_set_head (self, name, about);
}

static void
ctg_deal_view_class_init (CtgDealViewClass *class)
{
  CtgRecordViewClass *view_class = CTG_RECORD_VIEW_CLASS (class);

  view_class->kind = CTG_RECORD_DEAL;
  view_class->write_action = "win.write-deal";
  view_class->update = ctg_deal_view_update;
  view_class->show_page = ctg_deal_view_show_page;
  view_class->edit = ctg_deal_view_edit;
  view_class->remove = ctg_deal_view_remove;
}

static void
ctg_deal_view_init (CtgDealView *self)
{
  ctg_record_view_set_icon (CTG_RECORD_VIEW (self), CTG_DEAL_ICON, FALSE);
}
