/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "main-window.h"

#include "company-list.h"
#include "company-view.h"
#include "contact-list.h"
#include "contact-view.h"
#include "deal-list.h"
#include "deal-view.h"
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
#define CTG_PLACE_DEALS "deals"
#define CTG_PLACE_INBOX "inbox"
#define CTG_PLACE_CONFIRM "confirm"
#define CTG_PLACE_OUTGOING "outgoing"
#define CTG_PLACE_SEQUENCES "sequences"
#define CTG_PLACE_WAITING "waiting"

/* A place of records: its words, its list, its row in the sidebar, its page. */
typedef struct
{
  const char *place;
  const char *content;          /* of the contents' stack */
  const char *icon;
  const char *title;
  const char *nothing;          /* while none is chosen */
  const char *none;             /* while there are none */
  const char *what;
  const char *add;
  const char *action;           /* with its target: a detailed name */
  const char *add_tooltip;
  CtgListPaneFill fill;
} CtgRecordPlaceText;

typedef struct
{
  const CtgRecordPlaceText *text;
  CtgListPane *pane;
  CtgLazyList *list;            /* (owned) (nullable) */
  CtgPlaceRow *row;
  CtgRecordView *view;
  gint64 wanted;                /* to be shown once it is in the list; 0: none */
} CtgRecordPlace;

enum { CTG_RECORDS_COMPANIES, CTG_RECORDS_DEALS, CTG_RECORDS_SEQUENCES, CTG_N_RECORD_PLACES };

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
  CtgDealView *deal_view;
  CtgRecordPlace records[CTG_N_RECORD_PLACES];
  CtgListPane *contacts;
  CtgListPane *inbox;
  CtgListPane *confirm;
  CtgListPane *outgoing;
  CtgListPane *waiting;
  CtgPlaceRow *contacts_row;
  CtgPlaceRow *inbox_row;
  CtgPlaceRow *confirm_row;
  CtgPlaceRow *outgoing_row;
  CtgPlaceRow *waiting_row;

  CtgEngine *engine;            /* (owned) (nullable) */
  CtgContactList *contact_list; /* (owned) (nullable) */
  CtgMessageList *inbox_list;   /* (owned) (nullable) */
  CtgMessageList *confirm_list; /* (owned) (nullable) what waits for a decision */
  CtgOutgoingList *outgoing_list;   /* (owned) (nullable) */
  CtgContactList *waiting_list; /* (owned) (nullable) who has not answered */
  CtgRowCounter *troubled;      /* (owned) (nullable) outgoing letters that somebody should look at */
  CtgRowCounter *asking;        /* (owned) (nullable) people in sequences who wait for a decision */
  gboolean had_first_page;
  guint n_troubled;             /* as last told */
  guint n_asking;
  GVariant *wanted;             /* (owned) (nullable) contact, thread, key: to be shown once the contacts are listed */
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
void ctg_main_window_waiting_changed_cb   (CtgMainWindow *self);
void ctg_main_window_confirm_changed_cb   (CtgMainWindow *self);
void ctg_main_window_update_pages         (CtgMainWindow *self);
void ctg_main_window_troubled_cb          (CtgMainWindow *self);
void ctg_main_window_asking_cb            (CtgMainWindow *self);
void ctg_main_window_make_lists           (CtgMainWindow *self);
void ctg_main_window_make_places          (CtgMainWindow *self);

GtkWidget *ctg_main_window_make_empty_page (const char *icon, const char *title, const char *description,
                                            const char *label, const char *action);
GtkWidget *ctg_main_window_make_add_button (const char *icon, const char *tooltip, const char *action);
GtkWidget *ctg_main_window_with_heading    (const char *title, GtkWidget *pane, GtkWidget *button);

/* main-window-records.c */
CtgRecordPlace *ctg_main_window_find_records     (CtgMainWindow *self, const char *place);
void            ctg_main_window_make_records     (CtgMainWindow *self);
void            ctg_main_window_add_records_row  (CtgMainWindow *self, guint which);
void            ctg_main_window_set_records      (CtgMainWindow *self, guint which, CtgLazyList *list);
void            ctg_main_window_new_company_cb   (GtkWidget *widget, const char *name, GVariant *parameter);
void            ctg_main_window_show_deal_cb     (GtkWidget *widget, const char *name, GVariant *parameter);
void            ctg_main_window_show_sequence_cb (GtkWidget *widget, const char *name, GVariant *parameter);

/* main-window-several.c */
void ctg_main_window_make_several   (CtgMainWindow *self);
void ctg_main_window_write_each_cb  (GtkWidget *widget, const char *name, GVariant *parameter);
void ctg_main_window_merge_two_cb (GtkWidget *widget, const char *name, GVariant *parameter);
void ctg_main_window_enrol_several_cb (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
