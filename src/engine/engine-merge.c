/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-private.h"

#include "contacts.h"

typedef struct
{
  gint64 into;
  gint64 from;
} MergeJob;

static gboolean
write_merge (CtgDb *db, gpointer data, GError **error)
{
  const MergeJob *job = data;

  return ctg_contacts_merge (db, job->into, job->from, error);
}

/**
 * ctg_engine_merge_contacts_async:
 * @self: the engine
 * @into: who stays
 * @from: who becomes part of it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Makes one contact of two, with the addresses and letters of both.
 */
void
ctg_engine_merge_contacts_async (CtgEngine *self, gint64 into, gint64 from, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  MergeJob job = { into, from };

  ctg_engine_write_async (self, write_merge, g_memdup2 (&job, sizeof job), g_free, callback, user_data);
}

/**
 * ctg_engine_merge_contacts_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_INVALID_INPUT reason same-contact, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_merge_contacts_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
