/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "lazy-item.h"
#include "record-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CTG_DEAL_ICON "x-office-document-symbolic"

/* What the pages of companies, deals and sequences have in common: a head, two buttons, and groups that are made anew
 * when something changes. A subclass says what is in them. */
#define CTG_TYPE_RECORD_VIEW (ctg_record_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (CtgRecordView, ctg_record_view, CTG, RECORD_VIEW, GtkWidget)

struct _CtgRecordViewClass
{
  GtkWidgetClass parent_class;

  CtgRecordKind kind;           /* whose page is read when the record changes */
  const char *write_action;     /* (nullable) of the window, with the record: begins a letter from it */

  /* The record has changed: the head is set; and the groups, where no page is read. */
  void  (*update)       (CtgRecordView *self);
  /* (nullable) the page is read, and the groups are empty */
  void  (*show_page)    (CtgRecordView *self, const CtgRecordPage *page);
  void  (*edit)         (CtgRecordView *self, GtkWindow *window);
  void  (*remove)       (CtgRecordView *self);
  /* (nullable) what is asked before, and what is said of it; without it removing can be undone */
  char *(*dup_question) (CtgRecordView *self, const char **explanation);
};

void          ctg_record_view_show        (CtgRecordView *self, CtgEngine *engine, CtgLazyItem *item);
void          ctg_record_view_focus       (CtgRecordView *self);

/* For subclasses. */
CtgEngine    *ctg_record_view_get_engine  (CtgRecordView *self);
gconstpointer ctg_record_view_get_record  (CtgRecordView *self);
void          ctg_record_view_set_icon    (CtgRecordView *self, const char *icon, gboolean has_initials);
void          ctg_record_view_set_head    (CtgRecordView *self, const char *name, const char *about);
void          ctg_record_view_drop_groups (CtgRecordView *self);
GtkWidget    *ctg_record_view_add_group   (CtgRecordView *self, const char *title, const char *description);
void          ctg_record_view_set_first   (CtgRecordView *self, GtkWidget *widget);
void          ctg_record_view_add_people  (CtgRecordView *self, const CtgRecordPage *page, const char *nobody);
void          ctg_record_view_add_letters (CtgRecordView *self, const CtgRecordPage *page);

G_END_DECLS
