/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "compose-form.h"
#include "compose-window.h"

G_BEGIN_DECLS

/* Private to compose-window*.c. */
struct _CtgComposeWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkRevealer *no_mailbox;    /* shown while there is nothing to send with */
  GtkRevealer *hint;
  GtkLabel *hint_label;
  GtkWidget *new_mail_button;
  GtkStack *stack;
  GtkSpinner *spinner;
  CtgComposeForm *form;

  CtgEngine *engine;          /* (owned) (nullable) */
  GtkWindow *home;            /* (nullable) (weak) */
  CtgAccountList *accounts;   /* (owned) (nullable) what can be sent with */
  CtgDraft *begun;            /* (owned) (nullable) as it was opened; NULL: not here yet */
  CtgDraft *kept;             /* (owned) (nullable) as it is on the disk */
  GCancellable *cancellable;  /* (owned) of the beginning */
  guint keep_source;
  gboolean is_keeping;        /* being written to the disk */
  gboolean is_closing;        /* hidden, to go once all is on the disk */
  gint64 due_utc_s;           /* when it is to leave; 0: now */
  gboolean was_for_each;      /* begun for several people as a separate message for each */
  gboolean is_for_each;       /* it is to leave as a separate message for each */
  gboolean wants_send;        /* once it is kept */
  gboolean wants_each;        /* to each separately, once it is kept */
  gboolean is_sending;        /* nothing may change any more */
  gboolean is_done;           /* handed in or discarded: nothing to keep */
  gboolean without_subject;   /* the person has said so */
  gboolean without_file;
  gboolean logs;
  gboolean chose_logs;        /* the person has said whether it is logged */
  char *asked_people;         /* (owned) (nullable) whom the never-log list was asked about last */
  gboolean asks_receipt;
};

/* compose-window.c */
void      ctg_compose_window_go               (CtgComposeWindow *self);

/* compose-window-keep.c */
CtgDraft *ctg_compose_window_collect          (CtgComposeWindow *self);
gboolean  ctg_compose_window_is_worth_keeping (CtgComposeWindow *self, const CtgDraft *now);
void      ctg_compose_window_keep             (CtgComposeWindow *self, CtgDraft *draft);
void      ctg_compose_window_changed          (CtgComposeWindow *self);
void      ctg_compose_window_set_logs         (CtgComposeWindow *self, gboolean logs);
void      ctg_compose_window_finish_closing   (CtgComposeWindow *self);
void      ctg_compose_window_update_title     (CtgComposeWindow *self);
void      ctg_compose_window_show_hint        (CtgComposeWindow *self, const char *words, gboolean offers_new);
void      ctg_compose_window_show_problem     (CtgComposeWindow *self, const GError *error);
void      ctg_compose_window_set_sending      (CtgComposeWindow *self, gboolean is_sending);

/* compose-window-mailbox.c */
void      ctg_compose_window_watch_mailboxes  (CtgComposeWindow *self);
void      ctg_compose_window_update_actions   (CtgComposeWindow *self);

/* compose-window-send.c */
void      ctg_compose_window_hand_in          (CtgComposeWindow *self);
void      ctg_compose_window_send             (GtkWidget *widget, const char *name, GVariant *parameter);
void      ctg_compose_window_send_each        (GtkWidget *widget, const char *name, GVariant *parameter);
void      ctg_compose_window_send_later       (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
