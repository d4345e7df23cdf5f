/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* A letter that was logged by itself on a contact. */
typedef struct
{
  gint64 key;
  gint64 thread;
  gint64 contact_id;
  char *contact_name;   /* (owned) possibly "" */
  char *from_address;   /* (owned) */
  char *subject;        /* (owned) */
} CtgAnswer;

void       ctg_answer_free  (CtgAnswer *self);
GPtrArray *ctg_answers_list (CtgDb *db, gint64 dated_after_utc_s, gint64 logged_after_utc_s, GError **error);

G_END_DECLS
