/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* Where a mailbox keeps sent mail, as its server has it now (B35). */
typedef struct
{
  char *remote_name;    /* (owned) as the server spells it */
  char *name;           /* (owned) for people */
} CtgFolderChoice;

typedef struct
{
  GPtrArray *folders;   /* (owned) (element-type CtgFolderChoice) that could keep it, in the server's order */
  char *current;        /* (owned) (nullable) the one that does, as the server spells it */
  gboolean may_make;    /* none of them is one by its name: one can be made */
} CtgSentChoice;

void           ctg_sent_choice_free            (CtgSentChoice *self);

/* What a connection can meet; NOT_FOUND; UNSUPPORTED "sent-by-server": the server keeps the copy where it wants. */
void           ctg_engine_list_sent_async      (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
CtgSentChoice *ctg_engine_list_sent_finish     (CtgEngine *self, GAsyncResult *result, GError **error);

/* A person's choice: one of the folders, by its spelling on the server; NULL: a folder named Sent is made, if there is
 * still none. Copies that had no place are made then. As above; NOT_FOUND "no-such-folder". */
void           ctg_engine_choose_sent_async    (CtgEngine *self, const char *account_id, const char *remote_name,
                                                GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) its name, for people; NULL: failed */
char          *ctg_engine_choose_sent_finish   (CtgEngine *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSentChoice, ctg_sent_choice_free)

G_END_DECLS
