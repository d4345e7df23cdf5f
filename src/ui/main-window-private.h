/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "main-window.h"

#include "company-list.h"
#include "company-view.h"
#include "contact-list.h"
#include "contact-view.h"
#include "letter-view.h"
#include "list-pane.h"
#include "message-list.h"
#include "outgoing-list.h"
#include "outgoing-view.h"
#include "place-row.h"
#include "problem-bar.h"
#include "row-counter.h"
#include "search-box.h"
#include "sequence-list.h"
#include "sequence-view.h"
#include "status-button.h"

G_BEGIN_DECLS

/* Private to main-window*.c. */
#define CTG_PLACE_CONTACTS "contacts"
#define CTG_PLACE_COMPANIES "companies"
#define CTG_PLACE_INBOX "inbox"
#define CTG_PLACE_OUTGOING "outgoing"
#define CTG_PLACE_SEQUENCES "sequences"
#define CTG_PLACE_WAITING "waiting"

struct _CtgMainWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkLabel *several_label;      /* how many contacts are chosen */
  GtkWidget *back_button;
  GtkWidget *settings_button;
  CtgSearchBox *search_box;
  CtgStatusButton *status_button;
  CtgProblemBar *problem_bar;
  GtkWidget *connect_button;
  GtkStack *pages;
  AdwLeaflet *outer;            /* places | inner */
  GtkWidget *places_pane;
  GtkListBox *places;
  AdwLeaflet *inner;            /* list | content */
  GtkWidget *list_pane;
  GtkStack *lists;
  GtkWidget *content_pane;
  GtkStack *contents;
  AdwStatusPage *none_page;
  CtgContactView *contact_view;
  CtgLetterView *letter_view;
  CtgOutgoingView *outgoing_view;
  CtgSequenceView *sequence_view;
  CtgCompanyView *company_view;
  CtgListPane *contacts;
  CtgListPane *companies;
  CtgListPane *inbox;
  CtgListPane *outgoing;
  CtgListPane *sequences;
  CtgListPane *waiting;
  CtgPlaceRow *contacts_row;
  CtgPlaceRow *companies_row;
  CtgPlaceRow *inbox_row;
  CtgPlaceRow *outgoing_row;
  CtgPlaceRow *sequences_row;
  CtgPlaceRow *waiting_row;

  CtgEngine *engine;            /* (owned) (nullable) */
  CtgContactList *contact_list; /* (owned) (nullable) */
  CtgCompanyList *company_list; /* (owned) (nullable) */
  CtgMessageList *inbox_list;   /* (owned) (nullable) */
  CtgOutgoingList *outgoing_list;   /* (owned) (nullable) */
  CtgSequenceList *sequence_list;   /* (owned) (nullable) */
  CtgContactList *waiting_list; /* (owned) (nullable) who has not answered */
  CtgRowCounter *troubled;      /* (owned) (nullable) outgoing letters that somebody should look at */
  CtgRowCounter *asking;        /* (owned) (nullable) people in sequences who wait for a decision */
  gboolean had_first_page;
  guint n_troubled;             /* as last told */
  guint n_asking;
  GVariant *wanted;             /* (owned) (nullable) contact, thread, key: to be shown once the contacts are listed */
  gint64 wanted_company;        /* to be shown once it is in the list; 0: none */
  gint64 wanted_sequence;       /* to be shown once it is in the list; 0: none */
};

/* main-window-places.c */
const char  *ctg_main_window_get_place          (CtgMainWindow *self);
CtgListPane *ctg_main_window_get_list           (CtgMainWindow *self);
void         ctg_main_window_update_content     (CtgMainWindow *self);
void         ctg_main_window_update_back        (CtgMainWindow *self);
void         ctg_main_window_folded_cb          (CtgMainWindow *self);
void         ctg_main_window_show_place         (CtgMainWindow *self, const char *place);
void         ctg_main_window_place_selected_cb  (CtgMainWindow *self, GtkListBoxRow *row);
void         ctg_main_window_place_activated_cb (CtgMainWindow *self, GtkListBoxRow *row);
void         ctg_main_window_go_to_list         (CtgMainWindow *self);
void         ctg_main_window_go_to_content      (CtgMainWindow *self);
void         ctg_main_window_back_cb            (GtkWidget *widget, const char *name, GVariant *parameter);

/* main-window-lists.c */
void ctg_main_window_companies_changed_cb (CtgMainWindow *self);
void ctg_main_window_new_company_cb       (GtkWidget *widget, const char *name, GVariant *parameter);
void ctg_main_window_sequences_changed_cb (CtgMainWindow *self);
void ctg_main_window_waiting_changed_cb   (CtgMainWindow *self);
void ctg_main_window_show_sequence_cb     (GtkWidget *widget, const char *name, GVariant *parameter);
void ctg_main_window_update_pages         (CtgMainWindow *self);
void ctg_main_window_troubled_cb          (CtgMainWindow *self);
void ctg_main_window_asking_cb            (CtgMainWindow *self);
void ctg_main_window_make_lists           (CtgMainWindow *self);
void ctg_main_window_make_places          (CtgMainWindow *self);

/* main-window-several.c */
void ctg_main_window_make_several   (CtgMainWindow *self);
void ctg_main_window_write_each_cb  (GtkWidget *widget, const char *name, GVariant *parameter);
void ctg_main_window_enrol_several_cb (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
