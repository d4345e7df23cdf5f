/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "correspondence.h"
#include "message-facts.h"
#include "record-page.h"
#include "sequence-facts.h"

G_BEGIN_DECLS

#define CTG_UNLOGGED_MAX 100

typedef struct
{
  gint64 id;
  char *name;
  char *company;
  char *phone;
  char *note;
  GStrv addresses;
  gint64 n_messages;
  gint64 last_utc_s;           /* 0: none */
  gint64 waiting_since_utc_s;  /* 0: nobody waits */
  guint n_unlogged;            /* letters here that name it and are on nobody's page, at most CTG_UNLOGGED_MAX */
  gint64 created_utc_s;
  GPtrArray *memberships;      /* (element-type CtgEnrolmentFactsRow) the sequences it is in */
  GPtrArray *deals;            /* (element-type CtgPageDeal) changed last first */
} CtgContactFacts;

typedef struct
{
  gint64 thread;
  gint64 row;             /* the same as long as it is the same thread: an older letter gives it another name */
  char *subject;
  gint64 last_utc_s;
  guint n_messages;
  guint n_attachments;
  guint n_bodies;         /* letters whose text is here */
} CtgThreadFacts;

gboolean ctg_thread_facts_equal (const CtgThreadFacts *a, const CtgThreadFacts *b);

/* All that a contact's page shows, read from the database and read again when it changes. Signal `changed`: the facts
 * are others; `gone`: the contact was deleted. */
#define CTG_TYPE_CONTACT_PAGE (ctg_contact_page_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactPage, ctg_contact_page, CTG, CONTACT_PAGE, GObject)

CtgContactPage        *ctg_contact_page_new             (CtgStore *store, gint64 contact_id);
gint64                 ctg_contact_page_get_id          (CtgContactPage *self);
const CtgContactFacts *ctg_contact_page_get_contact     (CtgContactPage *self);
const CtgCorrespondence *ctg_contact_page_get_correspondence (CtgContactPage *self);
GPtrArray             *ctg_contact_page_get_threads     (CtgContactPage *self);
GPtrArray             *ctg_contact_page_get_attachments (CtgContactPage *self);
guint                  ctg_contact_page_get_generation  (CtgContactPage *self);

/* (element-type CtgMessageFacts), oldest first. */
void       ctg_contact_page_load_thread_async  (CtgContactPage *self, gint64 thread, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ctg_contact_page_load_thread_finish (CtgContactPage *self, GAsyncResult *result, GError **error);

G_END_DECLS
